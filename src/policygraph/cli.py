"""The command ``policygraph``: one verb for each step from a gazette to an answer.

Results go to standard output, remarks to standard error. Exit status: 0 done;
1 done, but in part, or something was found wrong; 2 not done, because it was
misused or cannot be done (`_run` alone decides that); 130 interrupted. Each
verb loads what it needs and no more: asking a graph does not start spaCy.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import __version__, columns, console, counting
from .carrying import for_terminal
from .console import NOT_DONE
from .errors import GraphError, PolicyGraphError, QueryError
from .files import PAGES, OutputError, write_whole
from .language import LANGUAGES, Phrase, asked_for, choose, chosen, counted, told
from .model import Extraction, Problem
from .parser import Parser
from .remote import is_address

if TYPE_CHECKING:
    from rdflib import Graph

    from .asking.answers import Answer
    from .asking.named import NamedQuery
    from .keeping.correcting.fits import Fit

    Verbs = argparse._SubParsersAction[Any]

#: What --rules is, of every verb that reads.
OWN_RULES = "folder of own rules and tables (rules/NAME.toml, tables/NAME.csv), which hold beside those of the program in what is read (docs/extending.md)"
#: The networks that can be measured and drawn, and the forms they are written in.
NETWORKS = ("citations", "responsibilities", "agencies", "lead-cooperate", "joint-issuers")
FORMS = ("measures", "gexf", "graphml", "nodes-edges", "neo4j", "parquet")
#: The measures that are rows, and the forms of rows with the endings that stand for them.
MEASURES = ("authority", "main-path", "lag", "survival", "diffusion", "series", "delay", "ties", "brokerage", "workload", "overlap", "gaps")
ROWS = {"table": ".txt", "csv": ".csv", "json": ".json", "markdown": ".md", "html": ".html", "xlsx": ".xlsx", "parquet": ".parquet"}
#: The styles of references.
STYLES = ("gbt7714", "bibtex", "ris", "csl")
#: The shells that can be told how to complete a command line.
SHELLS = ("bash", "zsh", "fish")
#: What else can be drawn of a graph.
CHARTS = ("superior-chain", "diffusion", "targets")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit status; no error leaves it as a traceback, save with ``--debug``."""
    console.open_streams()
    try:
        return _run(argv)
    finally:
        console.close_streams()


def _run(argv: Sequence[str] | None) -> int:
    args = argparse.Namespace(verb="", debug=False)
    choose(_language(argv))
    try:
        try:
            parser = command_line()
            if argv is None and "_ARGCOMPLETE" in os.environ:  # a shell asks what may stand next
                from .completing import answer

                answer(parser)
            args = parser.parse_args(argv)
            choose(args.lang or chosen())  # it may be written shorter
            if args.verb == "build" and not args.gazettes and not args.corpus:
                parser.error("build needs a GAZETTE; without any, --corpus DIR applies its corrections anew")
        except SystemExit as stop:  # --help, --version and misuse end in argparse
            return int(stop.code or 0)
        with _own_rules(None if args.verb == "check" else getattr(args, "rules", None)):  # `check` finds fault with them itself
            return args.run(args)
    except BrokenPipeError:
        return 0  # the reader has had enough (| head)
    except KeyboardInterrupt:
        console.remark("policygraph: interrupted; nothing half-written was left")
        return 130
    except Exception as error:
        if args.debug:
            console.say(for_terminal(traceback.format_exc()))
        else:
            _explain_error(error, args.verb)
        return NOT_DONE


def _language(argv: Sequence[str] | None) -> str:
    """The language of a command line: what stands behind ``--lang`` anywhere in it, before a parser speaks; else that of the locale."""
    first = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    first.add_argument("--lang", choices=LANGUAGES)
    try:
        named = first.parse_known_args(argv)[0].lang
    except argparse.ArgumentError:  # the parser itself refuses it
        named = None
    return named or asked_for(os.environ)


def _explain_error(error: Exception, verb: str) -> None:
    """One line for what a user can mend; two for what is a fault of the program, with the place where it happened."""
    if isinstance(error, PolicyGraphError):
        console.remark(Phrase("policygraph: {error}", error=error))
        return
    if isinstance(error, MemoryError):
        console.remark(Phrase("policygraph {verb}: there is not enough memory; give fewer or smaller files at once", verb=verb))
        return
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(__file__).parent in Path(frame.filename).parents]
    where = f"{Path(own[-1].filename).stem}.{own[-1].name}" if own else "policygraph"
    said = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}".removesuffix(": ")
    console.remark(Phrase("policygraph {verb}: something unexpected happened in {where} ({said})", verb=verb, where=where, said=said))
    console.remark(Phrase("This is a fault of policygraph: please report it with what `policygraph --debug {verb} …` prints.", verb=verb))


# ---- the verbs


def _build(args: argparse.Namespace) -> int:
    if args.corpus:
        from . import corpus_verbs

        return corpus_verbs.build(args)
    if args.parts:
        from . import corpus_verbs

        return corpus_verbs.build_parts(args)
    if args.engine != "processes" or args.master:
        raise OutputError("--engine and --master are for --parts: name where the parts go (--parts ADDRESS)")
    from rdflib import RDF

    from .corrections import read_corrections
    from .keeping import building
    from .stating import formats, terms

    console.check_output(args.output, tuple(formats.FORMATS), args.gazettes)
    corrections = read_corrections(args.corrections) if args.corrections else ()
    seen: list[str] = []
    extraction = _extract(args.gazettes, args, seen)
    if not extraction.readings:
        return NOT_DONE
    lost: list[Problem] = []
    fits: list[Fit] = []
    built = building.build_graph(
        extraction, base=args.base or terms.BASE, text=args.keep_text is not False, on_failure=None if args.strict else lost.append,
        corrections=corrections, on_fit=fits.append)
    for failure in lost:
        console.report(failure)
    _write_graph(built, args.output)
    console.summarise(extraction)
    if len(seen) > 1:
        console.remark(counting.of_run(len(extraction.readings), len(seen) - len(extraction.readings)))
    if args.output not in (None, "-"):
        stubs = set(built.subjects(RDF.type, terms.PG.Stub))
        held = set(built.subjects(RDF.type, terms.PG.Document)) - stubs
        console.remark(Phrase("{output}: {said}", output=args.output, said=counting.of_graph(len(held), len(stubs), len(built))))
    if fits:
        from . import corpus_verbs

        corpus_verbs.tell_fits(fits)
    return 1 if extraction.failures or lost else 0


