"""The command ``policygraph``: one verb for each step from a gazette to an answer.

Results go to standard output, remarks to standard error. Exit status: 0 done;
1 found wrong (a file that cannot be read, an unknown query, a table that is
malformed); 2 misused; 130 interrupted. Each verb loads what it needs and no
more: asking a graph does not start spaCy.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from . import __version__, console
from .errors import PolicyGraphError, QueryError
from .files import whole_file
from .model import Extraction, Problem

#: Endings of the pictures and tables of a network.
PAGES, NETWORKS = (".html", ".htm"), (".csv", ".gexf")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit status; no error leaves it as a traceback, unless with ``--debug``."""
    console.speak_chinese()
    try:
        args = _parser().parse_args(argv)
    except SystemExit as stop:  # --help, --version and misuse end in argparse
        return int(stop.code or 0)
    try:
        return args.run(args)
    except PolicyGraphError as error:
        if args.debug:
            raise
        console.remark(f"policygraph: {error}")
        return 1
    except KeyboardInterrupt:
        console.remark("policygraph: interrupted; nothing half-written was left")
        return 130
    except BrokenPipeError:
        return 0  # the reader has had enough (| head)
    except Exception as error:
        if args.debug:
            raise
        said = " ".join(str(error).split())[:200]
        console.remark(
            f"policygraph {args.verb}: something unexpected happened ({type(error).__name__}{': ' + said if said else ''})\n"
            f"This is a fault of policygraph: please report it with what `policygraph --debug {args.verb} …` prints.")
        return 1


# ---- the verbs


def _build(args: argparse.Namespace) -> int:
    from . import graph

    console.check_output(args.output, tuple(graph.FORMATS), args.gazettes)
    extraction = _extract(args.gazettes, args)
    if not extraction.readings:
        return 1
    lost: list[Problem] = []
    built = graph.build_graph(extraction, base=args.base, text=args.keep_text, on_failure=None if args.strict else lost.append)
    for failure in lost:
        console.report(failure)
    if args.output in (None, "-"):
        console.write(None, graph.to_bytes(built).decode())
    else:
        graph.save(built, args.output)
    console.summarise(extraction)
    if args.output not in (None, "-"):
        console.remark(f"{args.output}: {len(built)} triples")
    return 1 if extraction.failures or lost else 0


def _extract_verb(args: argparse.Namespace) -> int:
    from .statements import statements

    console.check_output(args.output, (), args.gazettes)
    extraction = _extract(args.gazettes, args)
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in statements(extraction))
    if extraction.readings:
        console.write(args.output, "".join(lines))
    return 1 if extraction.failures else 0


def _explain(args: argparse.Namespace) -> int:
    from . import explain

    console.check_output(args.html, PAGES, args.gazettes)
    extraction = _extract(args.gazettes, args)
    if args.html and extraction.readings:
        console.write(args.html, explain.explain_html(extraction.readings))
    elif not args.html:
        colour = sys.stdout is not None and sys.stdout.isatty()
        for reading in extraction.readings:
            console.write(None, explain.explain_terminal(reading, colour=colour), coloured=True)
    return 1 if extraction.failures else 0


def _query(args: argparse.Namespace) -> int:
    from . import query

    if args.query is None:
        console.write(None, _menu(query.named()))
        return 0
    console.check_output(args.output, (), [args.graph, args.query])
    rows = query.run_query(_graph(args.graph), _query_text(args.query), **dict(args.param))
    width = shutil.get_terminal_size().columns if args.output is None and sys.stdout and sys.stdout.isatty() else None
    console.write(args.output, query.render(rows, args.format, width=width))
    for remark in rows.remarks():
        console.remark(remark)
    return 0


