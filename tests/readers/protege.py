"""Open an ontology and a graph as Protégé does (owlready2): imports from a folder alone, nothing from elsewhere; print what is there as JSON."""

import json
import sys
from pathlib import Path

import owlready2
from owlready2 import World, onto_path

folder = Path(sys.argv[1])
onto_path.append(str(folder))
world = World()
graph = world.get_ontology(folder.joinpath("corpus.rdf").as_uri()).load(only_local=True)
pg = world.get_namespace("https://w3id.org/policygraph/ontology#")
print(json.dumps({
    "version": owlready2.VERSION, "imports": [each.base_iri for each in graph.imported_ontologies], "classes": sorted(each.name for each in world.classes()),
    "documents": sorted(each.name for each in pg.Document.instances()), "agencies": len(list(pg.Agency.instances())),
    "leads": sum(1 for _ in world.sparql("SELECT ?a ?t { ?a <https://w3id.org/policygraph/ontology#leads> ?t }"))}))