def _extract_verb(args: argparse.Namespace) -> int:
    from .stating.rows import statements

    console.check_output(args.output, (), args.gazettes)
    extraction = _extract(args.gazettes, args)
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in statements(extraction))
    if extraction.readings:
        console.write(args.output, "".join(lines))
    return _status_of(extraction)


def _explain(args: argparse.Namespace) -> int:
    from .showing import explain

    console.check_output(args.html, PAGES, args.gazettes)
    if len(args.gazettes) == 1 and _is_corpus(args.gazettes[0]):
        from . import corpus_verbs

        extraction = Extraction((corpus_verbs.reading_of(args.gazettes[0], args.document),))
    else:
        extraction = _extract(args.gazettes, args)
        if args.document and extraction.readings:
            from .pipeline import acts_called

            extraction = replace(extraction, readings=tuple(acts_called(extraction.readings, args.document)))
    if extraction.readings and args.html:
        console.write(args.html, explain.explain_html(extraction.readings, measures=args.measures))
    elif extraction.readings:
        console.write(None, explain.explain_terminal(extraction.readings, colour=sys.stdout.isatty(), measures=args.measures), shown=True)
    return _status_of(extraction)


def _query(args: argparse.Namespace) -> int:
    from .asking import answers, rendering
    from .asking.named import named

    if args.query is None:
        console.write(None, _menu(named()))
        return 0
    console.check_output(args.output, (), [args.graph, *_query_file(args.query)])
    if args.format in rendering.BINARY and args.output in (None, "-"):
        raise OutputError(Phrase("{format} is no text: name a file with -o", format=args.format))
    given: dict[str, Any] = {f"{name}_": value for name, value in [*args.param, *([("measures", "yes")] if args.measures else [])]}
    rows = answers.run_query(_graph(args.graph, args), _query_text(args.query), allow_network=args.allow_network, evidence=args.evidence, **given)
    if args.format in rendering.BINARY:
        write_whole(args.output, rendering.to_bytes(rows, args.format))
        return _said_about(rows)
    width = shutil.get_terminal_size().columns if args.output is None and sys.stdout and sys.stdout.isatty() else None
    console.write(args.output, rendering.render(rows, args.format, width=width))
    return _said_about(rows)


def _said_about(rows: Answer) -> int:
    for remark in rows.remarks():
        console.remark(remark)
    return 0


def _show(args: argparse.Namespace) -> int:
    from .asking.telling import things

    graph = _graph(args.graph, args)
    found = things.called(graph, args.thing)
    shown = [things.about(graph, each) for each in found[: things.MOST]]
    console.write(None, "\n".join(map(things.as_text, shown)))
    if len(found) > things.MOST:
        console.remark(Phrase("{count} things are called {thing}; {most} are shown", count=len(found), thing=args.thing, most=things.MOST))
    return 0


def _cite(args: argparse.Namespace) -> int:
    from .asking import answers
    from .asking.referring import references, styles

    if bool(args.documents) == bool(args.query):
        raise QueryError("name either documents or a --query")
    console.check_output(args.output, (), [args.graph])
    graph = _graph(args.graph, args)
    if args.query:
        given = {f"{name}_": value for name, value in args.param}
        documents: Sequence[str] = answers.run_query(graph, _query_text(args.query), allow_network=args.allow_network, **given).resources
    else:
        documents = references.called(graph, args.documents)
    found = references.references(graph, documents)
    console.write(args.output, styles.written(found, args.style))
    if not found:
        console.remark("there is no document in the answer; a query must give IRIs of documents")
    return 0


def _calendar(args: argparse.Namespace) -> int:
    from .asking import agenda, answers

    console.check_output(args.output, (".ics",), [args.graph])
    graph = _graph(args.graph, args)
    rows = agenda.due(graph, args.start, args.until, targets=args.targets)
    returning = agenda.recurring(graph, args.start, args.until)
    console.write(args.output, agenda.to_ics([*rows, *returning]))
    console.remark(Phrase(
        "{due}, {returning}", due=counted("{count} deadline", "{count} deadlines", len(rows)),
        returning=counted("{count} that comes back", "{count} that come back", len(returning))))
    if not rows and not returning and (strange := answers.holds_nothing(graph)):
        console.remark(strange)
    return 0


def _merge(args: argparse.Namespace) -> int:
    from .keeping import joining
    from .stating import formats, terms

    console.check_output(args.output, tuple(formats.FORMATS), args.graphs)
    if addresses := [name for name in args.graphs if is_address(name)]:
        raise GraphError(Phrase("{address}: merge takes graph files and folders of corpora, not addresses", address=addresses[0]))
    union = joining.merge(_held(name, args) for name in args.graphs)
    if args.part:
        joining.part(union)
    _write_graph(union, args.output)
    merges = sum(1 for _ in union.subjects(None, terms.PG.Merge))
    console.remark(Phrase("{output}: {triples}, {merges} merged", output=args.output, triples=counting.of_triples(len(union)), merges=merges))
    return 0


