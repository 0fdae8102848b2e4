"""What follows, as terms and as lines: the database writes N-Triples as Oxigraph does, whatever names hold."""

import re

import pyoxigraph
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import PROV

from policygraph.carrying import valid_text
from policygraph.errors import GraphError
from policygraph.keeping import deriving
from policygraph.stating.formats import to_triple
from policygraph.stating.literals import text_literal
from policygraph.stating.terms import BASE, CITO, ELI, PG, is_iri

ROADS = "江滨县人民政府关于修路的意见"
#: Texts with what lines of N-Triples, CSV or SQL could take for their own, and what UTF-8 has no way to write.
HOSTILE = st.text(st.one_of(st.sampled_from(list("\"'\\\n\r\t\x00\x01\x08\x0c\x1f\x7f\x85\u2028\ud800\udc00\ufffe\uffff,;$^@<>{} 号号〔〕2019路")), st.characters()), max_size=12)


class Rows:
    """Facts that are given as rows."""

    def __init__(self, rows):
        self.rows = [tuple(map(str, row)) for row in rows]

    def pairs(self, predicate):
        return [(s, o) for s, p, o in self.rows if p == str(predicate)]

    def values(self, subject, predicate):
        return sorted({o for s, p, o in self.rows if (s, p) == (subject, str(predicate))})


def citation(n, cited, **said):
    """Document n cites another, of which its text says so and so."""
    node = URIRef(f"{BASE}citation/{n}")
    yield node, CITO.hasCitingEntity, URIRef(f"{BASE}document/{n}")
    yield node, CITO.hasCitationCharacterization, ELI.based_on
    yield node, PG.citedAs, URIRef(cited)
    yield node, PG.evidence, URIRef(f"{BASE}evidence/{n}")
    for name, value in said.items():
        yield node, PG[name], value if isinstance(value, URIRef) else Literal(value)


def held(n, title, number):
    node = URIRef(f"{BASE}document/{n}")
    yield node, PROV.wasDerivedFrom, URIRef(f"{BASE}source/{n}")
    yield node, ELI.title, Literal(title, lang="zh")
    yield node, ELI.number, Literal(number)


def lines(facts, path, **how):
    deriving.write(facts, path, **how)
    return path.read_bytes()


def serialised(triples):
    """The lines that pyoxigraph writes of triples, each once, in order."""
    written = pyoxigraph.serialize(map(to_triple, triples), format=pyoxigraph.RdfFormat.N_TRIPLES)
    return sorted(set(written.splitlines(keepends=True)))


@example([("修\ud800路", '"\\\x00', "\ufffe\r\n\x7f"), (ROADS, "江滨政发〔2019〕1号", "")])
@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(HOSTILE, HOSTILE, HOSTILE), min_size=1, max_size=40))
def test_lines_are_what_oxigraph_writes_of_the_terms(tmp_path_factory, names):
    graph = Graph()
    for n, (title, number, printed) in enumerate(names):
        for triple in (
            *held(3 * n, ROADS, number), *held(3 * n + 1, title, f"江滨政发〔2019〕{n}号"), *citation(3 * n, f"{BASE}document/{n}a", citedTitle=title, citedNumber=number),
            *citation(3 * n + 1, f"{BASE}document/{n}b", citedTitle=ROADS, printedName=printed, citedPlace=URIRef(f"{BASE}place/{n}")),
            (URIRef(f"{BASE}mention/{n}"), PG.programme, URIRef(f"{BASE}programme/{n}")), (URIRef(f"{BASE}mention/{n}"), PG.programmeName, Literal(printed)),
        ):
            graph.add(triple)
    facts = deriving.GraphFacts(graph)
    found = lines(facts, tmp_path_factory.mktemp("lines") / "it's.nt", ordered=True)
    terms = list(deriving.derive(facts))
    assert found.splitlines(keepends=True) == serialised(terms)
    assert {(str(s), str(p), str(o)) for s, p, o in Graph().parse(data=found, format="nt")} == {(str(s), str(p), str(o)) for s, p, o in terms}
    for n, (*_, printed) in enumerate(names):
        assert (URIRef(f"{BASE}document/{n}b"), text_literal(valid_text(printed))) in {(s, o) for s, _, o in terms}


def test_every_character_is_escaped_as_oxigraph_escapes_it():
    characters = [chr(point) for point in range(0x110000) if not 0xD800 <= point < 0xE000]
    texts = ["".join(characters[at:at + 0x4000]) for at in range(0, len(characters), 0x4000)]
    with deriving._database("") as database:
        database.execute(deriving._escaping())
        for text in (*texts, *characters[:0x80], ""):
            ((written,),) = database.execute("SELECT '\"' || escaped($1) || '\"'", [text]).fetchall()
            assert written == str(pyoxigraph.Literal(text))


