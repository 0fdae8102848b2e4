"""References to documents, as GB/T 7714 has them and as programs read them."""

import json

import pytest
from rdflib import Graph

import policygraph as pg
from policygraph import cli
from policygraph.asking.referring import styles
from policygraph.asking.referring.references import Reference, references
from policygraph.errors import QueryError
from servers import SERVERS
from small_graph import PREFIXES, small_graph

CLOUD = "济南市人民政府关于印发济南市“企业上云”行动计划（2017-2019年）的通知"
#: As in a house of LaTeX: every mark that is an order there, and brackets of all kinds.
HOSTILE = Reference("https://example.org/document/x", ("甲&乙{局}", "丙_局"), "100% {of} #1 \\emph_x^2~$y & 《〈a〉》\n@misc{", "甲{发}〔2019〕1号", "2019-01-05", url="https://example.org/a_b%20c")


def test_an_official_document_is_written_as_the_standard_writes_one():
    """The form of the example of GB/T 7714-2015, 4.6.2, with an invented document: issuer. title: number[A/OL]. (date). address."""
    given = Reference("x", ("临江市人民政府办公厅",), "关于转发临江市项目核准办法的通知", "临政办发〔2005〕37号", "2005-07-12", url="https://example.org/39934.html")
    assert styles.gbt7714(given) == "临江市人民政府办公厅. 关于转发临江市项目核准办法的通知: 临政办发〔2005〕37号[A/OL]. (2005-07-12). https://example.org/39934.html."


@pytest.mark.parametrize(("given", "line"), [
    ({"issuers": ("甲", "乙", "丙")}, "甲, 乙, 丙. 通知[A]."), ({"issuers": ("甲", "乙", "丙", "丁")}, "甲, 乙, 丙, 等. 通知[A]."),
    ({"number": "甲发〔2019〕1号", "date": "2019"}, "通知: 甲发〔2019〕1号[A]. 2019."),
    ({"gazette": "甲公报", "gazette_year": "2019", "gazette_issue": "2", "page": "10", "date": "2019-01-05"}, "通知[A]. 甲公报, 2019(2): 10."),
    ({"gazette": "甲公报", "gazette_year": "2019"}, "通知[A]. 甲公报, 2019."), ({"gazette": "甲公报", "gazette_issue": "2"}, "通知[A]. 甲公报, (2)."),
    ({"title": "", "number": "甲发〔2019〕1号"}, "甲发〔2019〕1号[A]."), ({"url": "https://example.org/a"}, "通知[A/OL]. https://example.org/a."),
])
def test_what_is_missing_is_left_out(given, line):
    assert styles.gbt7714(Reference("x", **{"title": "通知", **given})) == line


def test_a_gazette_is_cited_with_its_issue_and_page(sample_store):
    assert pg.cite(sample_store, "济政字[2017]39") == f"济南市人民政府. {CLOUD}: 济政字〔2017〕39号[A]. 济南市人民政府公报, 2017(13): 10.\n"
    assert pg.cite(sample_store, "国发〔2016〕28号") == "国务院. 国务院关于深化制造业与互联网融合发展的指导意见: 国发〔2016〕28号[A]. 2016.\n"


def test_joint_issuers_stand_as_in_the_title():
    graph = Graph().parse(data=PREFIXES + """
:d a pg:Document ; eli:title "丙局乙局关于节水的通知"@zh ; eli:passed_by :a, :b, :c ; pg:promulgationDate "2019-03-01"^^xsd:date .
:a skos:prefLabel "甲局"@zh . :b skos:prefLabel "乙局"@zh . :c skos:prefLabel "丙局"@zh .""", format="turtle")
    (found,) = references(graph, ["https://example.org/d"])
    assert found == Reference("https://example.org/d", ("丙局", "乙局", "甲局"), "丙局乙局关于节水的通知", date="2019-03-01")


def test_an_address_is_told_where_the_source_has_one():
    graph = Graph().parse(data=PREFIXES + ':d a pg:Document ; eli:title "通知"@zh ; prov:wasDerivedFrom :s . :s schema:name "https://example.org/a.html" .', format="turtle")
    assert pg.cite(graph, "通知") == "通知[A/OL]. https://example.org/a.html.\n"


def test_of_two_issues_one_is_cited_and_nothing_is_mixed():
    graph = Graph().parse(data=PREFIXES + """
:d a pg:Document ; eli:title "通知"@zh ; eli:is_part_of :j, :i . :i a pg:GazetteIssue ; eli:title "乙公报"@zh ; pg:year 2018 ; pg:issueNumber 3 .
:j a pg:GazetteIssue ; eli:title "甲公报"@zh ; pg:year 2017 .""", format="turtle")
    assert pg.cite(graph, "通知") == "通知[A]. 乙公报, 2018(3).\n"