def _draw(args: argparse.Namespace) -> int:
    from .showing.around import Part
    from .showing.drawing import draw

    console.check_output(args.output, PAGES, [args.graph])
    part = Part(args.around, args.steps, args.limit, args.year, args.place, args.level)
    drawn = draw(_graph(args.graph, args), args.output, args.kind, args.by, part, chosen())
    if drawn.nodes < drawn.whole:
        console.remark(Phrase("{nodes:,} of {whole:,} nodes were asked for", nodes=drawn.nodes, whole=drawn.whole))
    if args.output != "-":
        console.remark(Phrase("{output}: {drawn}; open it in a browser; it needs no network", output=args.output, drawn=drawn.said))
    return 0


def _network(args: argparse.Namespace) -> int:
    from .asking import exports, network

    if args.measure:
        return _measured(args)
    form = args.format or exports.form_of(args.output)
    if form not in FORMS or args.param:
        raise OutputError(Phrase("{option} goes with --measure NAME", option="--param" if args.param else f"--format {form}"))
    console.check_output(args.output, exports.ENDINGS[form], [args.graph])
    if form != "measures" and args.output in (None, "-"):
        raise OutputError(Phrase("{form} is written into files: name one with -o", form=form))
    for path in exports.pair_of_files(args.output, exports.ENDINGS[form][0]) if form in exports.PAIRS else ():
        console.check_output(str(path), (), [args.graph])
    found = network.to_network(_graph(args.graph, args), args.kind)
    if form == "measures":
        console.write(args.output, network.to_csv(found))
    elif written := exports.WRITERS[form](found, args.output):
        console.remark(Phrase("{files}", files=" ".join(map(str, written))))
    return 0


def _measured(args: argparse.Namespace) -> int:
    from . import measures
    from .asking import rendering

    ending = Path(args.output or "-").suffix.lower()
    form = args.format or next((name for name, known in ROWS.items() if known == ending), "csv" if ending else "table")
    if form not in ROWS:
        raise OutputError(Phrase("--format {form} is a network, and --measure gives rows: choose {known}", form=form, known=", ".join(ROWS)))
    console.check_output(args.output, () if args.format else tuple(ROWS.values()), [args.graph])
    if form in rendering.BINARY and args.output in (None, "-"):
        raise OutputError(Phrase("{form} is no text: name a file with -o", form=form))
    graph = _graph(args.graph, args)
    with console.steps(args.measure) as advance:
        rows = measures.take(graph, args.measure, args.kind, dict(args.param), advance)
    if form in rendering.BINARY:
        write_whole(args.output, rendering.to_bytes(rows, form))
    else:
        width = shutil.get_terminal_size().columns if args.output is None and sys.stdout and sys.stdout.isatty() else None
        console.write(args.output, rendering.render(rows, form, width=width))
    return _said_about(rows)


def _report(args: argparse.Namespace) -> int:
    from .asking import report

    console.check_output(args.output, report.ENDINGS, [args.graph])
    graph = _graph(args.graph, args)
    if args.output in (None, "-"):
        console.write(None, report.to_csv(report.matrix(graph, args.document)))
    else:
        report.write_report(graph, args.output, args.document)
    for remark in report.remarks(graph, args.document):
        console.remark(remark)
    return 0


def _correct(args: argparse.Namespace) -> int:
    from . import corpus_verbs

    return corpus_verbs.correct(args)


def _diff(args: argparse.Namespace) -> int:
    from . import change_verbs

    return change_verbs.diff(args)


def _watch(args: argparse.Namespace) -> int:
    from . import change_verbs

    args.opened = lambda name: _graph(name, args)
    return change_verbs.watch(args)


def _status(args: argparse.Namespace) -> int:
    from . import corpus_verbs

    return corpus_verbs.status(args)


def _export(args: argparse.Namespace) -> int:
    from . import corpus_verbs

    return corpus_verbs.export(args)


def _push(args: argparse.Namespace) -> int:
    from . import corpus_verbs

    return corpus_verbs.push(args)


def _review(args: argparse.Namespace) -> int:
    from . import drafts

    return drafts.run(args)


def _serve(args: argparse.Namespace) -> int:
    from functools import partial

    from . import ownrules
    from .pipeline import facts_by
    from .serving import running

    return running.serve(
        args.graph, host=args.host, port=args.port, seconds=args.timeout, readers=args.readers, hosts=args.allow_host, told=console.remark,
        read=partial(facts_by, ownrules.active()))


def _check(args: argparse.Namespace) -> int:
    if args.graph:
        return _check_graph(args.graph, args)
    from .checking import check, check_with

    done, wrong = check_with(args.rules) if args.rules else check()
    console.write(None, "\n".join([*map(told, done), *map(told, wrong), *([] if wrong else ["ok"])]))
    return 1 if wrong else 0


def _completion(args: argparse.Namespace) -> int:
    from .completing import script

    console.write(None, script(args.shell))
    return 0


def _check_graph(path: str, args: argparse.Namespace) -> int:
    from .asking.prefixes import shorten
    from .keeping import shapes
    from .stating import formats

    graph = _graph(path, args)
    found = shapes.violations(formats.load(path) if isinstance(graph, str) else graph)
    lines = [told(Phrase("{message}: {node}", message=told(each.message), node=shorten(each.node) + (f" ({shorten(each.value)})" if each.value else ""))) for each in found]
    console.write(None, "\n".join([*lines, told(counted("{count} violation", "{count} violations", len(found))) if found else "ok"]))
    return 1 if found else 0


# ---- what several verbs need


def _own_rules(folder: str | None) -> AbstractContextManager[None]:
    if folder is None:
        return nullcontext()
    from .checking import own_rules

    return own_rules(folder)


