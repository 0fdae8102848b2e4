/* Nodes and links as typed arrays. */
(function (view) {
  "use strict";

  const { nodes, links } = view.page;
  const count = nodes.x.length;
  view.count = count;
  view.linkCount = links.from.length;
  view.r = Float32Array.from(nodes.r);
  view.from = Int32Array.from(links.from);
  view.to = Int32Array.from(links.to);
  view.mask = Int32Array.from(links.mask);
  /* Links up to here are those of the network; what follows is what agencies have with each other. */
  view.ownLinks = view.page.pairs ? view.page.pairs.links : view.linkCount;
  view.stub = Uint8Array.from(nodes.stub);
  view.year = Int32Array.from(nodes.year);

  const coded = (column) => (i) => column.names[column.of[i]];
  view.kindOf = coded(nodes.kind);
  view.levelOf = coded(nodes.level);
  view.branchOf = coded(nodes.branch);
  view.typeOf = coded(nodes.type);
  view.placeOf = coded(nodes.place);
  view.communityOf = coded(nodes.community);
  view.namesOf = coded(nodes.names);
  view.dateOf = coded(nodes.date);
  view.labelOf = (i) => nodes.label[i];
  view.nameOf = (i) => nodes.name[i] || nodes.label[i];
  view.numberOf = (i) => (nodes.number[i] === 0 ? nodes.label[i] : nodes.number[i]);
  view.shortOf = (i) => (nodes.short[i] ? view.nameOf(i).slice(nodes.short[i][0], nodes.short[i][0] + nodes.short[i][1]) : view.nameOf(i));
  view.headingOf = (i) => (view.numberOf(i) && view.numberOf(i) !== view.nameOf(i) ? view.numberOf(i) + " " + view.nameOf(i) : view.nameOf(i));
  view.isDocument = (i) => view.kindOf(i) === "document";

  /* The links of each node: those of node i are at[start[i]] … at[start[i + 1] - 1]. */
  const start = new Int32Array(count + 1);
  for (const ends of [view.from, view.to]) for (const end of ends) start[end + 1]++;
  for (let i = 0; i < count; i++) start[i + 1] += start[i];
  const at = new Int32Array(start[count]);
  const next = start.slice(0, count);
  for (let e = 0; e < view.linkCount; e++) {
    at[next[view.from[e]]++] = e;
    at[next[view.to[e]]++] = e;
  }
  view.linksOf = (i) => at.subarray(start[i], start[i + 1]);
  view.otherEnd = (e, i) => (view.from[e] === i ? view.to[e] : view.from[e]);

  /* The most important first: what is cited or tasked most. */
  view.byWeight = Int32Array.from({ length: count }, (_, i) => i).sort((a, b) => nodes.weight[b] - nodes.weight[a] || nodes.degree[b] - nodes.degree[a] || a - b);
})(window.policygraph);
