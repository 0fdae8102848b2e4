"""A small graph by hand, whose networks and measures can be worked out on paper.

Three agencies and three documents. Tasks: in d1 甲 leads t1, on which 乙 and 丙 cooperate, and t2, on which 乙
cooperates (told twice, as by two copies of one act); in d2 乙 and 丙 both answer for t3; 丁 does t4 alone. d1 is of 甲
and 乙, d2 of all three, d3 (known from a citation) of 甲 and 丙. d2 cites d1 twice and d3 once; d1 cites itself.
"""

from __future__ import annotations

from rdflib import Graph

from policygraph.stating.terms import RELATIONS

PREFIXES = """
@prefix : <https://example.org/> .
@prefix pg: <https://w3id.org/policygraph/ontology#> .
@prefix eli: <http://data.europa.eu/eli/ontology#> .
@prefix cito: <http://purl.org/spar/cito/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
THINGS = """
:file schema:name "folder/act.txt" .
pg:prefecture pg:rank 2 .
:d1 a pg:Document ; eli:number "临政发〔2019〕1号" ; eli:title "临江市关于节水的意见"@zh ; eli:passed_by :a, :b ;
  eli:date_document "2019-01-05"^^xsd:date ; prov:wasDerivedFrom :file ; pg:level pg:prefecture .
:d2 a pg:Document ; eli:passed_by :a, :b, :c ; prov:wasDerivedFrom :file .
:d3 a pg:Document, pg:Stub ; eli:title "临江市供水办法"@zh ; eli:passed_by :a, :c .
"""
AGENCIES = {"a": "甲局", "b": "乙局", "c": "丙局", "d": "丁局"}
TASKS = (
    ("t1", "d1", "a", "lead"), ("t1", "d1", "b", "cooperate"), ("t1", "d1", "c", "cooperate"), ("t2", "d1", "a", "lead"),
    ("t2", "d1", "b", "cooperate"), ("t2", "d1", "b", "cooperate"), ("t3", "d2", "b", "responsible"),
    ("t3", "d2", "c", "responsible"), ("t4", "d2", "d", "lead"),
)
CITATIONS = (("d2", "d1", "based_on"), ("d2", "d1", "mentions"), ("d2", "d3", "applies"), ("d1", "d1", "mentions"))


def small_graph() -> Graph:
    return Graph().parse(data=PREFIXES + THINGS + "".join(_lines()), format="turtle")


def _lines():
    for key, name in AGENCIES.items():
        yield f':{key} a pg:Agency, org:FormalOrganization ; skos:prefLabel "{name}"@zh ; pg:branch pg:government .\n'
    for number, (task, document, agency, role) in enumerate(TASKS):
        yield f':{task} pg:locator "一/{task[1]}" ; pg:heading "任务{task[1]}"@zh .\n'
        yield (
            f":s{number} a pg:Responsibility ; prov:agent :{agency} ; prov:hadRole pg:{role} ; pg:provision :{task} ; pg:document :{document} ;"
            f' pg:rule "bracket" ; pg:confidence 0.9 ; pg:evidence :e{number} .\n' + evidence(f"e{number}", 100 + number)
        )
    for number, (citing, cited, relation) in enumerate(CITATIONS):
        yield (
            f":c{number} cito:hasCitingEntity :{citing} ; cito:hasCitedEntity :{cited} ; cito:hasCitationCharacterization <{RELATIONS[relation]}> ;"
            f' pg:rule "title" ; pg:confidence 0.9 ; pg:evidence :q{number} .\n' + evidence(f"q{number}", 500 + number)
        )


def evidence(name: str, start: int) -> str:
    return (
        f':{name} oa:prefix "由" ; oa:exact "某局牵头" ; oa:suffix "，落实到位。" ; oa:start {start} ; oa:end {start + 4} ; '
        "oa:hasSource :file .\n"
    )