def _calendar(args: argparse.Namespace) -> int:
    from . import agenda, query

    console.check_output(args.output, (".ics",), [args.graph])
    graph = _graph(args.graph)
    rows = agenda.due(graph, args.start, args.until, targets=args.targets)
    returning = agenda.recurring(graph, args.start, args.until)
    console.write(args.output, agenda.to_ics([*rows, *returning]))
    console.remark(f"{len(rows)} deadlines, {len(returning)} that come back")
    if not rows and not returning and (strange := query.holds_nothing(graph)):
        console.remark(strange)
    return 0


def _merge(args: argparse.Namespace) -> int:
    from . import graph, resolution

    console.check_output(args.output, tuple(graph.FORMATS), args.graphs)
    union = resolution.resolve(graph.load(*args.graphs))
    if args.part:
        resolution.part(union)
    graph.save(union, args.output)
    merges = sum(1 for _ in union.subjects(None, graph.PG.Merge))
    console.remark(f"{args.output}: {len(union)} triples, {merges} merged")
    return 0


def _draw(args: argparse.Namespace) -> int:
    from .draw import draw

    console.check_output(args.output, PAGES, [args.graph])
    draw(_graph(args.graph), args.output, kind=args.kind)
    if args.output != "-":
        console.remark(f"{args.output}: open it in a browser; it needs no network")
    return 0


def _network(args: argparse.Namespace) -> int:
    from . import network

    console.check_output(args.output, NETWORKS, [args.graph])
    found = network.to_network(_graph(args.graph), args.kind)
    if args.output and args.output.lower().endswith(".gexf"):
        with whole_file(args.output) as temporary:
            network.write_gexf(found, temporary)
    else:
        console.write(args.output, network.to_csv(found))
    return 0


def _report(args: argparse.Namespace) -> int:
    from . import report

    console.check_output(args.output, report.ENDINGS, [args.graph])
    graph = _graph(args.graph)
    if args.output in (None, "-"):
        console.write(None, report.to_csv(report.matrix(graph, args.document)))
    else:
        report.write_report(graph, args.output, args.document)
    for remark in report.remarks(graph, args.document):
        console.remark(remark)
    return 0


def _check(args: argparse.Namespace) -> int:
    from .checking import check

    done, wrong = check()
    console.write(None, "\n".join([*done, *wrong, *([] if wrong else ["ok"])]))
    return 1 if wrong else 0


# ---- what several verbs need


def _extract(paths: Sequence[str], args: argparse.Namespace) -> Extraction:
    """Extract all gazettes with a progress bar; each that failed is reported in one line."""
    from .read import count

    with console.progress(lambda: count(*paths), "reading") as advance:
        from .pipeline import extract

        extraction = extract(paths, on_done=advance, strict=args.strict, budget=args.budget)
    for failure in extraction.failures:
        console.report(failure)
    return extraction


def _graph(name: str):
    """A graph file, or the address of a SPARQL endpoint as it is."""
    if name.startswith(("http://", "https://")):
        return name
    from . import graph

    return graph.load(name)


def _query_text(given: str) -> str:
    """The name of a query, or the SPARQL text that was given or stands in a file."""
    if "{" in given:
        return given
    path = Path(given)
    if given == "-":
        return sys.stdin.read()
    if path.suffix in (".rq", ".sparql") or path.is_file():
        try:
            return path.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise QueryError(f"{given}: the query cannot be read ({getattr(error, 'strerror', None) or error})") from error
    return given


def _menu(named) -> str:
    """The named queries, each with its title and its parameters; one in brackets may be left out."""
    lines = []
    for name, found in named.items():
        parameters = (p.name if p.required else f"[{p.name}]" for p in found.parameters)
        lines.append(f"{name:<24} {found.title:<60} {' '.join(parameters)}".rstrip())
    return "\n".join(lines)


def _seconds(text: str) -> float | None:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < 1e9:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds")
    return seconds or None