def _extract(paths: Sequence[str], args: argparse.Namespace, seen: list[str] | None = None) -> Extraction:
    """Extract all gazettes with a progress bar; each that failed is reported in one line. The name of every source is added to ``seen``."""
    from .reading.sources import count

    with console.progress(lambda: count(*paths), "reading") as advance:
        from .pipeline import extract

        def done(name: str) -> None:
            advance(name)
            if seen is not None:
                seen.append(name)

        extraction = extract(paths, on_done=done, strict=args.strict, budget=args.budget, missing_ok=True)
    for failure in extraction.failures:
        console.report(failure)
    return extraction


def _status_of(extraction: Extraction) -> int:
    """The exit status of what was read: `NOT_DONE` where nothing was, 1 where something is missing."""
    return NOT_DONE if not extraction.readings else 1 if extraction.failures else 0


def _is_corpus(name: str) -> bool:
    return os.path.isdir(name)


def _graph(name: str, args: argparse.Namespace) -> Graph | str:
    """A graph file, the folder of a corpus, or the address of a SPARQL endpoint as it is."""
    return name if is_address(name) else _held(name, args)


def _held(name: str, args: argparse.Namespace) -> Graph:
    """A graph file, or the folder of a corpus."""
    if _is_corpus(name):
        from .keeping.folder import open_graph

        return open_graph(name)
    from .stating import formats

    return formats.load(name, allow_network=args.allow_network)


def _write_graph(graph: Graph, output: str | None) -> None:
    from .stating.formats import save, to_bytes

    if output in (None, "-"):
        console.write(None, to_bytes(graph).decode())
    else:
        save(graph, output)


def _query_file(given: str) -> list[str]:
    """The file that holds a query, ``-`` for standard input, or none."""
    if given == "-":
        return [given]
    from .asking.prefixes import describes

    if "{" in given or describes(given):
        return []
    return [given] if Path(given).suffix in (".rq", ".sparql") or os.path.isfile(given) else []


def _query_text(given: str) -> str:
    """The name of a query, or the SPARQL text that was given or stands in a file."""
    if given == "-":
        return sys.stdin.read()
    if _query_file(given):
        try:
            return Path(given).read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise QueryError(Phrase(
                "{given}: the query cannot be read ({reason})", given=given, reason=getattr(error, "strerror", None) or error)) from error
    return given


def _menu(named: Mapping[str, NamedQuery]) -> str:
    """The named queries, each with its title and its parameters; one in brackets may be left out."""
    lines = []
    for name, found in named.items():
        parameters = (p.name if p.required else f"[{p.name}]" for p in found.parameters)
        lines.append(f"{name:<24} {columns.filled(found.called(chosen()), 60)} {' '.join(parameters)}".rstrip())
    return "\n".join(lines)


def _seconds(text: str) -> float | None:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < 1e9:
        raise argparse.ArgumentTypeError(told(Phrase("{text!r} is no number of seconds", text=text)))
    return seconds or None


