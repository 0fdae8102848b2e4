/* Reads a network that policygraph wrote, GEXF or GraphML, with graphology (a library that had no part in writing it), and prints what it found as JSON. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const Graph = require("graphology");
const parsers = { gexf: require("graphology-gexf"), graphml: require("graphology-graphml") };

const path = process.argv[2];
const graph = parsers[path.split(".").pop()].parse(Graph.MultiGraph ?? Graph, readFileSync(path, "utf-8"));
console.log(JSON.stringify({
  type: graph.type,
  nodes: graph.mapNodes((node, data) => [node, data]),
  edges: graph.mapEdges((edge, data, source, target, from, to, undirected) => ({ source, target, undirected, data })),
}));