def _base(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\\x7f-\x9f\ud800-\udfff]+[/#:=]", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no IRI that ends in / or # (like https://example.org/id/)")
    return text


def _parameter(text: str) -> tuple[str, str]:
    key, sign, value = text.partition("=")
    if not sign or not key:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form NAME=VALUE")
    return key, value


# ---- the command line


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="policygraph", description="Read Chinese government gazettes, build a graph of what they state, ask it, draw it.",
        epilog="Help on a verb: policygraph VERB --help",
    )
    parser.add_argument("--version", action="version", version=f"policygraph {__version__}")
    parser.add_argument("--debug", action="store_true", help="show the traceback of an error")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    for add in (_add_build, _add_merge, _add_query, _add_calendar, _add_draw, _add_explain, _add_extract, _add_network, _add_report, _add_check):
        add(verbs)
    return parser


def _add(verbs, name: str, run: Callable[[argparse.Namespace], int], help: str, examples: str) -> argparse.ArgumentParser:
    lines = "\n".join(f"  {line.strip()}" for line in examples.strip().splitlines())
    verb = verbs.add_parser(
        name, help=help, description=help[0].upper() + help[1:] + ".", epilog=f"examples:\n{lines}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verb.set_defaults(run=run, verb=name)
    return verb


def _add_gazettes(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "gazettes", nargs="+", metavar="GAZETTE", help="file (.txt .md .html .pdf .docx), folder or archive (.zip .tar .tar.gz …) of these, or - for standard input")
    verb.add_argument("--strict", action="store_true", help="stop at the first file that cannot be read, in place of going on with the rest")
    verb.add_argument(
        "--budget", type=_seconds, default=60.0, metavar="SECONDS",
        help="processor time that one document may take (default: 60; 0 is without end)")


def _add_graph(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("graph", metavar="GRAPH", help="graph file, or the http(s) address of a SPARQL endpoint")


def _add_build(verbs) -> None:
    verb = _add(verbs, "build", _build, "build a graph from gazettes", """
        policygraph build gazette.txt -o graph.ttl
        policygraph build gazettes/2017 gazettes/2018 -o graph.nt
        policygraph build gazette.pdf page.html bundle.zip -o graph.ttl
        curl -s ADDRESS | policygraph build - -o graph.jsonld
    """)
    _add_gazettes(verb)
    verb.add_argument(
        "-o", "--output", metavar="FILE", help="graph to write: .ttl .nt .jsonld .trig …; Turtle on standard output if left out")
    verb.add_argument(
        "--base", metavar="IRI", type=_base, default="https://w3id.org/policygraph/id/", help="where the identifiers live (default: %(default)s)")
    verb.add_argument(
        "--keep-text", action=argparse.BooleanOptionalAction,
        help="keep the text of every source in the graph, or of none; if left out, of web pages, PDF and Word files, where it "
        "cannot be had from the file alone")


def _add_merge(verbs) -> None:
    verb = _add(verbs, "merge", _merge, "merge graphs; stubs give way to documents read, titles join their numbers", """
        policygraph merge 2017.ttl 2018.ttl -o both.ttl
        policygraph merge both.ttl --part -o parted.ttl
    """)
    verb.add_argument("graphs", nargs="+", metavar="GRAPH", help="graph files, in any order; one alone is resolved again")
    verb.add_argument("-o", "--output", metavar="FILE", required=True, help="graph to write: .ttl .nt .jsonld .trig …")
    verb.add_argument("--part", action="store_true", help="undo what was merged by title: each citation names what its text names")


def _add_query(verbs) -> None:
    verb = _add(verbs, "query", _query, "ask a graph; without a QUERY, list the named ones", """
        policygraph query graph.ttl
        policygraph query graph.ttl superior-chain --param number=济政字〔2017〕39号
        policygraph query graph.ttl most-cited --format csv -o most-cited.csv
        policygraph query graph.ttl my.rq
        policygraph query graph.ttl 'SELECT ?d WHERE { ?d a pg:Document }'
        policygraph query https://example.org/sparql most-cited
    """)
    _add_graph(verb)
    verb.add_argument("query", metavar="QUERY", nargs="?", help="name of a query, file with SPARQL, SPARQL text, or - for standard input")
    verb.add_argument("--param", action="append", type=_parameter, default=[], metavar="NAME=VALUE", help="value of a parameter of the query")
    verb.add_argument("--format", choices=("table", "csv", "json", "ttl"), default="table", help="form of the answer (default: table)")
    verb.add_argument("-o", "--output", metavar="FILE", help="where to write the answer; standard output if left out")


def _add_calendar(verbs) -> None:
    verb = _add(verbs, "calendar", _calendar, "write what falls due as a calendar file", """
        policygraph calendar graph.ttl -o due.ics
        policygraph calendar graph.ttl --from 2017-07 --to 2017-12 --targets -o due.ics
    """)
    _add_graph(verb)
    verb.add_argument("--from", dest="start", metavar="DAY", default="1949", help="first day, month or year (default: all)")
    verb.add_argument("--to", dest="until", metavar="DAY", default="2199", help="last day, month or year (default: all)")
    verb.add_argument("--targets", action="store_true", help="quantified targets too, not only tasks")
    verb.add_argument("-o", "--output", metavar="FILE", help="file .ics to write; standard output if left out")


def _add_draw(verbs) -> None:
    verb = _add(verbs, "draw", _draw, "draw a network of a graph as a page that opens offline", """
        policygraph draw citations graph.ttl -o citations.html
        policygraph draw responsibilities graph.ttl -o responsibilities.html
    """)
    verb.add_argument("kind", metavar="KIND", choices=("citations", "responsibilities"), help="citations or responsibilities")
    _add_graph(verb)
    verb.add_argument("-o", "--output", metavar="FILE", required=True, help="page to write (.html)")


def _add_explain(verbs) -> None:
    verb = _add(verbs, "explain", _explain, "show a gazette with every mention, its rule and what it was resolved to", """
        policygraph explain gazette.txt
        policygraph explain gazette.txt --html explain.html
        policygraph explain gazettes/2017 --html explain.html
    """)
    _add_gazettes(verb)
    verb.add_argument("--html", metavar="FILE", help="write a page instead of printing")


def _add_extract(verbs) -> None:
    verb = _add(verbs, "extract", _extract_verb, "print every statement of gazettes as a line of JSON", """
        policygraph extract gazette.txt > statements.jsonl
        policygraph extract gazette.txt | grep '"kind": "target"'
    """)
    _add_gazettes(verb)
    verb.add_argument("-o", "--output", metavar="FILE", help="where to write; standard output if left out")


def _add_network(verbs) -> None:
    verb = _add(verbs, "network", _network, "write a network of a graph with its measures as CSV, or as GEXF", """
        policygraph network citations graph.ttl
        policygraph network responsibilities graph.ttl -o responsibilities.gexf
    """)
    verb.add_argument("kind", metavar="KIND", choices=("citations", "responsibilities"), help="citations or responsibilities")
    _add_graph(verb)
    verb.add_argument("-o", "--output", metavar="FILE", help="file to write: .csv or .gexf; CSV on standard output if left out")


def _add_report(verbs) -> None:
    verb = _add(verbs, "report", _report, "write who does what as a matrix of tasks and agencies", """
        policygraph report graph.ttl -o matrix.csv
        policygraph report graph.ttl -o report.xlsx
        policygraph report graph.ttl --document 济政字〔2017〕39号 -o report.xlsx
    """)
    _add_graph(verb)
    verb.add_argument(
        "-o", "--output", metavar="FILE",
        help=".csv: the matrix; .xlsx: a workbook in which each cell leads to its sentence, with workload, pairs, tasks without "
        "agency or with two leaders, and agencies missing below; CSV on standard output if left out")
    verb.add_argument("--document", metavar="NUMBER", help="the matrix of one document alone, by number or title")


def _add_check(verbs) -> None:
    _add(verbs, "check", _check, "check the rules with their examples, the tables and the named queries", """
        policygraph check
    """)