def _whole(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 10**9:
        raise argparse.ArgumentTypeError(told(Phrase("{text!r} is no number from 1 on", text=text)))
    return int(text)


def _years(text: str) -> tuple[int, int]:
    from .showing.around import parse_years

    try:
        return parse_years(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(told(error)) from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(told(Phrase("{text!r} is no day (2026-11-27)", text=text))) from None


def _jobs(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) <= 1024:
        raise argparse.ArgumentTypeError(told(Phrase("{text!r} is no number of processes", text=text)))
    return int(text)


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(told(Phrase("{text!r} is no port", text=text)))
    return int(text)


def _many(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 1e12:
        raise argparse.ArgumentTypeError(told(Phrase("{text!r} is no number of statements", text=text)))
    return int(text)


def _base(text: str) -> str:
    from .stating.terms import is_iri

    if not is_iri(text) or not text.endswith(("/", "#", ":", "=")):
        raise argparse.ArgumentTypeError(told(Phrase("{text!r} is no IRI that ends in / or # (like https://example.org/id/)", text=text)))
    return text


def _parameter(text: str) -> tuple[str, str]:
    key, sign, value = text.partition("=")
    if not sign or not key:
        raise argparse.ArgumentTypeError(told(Phrase("{text!r} is not of the form NAME=VALUE", text=text)))
    return key, value


# ---- the command line


def command_line() -> argparse.ArgumentParser:
    """The parser of the command line, with a parser for each verb."""
    parser = Parser(
        prog="policygraph", description=told("Read Chinese government gazettes, build a graph of what they state, ask it, draw it."),
        epilog=told("Help on a verb: policygraph VERB --help"),
    )
    parser.add_argument("--version", action="version", version=f"policygraph {__version__}", help="show program's version number and exit")
    parser.add_argument("--debug", action="store_true", help="show the traceback of an error")
    _add_language(parser, None)
    verbs = parser.add_subparsers(title=told("verbs"), metavar="VERB", required=True)
    for add in (_add_build, _add_merge, _add_query, _add_show, _add_cite, _add_calendar, _add_draw, _add_explain, _add_extract, _add_network, _add_report, _add_status, _add_correct, _add_diff, _add_watch, _add_export, _add_push, _add_review, _add_serve, _add_check, _add_completion):
        add(verbs)
    return parser


def _add(verbs: Verbs, name: str, run: Callable[[argparse.Namespace], int], help: str, examples: str) -> argparse.ArgumentParser:
    lines = "\n".join(f"  {line.strip()}" for line in examples.strip().splitlines())
    said = told(Phrase("{sentence}.", sentence=told(help)))
    verb = verbs.add_parser(name, help=help, description=said[0].upper() + said[1:], epilog=f"{told('examples:')}\n{lines}")
    verb.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    _add_language(verb, argparse.SUPPRESS)
    verb.set_defaults(run=run, verb=name)
    return verb


def _add_language(parser: argparse.ArgumentParser, default: str | None) -> None:
    parser.add_argument(
        "--lang", choices=LANGUAGES, default=default,
        help="language of help, remarks and errors (default: that of LC_ALL, LC_MESSAGES or LANG)")


def _add_gazettes(verb: argparse.ArgumentParser, *, needed: bool = True) -> None:
    verb.add_argument(
        "gazettes", nargs="+" if needed else "*", metavar="GAZETTE", help="file (.txt .md .html .pdf .docx), folder or archive (.zip .tar .tar.gz …) of these, or - for standard input")
    verb.add_argument("--strict", action="store_true", help="stop at the first file that cannot be read, in place of going on with the rest")
    verb.add_argument(
        "--budget", type=_seconds, default=60.0, metavar="SECONDS",
        help="processor time that one document may take (default: 60; 0 is without end)")
    _add_rules(verb, OWN_RULES)


def _add_rules(verb: argparse.ArgumentParser, help: str) -> None:
    verb.add_argument("--rules", metavar="DIR", help=help)


def _add_graph(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("graph", metavar="GRAPH", help="graph file, folder of a corpus, or the http(s) address of a SPARQL endpoint")
    _add_network_allowed(verb)


def _add_network_allowed(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--allow-network", action="store_true",
        help="let a graph file name the context of its JSON-LD by an address, and a query on it ask other servers (SERVICE); nothing is fetched without it")


def _add_kind(verb: argparse.ArgumentParser, others: Sequence[str] = (), more: str = "") -> None:
    verb.add_argument(
        "kind", metavar="KIND", choices=(*NETWORKS, *others),
        help="citations (which document cites which), responsibilities (agencies and the documents that give them tasks), agencies "
        "(which share tasks), lead-cooperate (who leads, who cooperates) or joint-issuers (which issue documents together)" + more)


def _add_build(verbs: Verbs) -> None:
    verb = _add(verbs, "build", _build, "build a graph from gazettes", """
        policygraph build gazette.txt -o graph.ttl
        policygraph build gazettes/2017 gazettes/2018 -o graph.nt
        policygraph build gazette.pdf page.html bundle.zip -o graph.ttl
        curl -s ADDRESS | policygraph build - -o graph.jsonld
        policygraph build gazettes/ laws.tar.xz --corpus archive/ --jobs 4
        policygraph build --corpus archive/ --corrections corrections.toml
        policygraph build gazettes/ --corpus archive/ --rules mine/
        policygraph build s3://bucket/gazettes --parts s3://bucket/parts --engine spark --master spark://host:7077
    """)
    _add_gazettes(verb, needed=False)
    verb.add_argument(
        "-o", "--output", metavar="FILE", help="graph to write: .ttl .nt .jsonld .trig …; Turtle on standard output if left out")
    verb.add_argument(
        "--base", metavar="IRI", type=_base, help="where the identifiers live (default: https://w3id.org/policygraph/id/)")
    verb.add_argument("--corpus", metavar="DIR", help="add to a corpus on disk in place of writing a graph: what is unchanged there is left as it is")
    verb.add_argument("--jobs", type=_jobs, metavar="N", help="with --corpus or --parts: processes that read (default: all processors)")
    verb.add_argument("--parts", metavar="ADDRESS", help="write facts in parts, by the hash of the source, into a new folder or an address of fsspec (s3://…)")
    verb.add_argument("--engine", choices=("processes", "spark"), default="processes", help="with --parts: who reads (default: processes of this machine)")
    verb.add_argument("--master", metavar="MASTER", help="with --engine spark: where it runs, as spark-submit takes it (default: local[*,4])")
    verb.add_argument(
        "--corrections", metavar="FILE", help="what curators say against the rules (TOML, docs/corrections.md); a corpus keeps it, and each later run applies it")
    verb.add_argument("--prune", action="store_true", help="with --corpus: take out sources whose file is gone")
    verb.add_argument(
        "--keep-text", action=argparse.BooleanOptionalAction,
        help="keep the text of every source in the graph (default); without it every quotation has the words around it beside it")


def _add_merge(verbs: Verbs) -> None:
    verb = _add(verbs, "merge", _merge, "merge graphs; stubs give way to documents read, titles join their numbers", """
        policygraph merge 2017.ttl 2018.ttl -o both.ttl
        policygraph merge both.ttl --part -o parted.ttl
        policygraph merge archive/ 2018.ttl -o both.ttl
    """)
    verb.add_argument("graphs", nargs="+", metavar="GRAPH", help="graph files and folders of corpora, in any order; one alone is resolved again")
    verb.add_argument("-o", "--output", metavar="FILE", required=True, help="graph to write: .ttl .nt .jsonld .trig …")
    _add_network_allowed(verb)
    verb.add_argument("--part", action="store_true", help="undo what was merged by title: each citation names what its text names")


def _add_query(verbs: Verbs) -> None:
    verb = _add(verbs, "query", _query, "ask a graph; without a QUERY, list the named ones", """
        policygraph query graph.ttl
        policygraph query graph.ttl superior-chain --param number=济政字〔2017〕39号
        policygraph query graph.ttl most-cited --format csv -o most-cited.csv
        policygraph query graph.ttl tasks-due --param from=2018 --param to=2019 --evidence --format xlsx -o due.xlsx
        policygraph query graph.ttl my.rq
        policygraph query graph.ttl 'SELECT ?d WHERE { ?d a pg:Document }'
        policygraph query https://example.org/sparql most-cited
    """)
    _add_graph(verb)
    verb.add_argument("query", metavar="QUERY", nargs="?", help="name of a query, file with SPARQL, SPARQL text, or - for standard input")
    verb.add_argument("--param", action="append", type=_parameter, default=[], metavar="NAME=VALUE", help="value of a parameter of the query")
    verb.add_argument("--measures", action="store_true", help="measures beside programmes, in queries with this parameter")
    verb.add_argument(
        "--format", choices=("table", "csv", "json", "ttl", "markdown", "html", "xlsx", "parquet"), default="table",
        help="form of the answer (default: table)")
    verb.add_argument(
        "--evidence", action="store_true", help="give every row the words of the text that say so: quotation, file, start, end, rule, confidence")
    verb.add_argument("-o", "--output", metavar="FILE", help="where to write the answer; standard output if left out")


def _add_show(verbs: Verbs) -> None:
    verb = _add(verbs, "show", _show, "show what a thing is, and the words of the text that say so", """
        policygraph show graph.ttl 济政字〔2017〕39号
        policygraph show archive/ 济南市公安局
        policygraph show https://example.org/sparql id:agency/370100/济南市公安局
    """)
    _add_graph(verb)
    verb.add_argument("thing", metavar="THING", help="IRI as tables print it, number or title of a document, name of an agency, a programme …")


def _add_cite(verbs: Verbs) -> None:
    verb = _add(verbs, "cite", _cite, "cite documents as a list of references or a file of references has them", """
        policygraph cite graph.ttl 济政字〔2017〕39号
        policygraph cite archive/ 济政字〔2017〕39号 国发〔2016〕28号 --style bibtex -o references.bib
        policygraph cite archive/ --query most-cited --param limit=5 --style ris -o references.ris
    """)
    _add_graph(verb)
    verb.add_argument("documents", metavar="DOCUMENT", nargs="*", help="number in any writing, title or IRI of a document")
    verb.add_argument("--query", metavar="QUERY", help="in place of documents: all in the answer of a named query, of a file with SPARQL or of SPARQL text")
    verb.add_argument("--param", action="append", type=_parameter, default=[], metavar="NAME=VALUE", help="value of a parameter of the query")
    verb.add_argument("--style", choices=STYLES, default="gbt7714", help="GB/T 7714-2015 (default), BibTeX, RIS (EndNote, Zotero, NoteExpress) or CSL-JSON")
    verb.add_argument("-o", "--output", metavar="FILE", help="where to write; standard output if left out")


def _add_calendar(verbs: Verbs) -> None:
    verb = _add(verbs, "calendar", _calendar, "write what falls due as a calendar file", """
        policygraph calendar graph.ttl -o due.ics
        policygraph calendar graph.ttl --from 2017-07 --to 2017-12 --targets -o due.ics
    """)
    _add_graph(verb)
    verb.add_argument("--from", dest="start", metavar="DAY", default="1949", help="first day, month or year (default: all)")
    verb.add_argument("--to", dest="until", metavar="DAY", default="2199", help="last day, month or year (default: all)")
    verb.add_argument("--targets", action="store_true", help="quantified targets too, not only tasks")
    verb.add_argument("-o", "--output", metavar="FILE", help="file .ics to write; standard output if left out")


def _add_draw(verbs: Verbs) -> None:
    verb = _add(verbs, "draw", _draw, "draw a network of a graph as a page that opens offline", """
        policygraph draw citations graph.ttl -o citations.html
        policygraph draw responsibilities graph.ttl -o responsibilities.html
        policygraph draw joint-issuers graph.ttl -o joint-issuers.html
        policygraph draw citations graph.ttl --around 济政字〔2017〕39号 --steps 1 -o around.html
        policygraph draw citations archive/ --year 2015-2020 --level province --limit 200 -o part.html
        policygraph draw superior-chain graph.ttl --around 济政字〔2017〕39号 -o chain.html
        policygraph draw diffusion archive/ -o diffusion.html
        policygraph draw targets archive/ --around 森林覆盖率 -o targets.html
    """)
    _add_kind(verb, CHARTS, "; superior-chain (what a document rests on and what rests on it), diffusion (which places take up a programme, and when) or "
              "targets (what is set and reached for an indicator)")
    _add_graph(verb)
    verb.add_argument("-o", "--output", metavar="FILE", required=True, help="page to write (.html)")
    verb.add_argument("--by", choices=("canvas",), help="draw a small network as a large one is, with filters, paths, exports and matrix (default: by size)")
    verb.add_argument("--around", metavar="NAME", help="only what so many steps lead to from a document or an agency (number, title, name or IRI); of charts, a programme or an indicator")
    verb.add_argument("--steps", type=_whole, metavar="N", help="how many links lead from there at most (default: 2; all in a superior chain)")
    verb.add_argument("--limit", type=_whole, metavar="N", help="at most so many nodes, the nearest and best linked first; of charts, programmes or indicators (default: all)")
    verb.add_argument("--year", type=_years, metavar="YEAR", help="only documents of a year, or of years such as 2015-2020")
    verb.add_argument("--place", metavar="NAME", help="only documents and agencies of a place, such as 济南市")
    verb.add_argument("--level", metavar="LEVEL", help="only one level of government: central, province, prefecture, county or township")


def _add_explain(verbs: Verbs) -> None:
    verb = _add(verbs, "explain", _explain, "show a gazette with every mention, its rule and what it was resolved to", """
        policygraph explain gazette.txt
        policygraph explain gazette.txt --html explain.html
        policygraph explain gazettes/2017 bundle.zip --html explain.html
        policygraph explain gazette.txt --document 济政字〔2017〕39号
        policygraph explain archive/ --document 济政字〔2017〕39号
    """)
    _add_gazettes(verb)
    verb.add_argument("--document", metavar="NUMBER", help="only the act of this number or title; needed where the folder of a corpus is given in place of gazettes")
    verb.add_argument("--html", metavar="FILE", help="write a page instead of printing")
    verb.add_argument("--measures", action="store_true", help="measures too: systems, mechanisms, services, principles in quotes")


def _add_extract(verbs: Verbs) -> None:
    verb = _add(verbs, "extract", _extract_verb, "print every statement of gazettes as a line of JSON", """
        policygraph extract gazette.txt > statements.jsonl
        policygraph extract gazette.txt | grep '"kind": "target"'
    """)
    _add_gazettes(verb)
    verb.add_argument("-o", "--output", metavar="FILE", help="where to write; standard output if left out")


def _add_status(verbs: Verbs) -> None:
    verb = _add(verbs, "status", _status, "say what a corpus holds; status 1 where a run is to be completed, or a source or an act was not read", """
        policygraph status archive/
        policygraph status archive/ --problems
    """)
    verb.add_argument("corpus", metavar="DIR", help="folder of a corpus")
    verb.add_argument("--format", choices=("text", "json"), default="text", help="form of the answer (default: text)")
    verb.add_argument("--problems", action="store_true", help="name every source that failed or was odd, on standard error")


def _add_correct(verbs: Verbs) -> None:
    verb = _add(verbs, "correct", _correct, "check a file of corrections against a corpus; status 1 where one does not fit or two contradict each other", """
        policygraph correct corrections.toml --corpus archive/
        policygraph correct corrections.toml --corpus archive/ --format json
    """)
    verb.add_argument("file", metavar="FILE", help="file of corrections (TOML, docs/corrections.md)")
    verb.add_argument("--corpus", metavar="DIR", required=True, help="folder of a corpus; it is not changed")
    verb.add_argument("--format", choices=("text", "json"), default="text", help="form of the answer: text (default), or a line of JSON for each correction")


def _add_diff(verbs: Verbs) -> None:
    verb = _add(verbs, "diff", _diff, "say what two graphs or corpora say differently; status 0 where nothing differs, 1 where something does, 2 where one cannot be read", """
        policygraph diff before/ after/
        policygraph diff 2017.ttl archive/ --html changes.html
        policygraph diff before.nt after.nt --format json -o changes.jsonl
    """)
    verb.add_argument("before", metavar="A", help="folder of a corpus, or graph file")
    verb.add_argument("after", metavar="B", help="folder of a corpus, or graph file")
    verb.add_argument("--format", choices=("text", "json"), default="text", help="form of the answer: text (default), or lines of JSON: a summary, then a line for each change")
    verb.add_argument("--limit", type=_whole, default=200, metavar="N", help="changes that text names one by one (default: %(default)s; JSON names all)")
    verb.add_argument("--html", metavar="FILE", help="write a page")
    verb.add_argument("-o", "--output", metavar="FILE", help="where to write text or JSON; standard output if left out")


def _add_watch(verbs: Verbs) -> None:
    verb = _add(verbs, "watch", _watch, "say what came new since the last run, what lost its basis, what falls due and what expires", """
        policygraph watch archive/
        policygraph watch archive/ --days 14 -o news.atom -o due.ics
        policygraph watch archive/ --since 2026-11-20 --format json
    """)
    _add_graph(verb)
    verb.add_argument("--days", type=_whole, default=30, metavar="N", help="look so many days ahead (default: %(default)s)")
    verb.add_argument(
        "--since", metavar="STATE|DATE", help="compare with this run, or this day, in place of the last run; then nothing is remembered unless --state says where")
    verb.add_argument("--state", metavar="FILE", help="file that remembers the runs (default: DIR/watch.json of a corpus, GRAPH.watch.json beside a graph file)")
    verb.add_argument("--today", type=_day, metavar="DAY", help="the day of the run (default: that of the clock)")
    verb.add_argument("--targets", action="store_true", help="quantified targets fall due too, not only tasks")
    verb.add_argument("--format", choices=("text", "json", "atom", "ics"), help="form of what is printed (default: text)")
    verb.add_argument(
        "-o", "--output", action="append", default=[], metavar="FILE", help="file to write, by its ending .txt .json .atom .ics; may be given several times")


def _add_export(verbs: Verbs) -> None:
    verb = _add(verbs, "export", _export, "write a corpus in parts that other stores and tables take, with a description to deposit it by", """
        policygraph export archive/ -o parts/
        policygraph export archive/ -o tables/ --format parquet
        policygraph export archive/ -o deposit/ --title '济南市政策图谱' --creator 李华 --licence CC-BY-4.0
    """)
    verb.add_argument("corpus", metavar="DIR", help="folder of a corpus")
    verb.add_argument("-o", "--output", metavar="DIR", required=True, help="new folder to write")
    verb.add_argument(
        "--format", choices=("nquads", "turtle", "parquet"), default="nquads",
        help="nquads keeps the graph of each source (default), turtle is their union, parquet is a table for each kind of statement")
    verb.add_argument("--part", type=_many, default=1_000_000, metavar="N", help="statements of one part at most (default: %(default)s)")
    said = verb.add_argument_group(told("what the description beside the parts says (RO-Crate, DCAT, VoID); what is not given is left out"))
    said.add_argument("--title", metavar="TEXT", help="title of the dataset")
    said.add_argument("--creator", action="append", default=[], metavar="NAME", help="person who made it, with an ORCID after the name where there is one; may be given several times")
    said.add_argument("--publisher", metavar="NAME", help="organisation that publishes it")
    said.add_argument("--licence", metavar="LICENCE", help="identifier of SPDX like CC-BY-4.0, or the address of its text")
    said.add_argument("--doi", metavar="DOI", help="its DOI, like 10.5281/zenodo.1234567")
    said.add_argument("--date", type=_day, metavar="DAY", help="day of publication (default: the day on which the state was made)")


def _add_push(verbs: Verbs) -> None:
    verb = _add(verbs, "push", _push, "load a corpus into a SPARQL server; what was stopped goes on where it was", """
        policygraph push archive/ http://localhost:7878/store
        policygraph push archive/ http://localhost:3030/ds/data --graphs
        POLICYGRAPH_USER=me POLICYGRAPH_PASSWORD=… policygraph push archive/ https://example.org/update --via update
    """)
    verb.add_argument("corpus", metavar="DIR", help="folder of a corpus")
    verb.add_argument("endpoint", metavar="ENDPOINT", help="http(s) address of the store (Graph Store Protocol), or for updates")
    verb.add_argument("--via", choices=("store", "update"), default="store", help="Graph Store Protocol (default), or SPARQL UPDATE")
    verb.add_argument("--graphs", action="store_true", help="each source in its own graph, in place of their union in the default graph")
    verb.add_argument("--part", type=_many, metavar="N", help="triples of one request (default: 50000; of an update 5000)")


def _add_review(verbs: Verbs) -> None:
    verb = _add(verbs, "review", _review, "review a draft against a corpus before it is sent out: what it rests on, names, tasks, targets, days", """
        policygraph review draft.docx --corpus archive/
        policygraph review draft.docx --corpus archive/ --html review.html
        policygraph review draft.txt --corpus archive/ --format json --today 2024-05-31
    """)
    verb.add_argument("draft", metavar="DRAFT", help="file (.txt .md .html .pdf .docx), or - for standard input; each act in it is reviewed; it is stored nowhere")
    verb.add_argument("--corpus", metavar="DIR", required=True, help="folder of a corpus, or a graph file")
    verb.add_argument("--format", choices=("text", "json"), default="text", help="form of the remarks (default: text); JSON is in Chinese, unless --lang says en")
    verb.add_argument("--html", metavar="FILE", help="write one page that opens offline, with the remarks beside the text, in place of text")
    _add_rules(verb, OWN_RULES)
    verb.add_argument("--today", metavar="DATE", help="day of the review, like 2024-05-31: what is repealed later is in force (default: today)")


def _add_serve(verbs: Verbs) -> None:
    verb = _add(verbs, "serve", _serve, "show a corpus or a graph in the browser, and answer SPARQL at /sparql", """
        policygraph serve archive/
        policygraph serve graph.ttl --port 8080
        policygraph serve archive/ --host 0.0.0.0 --allow-host policies.example.org
    """)
    verb.add_argument("graph", metavar="CORPUS|GRAPH", help="folder of a corpus, or a graph file")
    verb.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="address to listen at (default: %(default)s, this machine alone)")
    verb.add_argument("--port", type=_port, default=8080, metavar="N", help="port to listen at (default: %(default)s; 0 takes a free one)")
    _add_rules(verb, OWN_RULES)
    verb.add_argument("--timeout", type=_seconds, default=30.0, metavar="SECONDS", help="time that one query may take (default: 30)")
    verb.add_argument("--readers", type=_jobs, metavar="N", help="queries that run at once, each in a process (default: as many as processors)")
    verb.add_argument(
        "--allow-host", action="append", default=[], metavar="NAME",
        help="name by which the server may be called, beside localhost and the address; may be given several times (* is any)")


def _add_network(verbs: Verbs) -> None:
    verb = _add(verbs, "network", _network, "write a network of a graph: its measures as CSV, or the network for other programs", """
        policygraph network citations graph.ttl
        policygraph network agencies graph.ttl -o agencies.gexf
        policygraph network joint-issuers graph.ttl -o joint.graphml
        policygraph network responsibilities graph.ttl --format nodes-edges -o tasks.csv
        policygraph network citations graph.ttl --measure main-path
        policygraph network citations graph.ttl --measure diffusion --param programme=企业上云 --param unit=month -o spread.csv
    """)
    _add_kind(verb)
    _add_graph(verb)
    verb.add_argument(
        "-o", "--output", metavar="FILE", help="file to write: .csv (the measures), .gexf, .graphml, of a --measure also .json .md .html .xlsx .parquet; on standard output if left out")
    verb.add_argument(
        "--format", choices=tuple(dict.fromkeys((*FORMS, *ROWS))),
        help="what to write, if the ending of FILE does not say it: nodes-edges (two tables, NAME-nodes.csv and NAME-edges.csv), "
        "neo4j (the same for neo4j-admin database import), parquet (the same as tables of columns); of a --measure table, csv, json, markdown, html, xlsx or parquet. Where nothing is said, CSV; of a --measure a table, as query prints it")
    verb.add_argument("--measure", choices=MEASURES, metavar="NAME", help="one measure in place of the usual ones (docs/measures.md): %(choices)s")
    verb.add_argument("--param", action="append", type=_parameter, default=[], metavar="NAME=VALUE", help="value of a parameter of the measure, such as programme=企业上云 for diffusion")


def _add_report(verbs: Verbs) -> None:
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


def _add_check(verbs: Verbs) -> None:
    verb = _add(verbs, "check", _check, "check a graph against the shapes; without one, the rules, tables and queries of the program", """
        policygraph check
        policygraph check --rules mine/
        policygraph check graph.ttl
    """)
    verb.add_argument("graph", metavar="GRAPH", nargs="?", help="graph file; needs policygraph[shapes]")
    _add_rules(verb, "folder of own rules and tables to check with those of the program")
    _add_network_allowed(verb)


def _add_completion(verbs: Verbs) -> None:
    verb = _add(verbs, "completion", _completion, "print the script by which a shell completes verbs, options, queries and files at Tab", """
        eval "$(policygraph completion bash)"
        eval "$(policygraph completion zsh)"
        policygraph completion fish > ~/.config/fish/completions/policygraph.fish
    """)
    verb.add_argument("shell", metavar="SHELL", choices=SHELLS, help="the shell: %(choices)s")
