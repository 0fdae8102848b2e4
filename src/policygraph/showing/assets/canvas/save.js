/* What is seen, taken away: the window as SVG or PNG, its nodes and links as CSV or GraphML; and the same as a table to be read. */
(function (view) {
  "use strict";

  const { page } = view;

  const escaped = (text) => String(text).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd").replace(/[&<>"']/g, (mark) => "&#" + mark.charCodeAt(0) + ";");

  /* The nodes in the window that pass the filters, and the links between them. */
  view.inWindow = () => {
    const [x0, y0] = view.toPlane(0, 0);
    const [x1, y1] = view.toPlane(view.size.width, view.size.height);
    const nodes = view.within(x0, y0, x1, y1).filter((i) => view.seen[i]).sort((a, b) => a - b);
    const own = new Set(nodes);
    const links = [];
    for (let e = 0; e < view.linkCount; e++) if (view.seenLink[e] && own.has(view.from[e]) && own.has(view.to[e])) links.push(e);
    return { nodes, links };
  };

  /* ---- SVG: a context that writes what a canvas would paint */

  class Writer {
    constructor(width, height) {
      Object.assign(this, { parts: [], path: "", dashes: "", globalAlpha: 1, fillStyle: "#000", strokeStyle: "#000", lineWidth: 1, font: "", textAlign: "left", textBaseline: "top" });
      [this.width, this.height] = [width, height];
      this.measure = document.createElement("canvas").getContext("2d");
    }
    look(kind) {
      const line = kind === "stroke" ? `fill="none" stroke="${escaped(this.strokeStyle)}" stroke-width="${this.lineWidth}"${this.dashes ? ` stroke-dasharray="${this.dashes}"` : ""}` : `fill="${escaped(this.fillStyle)}"`;
      return line + (this.globalAlpha < 1 ? ` opacity="${this.globalAlpha.toFixed(2)}"` : "");
    }
    box(kind, x, y, w, h) { this.parts.push(`<rect x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${Math.max(0, w).toFixed(1)}" height="${Math.max(0, h).toFixed(1)}" ${this.look(kind)}/>`); }
    fillRect(x, y, w, h) { this.box("fill", x, y, w, h); }
    strokeRect(x, y, w, h) { this.box("stroke", x, y, w, h); }
    setLineDash(dashes) { this.dashes = dashes.join(" "); }
    beginPath() { this.path = ""; }
    moveTo(x, y) { this.path += `M${x.toFixed(1)} ${y.toFixed(1)}`; }
    lineTo(x, y) { this.path += `L${x.toFixed(1)} ${y.toFixed(1)}`; }
    quadraticCurveTo(a, b, x, y) { this.path += `Q${a.toFixed(1)} ${b.toFixed(1)} ${x.toFixed(1)} ${y.toFixed(1)}`; }
    closePath() { this.path += "Z"; }
    rect(x, y, w, h) { this.path += `M${x} ${y}h${w}v${h}h${-w}Z`; }
    arc(x, y, r) { this.path += `M${(x - r).toFixed(1)} ${y.toFixed(1)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`; }
    stroke() { this.parts.push(`<path d="${this.path}" ${this.look("stroke")}/>`); }
    fill() { this.parts.push(`<path d="${this.path}" ${this.look("fill")}/>`); }
    measureText(text) {
      this.measure.font = this.font;
      return this.measure.measureText(text);
    }
    text(kind, text, x, y) {
      const anchor = { left: "start", center: "middle" }[this.textAlign];
      const baseline = { top: "text-before-edge", middle: "central" }[this.textBaseline];
      const [, weight, size] = /^(\d+ )?([\d.]+)px/.exec(this.font);
      this.parts.push(`<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" font-size="${size}"${weight ? ` font-weight="${weight.trim()}"` : ""} text-anchor="${anchor}" dominant-baseline="${baseline}" ${this.look(kind)}>${escaped(text)}</text>`);
    }
    fillText(text, x, y) { this.text("fill", text, x, y); }
    strokeText(text, x, y) { this.text("stroke", text, x, y); }
    whole() {
      return `<svg xmlns="http://www.w3.org/2000/svg" width="${this.width}" height="${this.height}" viewBox="0 0 ${this.width} ${this.height}" font-family="Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif">${this.parts.join("\n")}</svg>\n`;
    }
  }

  view.svg = () => {
    const { width, height } = view.size;
    const writer = new Writer(width, height);
    const colors = view.colors();
    view.compose(writer, { x: view.state.x, y: view.state.y, width, height, colors });
    view.axes(writer, width, height, colors);
    return writer.whole();
  };

  /* ---- tables */

  const sorts = (e) => page.links.sorts.filter((_, bit) => view.mask[e] & (1 << bit)).join(" ");

  view.csv = async () => {
    const told = await view.told();
    const iri = told.fields.indexOf("iri");
    const name = (i) => told.nodes[i][iri] || "n" + i;
    const { nodes, links } = view.inWindow();
    const head = ["what", "id", "label", "title", "number", "kind", "level", "branch", "type", "place", "date", "cited_only", "from", "to", "relation", "count"];
    return view.csvOf([head,
      ...nodes.map((i) => ["node", name(i), view.labelOf(i), view.nameOf(i), view.numberOf(i), view.kindOf(i), view.levelOf(i), view.isDocument(i) ? "" : view.branchOf(i), view.typeOf(i), view.placeOf(i), view.dateOf(i), view.stub[i], "", "", "", ""]),
      ...links.map((e) => ["link", "e" + e, "", "", "", "", "", "", "", "", "", "", name(view.from[e]), name(view.to[e]), sorts(e), page.links.count[e]])]);
  };

  view.graphml = async () => {
    const told = await view.told();
    const iri = told.fields.indexOf("iri");
    const { nodes, links } = view.inWindow();
    const keys = ["label", "title", "kind", "level", "type", "place", "date", "iri"];
    const values = (i) => [view.labelOf(i), view.nameOf(i), view.kindOf(i), view.levelOf(i), view.typeOf(i), view.placeOf(i), view.dateOf(i), told.nodes[i][iri] || ""];
    const data = (key, value) => (value === "" ? "" : `<data key="${key}">${escaped(value)}</data>`);
    return `<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
${keys.map((key) => `<key id="${key}" for="node" attr.name="${key}" attr.type="string"/>`).join("\n")}
<key id="relation" for="edge" attr.name="relation" attr.type="string"/>
<key id="weight" for="edge" attr.name="weight" attr.type="int"/>
<graph edgedefault="${page.directed ? "directed" : "undirected"}">
${nodes.map((i) => `<node id="n${i}">${values(i).map((value, k) => data(keys[k], value)).join("")}</node>`).join("\n")}
${links.map((e) => `<edge source="n${view.from[e]}" target="n${view.to[e]}">${data("relation", sorts(e))}${data("weight", page.links.count[e])}</edge>`).join("\n")}
</graph>
</graphml>
`;
  };

  const { hand, asFile } = view;
  view.save = {
    svg: () => hand(asFile(view.svg(), "image/svg+xml"), ".svg"),
    png: () => document.getElementById("canvas").toBlob((blob) => hand(blob, ".png")),
    csv: async () => hand(asFile(await view.csv(), "text/csv"), ".csv"),
    graphml: async () => hand(asFile(await view.graphml(), "application/xml"), ".graphml"),
  };

  /* ---- the table */

  view.showTable = () => view.tableOf(
    [...view.byWeight].filter((i) => view.seen[i] && (!view.bright || view.bright.nodes.has(i))), ["number", "name", "kind", "level", "type", "date", "place", "links"],
    (i) => [view.numberOf(i), view.nameOf(i), view.say("kinds", view.kindOf(i)), view.say("levels", view.levelOf(i)), view.typeOf(i), view.dateOf(i), view.placeOf(i), String(page.nodes.degree[i])],
    (i) => view.choose(i, true));
})(window.policygraph);