def test_a_reference_has_the_same_name_for_ever_and_another_for_another(sample_store):
    everything = [str(each) for each in sample_store.query("SELECT ?d { ?d a pg:Document }", initNs={"pg": "https://w3id.org/policygraph/ontology#"}) for each in each]
    keys = [each.key for each in references(sample_store, everything)]
    assert len(keys) == len(set(keys)) == 23 and all(key.isascii() and not set(key) & set(' ,{}"#%') for key in keys)
    assert references(sample_store, everything[:1])[0].key == keys[0]


def test_what_is_no_document_is_refused(sample_store):
    with pytest.raises(QueryError, match="no document"):
        pg.cite(sample_store, "济南市财政局")
    with pytest.raises(QueryError, match="called so"):
        pg.cite(sample_store, "无此文件")
    with pytest.raises(QueryError, match="choose gbt7714"):
        pg.cite(sample_store, "济政字〔2017〕39号", style="chicago")


@pytest.fixture
def graph_file(tmp_path):
    small_graph().serialize(tmp_path / "graph.ttl")
    return tmp_path / "graph.ttl"


def test_the_command_cites_what_is_named_or_what_a_query_finds(graph_file, capsys):
    assert cli.main(["cite", str(graph_file), "临政发〔2019〕1号"]) == 0
    assert capsys.readouterr().out == "乙局, 甲局. 临江市关于节水的意见: 临政发〔2019〕1号[A]. 2019-01-05.\n"
    assert cli.main(["cite", str(graph_file), "--query", "documents", "--param", "limit=2", "--style", "csl", "-o", str(graph_file.with_name("r.json"))]) == 0
    assert [each.get("number") for each in json.loads(graph_file.with_name("r.json").read_text("utf-8"))] == [None, "临政发〔2019〕1号"]
    assert cli.main(["cite", str(graph_file), "--query", "SELECT (1 AS ?one) {}"]) == 0 and "no document" in capsys.readouterr().err
    assert cli.main(["cite", str(graph_file)]) == 2 and "either documents or a --query" in capsys.readouterr().err


def test_an_endpoint_is_cited_too(sample_store, tmp_path):
    with SERVERS["oxigraph"](sample_store, tmp_path) as address:
        assert pg.cite(address, "济政字〔2017〕39号", style="bibtex") == pg.cite(sample_store, "济政字〔2017〕39号", style="bibtex")


def test_other_programs_read_all_forms(sample_store, tmp_path, reader):
    found = [*references(sample_store, [str(row[0]) for row in sample_store.query("SELECT ?d { ?d a <https://w3id.org/policygraph/ontology#Document> } ORDER BY ?d")]), HOSTILE]
    for style, name in (("bibtex", "references.bib"), ("ris", "references.ris"), ("csl", "references.json")):
        (tmp_path / name).write_text(styles.written(found, style), "utf-8")
    read = reader("bibliography", tmp_path)
    keys = [each.key for each in found]
    assert read["failed"] == 0 and [each["key"] for each in read["bibtexparser"]] == keys and [each["key"] for each in read["pybtex"]] == keys
    assert [each["id"] for each in read["rispy"]] == keys
    for each, bib, ris in zip(found[:-1], read["pybtex"], read["rispy"], strict=False):
        assert len(bib["authors"]) == len(each.issuers) and all(name in str(bib["authors"]) for name in each.issuers)
        assert (bib["title"] or "").strip("{}") == each.title
        assert (ris.get("title", ""), "".join(ris.get("notes", []) or [ris.get("note", "")]), tuple(ris.get("authors", ()))) == (each.title, each.number, each.issuers)
        assert ris["type_of_reference"] == "GOVDOC" and ris.get("date", "") == (each.date.replace("-", "/") + "/" if "-" in each.date else "")
    assert len(read["pybtex"][-1]["authors"]) == 2 and read["rispy"][-1]["title"] == "100% {of} #1 \\emph_x^2~$y & 《〈a〉》 @misc{"
    cloud = next(line for line in read["citeproc"] if CLOUD in line)
    assert cloud.startswith(f"[{read['citeproc'].index(cloud) + 1}]济南市人民政府. {CLOUD}: 济政字〔2017〕39号")
    # The style of Zotero and ours agree on what has an address.
    assert read["citeproc"][-1].partition("]")[2] == "甲&乙{局}, 丙_局. 100% {of} #1 \\emph_x^2~$y & 《〈a〉》 @misc{: 甲{发}〔2019〕1号[A/OL]. (2019-01-05). https://example.org/a_b%20c."
    assert read["citeproc"][-1].partition("]")[2] == styles.gbt7714(HOSTILE)