def test_what_no_graph_could_name_is_refused_and_every_other_iri_is_not(tmp_path):
    """The database looks at the form alone; whatever it lets through is an IRI."""
    facts = Rows([*citation(1, f"{BASE}document/a"), *held(1, ROADS, "1")])
    deriving.write(facts, tmp_path / "right.nt")
    for wrong in ("no iri", "b0", f"{BASE}a b", f"{BASE}<a>", f"{BASE}%zz", f"{BASE}\ue000", f'{BASE}"', "http://[/a", "", f"{BASE}a#b#c"):
        with pytest.raises(GraphError, match="no absolute IRI"):
            deriving.write(Rows(citation(1, wrong)), tmp_path / "wrong.nt")
    for right in ("urn:x-gazette:1", "http://localhost:8000/a", f"{BASE}济政发〔2017〕39号", f"{BASE}\U00020bb7", f"{BASE}a%E5?b='c'", f"{BASE}a#甲"):
        deriving.write(Rows(citation(1, right)), tmp_path / "right.nt")
        assert f"<{right}>" in (tmp_path / "right.nt").read_text("utf-8")


def test_a_form_that_the_database_lets_through_is_that_of_an_iri():
    """Every character at every place where the form allows any."""
    view = next(each for each in deriving._statements("lines") if "VIEW unusual" in each)
    form = re.search(r"regexp_full_match\(iri, ('.+')\)", view)[1]
    characters = [chr(point) for point in range(1, 0x20000) if not 0xD800 <= point < 0xE000]
    with deriving._database("") as database:
        for beginning, least in (("http://a.b/", 50_000), ("http://a.b", 1), ("http://a.b/a#", 60), ("http://a.b/%a", 20)):
            usual = database.execute(f"SELECT iri FROM (SELECT $1 || unnest($2) AS iri) WHERE regexp_full_match(iri, {form})", [beginning, characters]).fetchall()
            assert len(usual) >= least and all(is_iri(iri) for (iri,) in usual)


def test_ordered_lines_come_once_and_in_the_order_of_their_bytes(tmp_path):
    names = [f"第{n % 70_000}项行动" for n in range(140_000)]
    facts = Rows([])
    facts.pairs = lambda predicate: {
        PG.programme: [(f"{BASE}mention/{n}", f"{BASE}programme/{n % 70_000}") for n in range(len(names))],
        PG.programmeName: [(f"{BASE}mention/{n}", name) for n, name in enumerate(names)]}.get(predicate, [])
    found = lines(facts, tmp_path / "ordered.nt", ordered=True).splitlines()
    assert len(found) == 70_000 and found == sorted(set(found))


def test_a_citation_that_says_one_thing_twice_is_there_once_where_lines_are_ordered(tmp_path):
    facts = Rows([*citation(1, f"{BASE}document/a", citedTitle=ROADS), *citation(1, f"{BASE}document/a", citedTitle=ROADS)])
    found = lines(facts, tmp_path / "a.nt", ordered=True).splitlines(keepends=True)
    assert found == serialised(deriving.derive(facts)) == sorted(set(lines(facts, tmp_path / "b.nt").splitlines(keepends=True)))


def test_changes_lead_from_what_followed_before_to_what_follows_now(tmp_path):
    home = tmp_path / "it's [1]*?"  # what a database takes for a pattern
    home.mkdir()
    before, gone, come = (home / name for name in ("before.nt", "gone.nt", "come.nt"))
    first = [*citation(1, f"{BASE}document/a", citedTitle=ROADS), *citation(2, f"{BASE}document/b", citedTitle='修"桥"的\\意见', printedName="桥,梁\n意见")]
    second = [*first[5:], *citation(3, f"{BASE}document/a", citedTitle=ROADS), *held(2, "江滨县人民政府关于修桥的意见", "江滨政发〔2019〕3号")]
    for old, new in ((first, second), (second, first), (first, first), ([], first), (first, [])):
        was = set(lines(Rows(old), before).splitlines(keepends=True))
        deriving.write_changes(Rows(new), before, gone, come)
        lost, won = (path.read_bytes().splitlines(keepends=True) for path in (gone, come))
        now = set(lines(Rows(new), tmp_path / "now.nt").splitlines(keepends=True))
        assert set(lost) == was - now and set(won) == now - was and len(lost + won) == len({*lost, *won})


def test_a_disk_that_cannot_be_written_is_told_as_every_other(tmp_path):
    with pytest.raises(OSError, match="nowhere"):
        deriving.write(Rows(citation(1, f"{BASE}document/a")), tmp_path / "nowhere" / "a.nt")
