/* The legend, the search, the filters and the panel of evidence of a drawn network.
   Every text that comes from a gazette is written with textContent, never as HTML. */
(function () {
  "use strict";

  const page = JSON.parse(document.getElementById("policygraph-data").textContent);
  const citations = page.kind === "citations";
  const sorts = citations ? page.palette.relations : page.palette.roles;
  const nodeOf = new Map(page.nodes.map((node) => [node.id, node]));
  const linkOf = new Map(page.links.map((link) => [link.id, link]));
  const linksOf = new Map(page.nodes.map((node) => [node.id, []]));
  for (const link of page.links) {
    linksOf.get(link.from).push(link);
    linksOf.get(link.to).push(link);
  }
  const base = new Map(nodes.get().map((node) => [node.id, node]));
  const hidden = { level: new Set(), sort: new Set(), branch: new Set(), kind: new Set(), stub: false };
  const byId = (id) => document.getElementById(id);
  let chosen = null;
  let layout = "level";

  /* ---- small pieces of the page */

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key === "class") made.className = value;
      else if (key === "style") Object.assign(made.style, value);
      else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
      else made.setAttribute(key, value);
    }
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  }

  const named = (table, key) => table[key] || { zh: key, en: "", color: "#7b828a", fill: "#eceef0", line: "#666d75" };
  const both = (entry) => (entry.en ? entry.zh + " " + entry.en : entry.zh);
  const heading = (node) => (node.number && node.number !== node.name ? node.number + " " + node.name : node.name);
  const oneLine = (text) => String(text).replace(/\s+/g, " ").trim();

  function chip(entry, extra) {
    const color = entry.line || entry.color;
    return element("span", { class: "chip", style: { color, borderColor: color } }, entry.zh + (extra || ""));
  }

  /* ---- what is seen */

  function shownItems(link) {
    return link.items.filter((item) => !hidden.sort.has(item.sort));
  }

  function count(link) {
    const shown = shownItems(link).length;
    return shown === link.items.length ? link.count : shown;
  }

  function allowed(node) {
    if (hidden.level.has(node.level) || hidden.kind.has(node.kind) || (hidden.stub && node.stub)) return false;
    return node.kind === "document" || !hidden.branch.has(branchOf(node));
  }

  const branchOf = (node) => (page.palette.branches[node.branch] ? node.branch : "unknown");

  function visible() {
    const lines = new Set();
    for (const link of page.links) {
      if (allowed(nodeOf.get(link.from)) && allowed(nodeOf.get(link.to)) && shownItems(link).length) lines.add(link.id);
    }
    const seen = new Set();
    for (const node of page.nodes) {
      const own = linksOf.get(node.id);
      // What is in the picture for its lines alone goes with them; a document that was read stays.
      const stays = node.kind === "document" && !node.stub;
      if (allowed(node) && (stays || own.length === 0 || own.some((link) => lines.has(link.id)))) seen.add(node.id);
    }
    return { lines, seen };
  }

  function near() {
    if (chosen === null) return null;
    const link = linkOf.get(chosen);
    if (link) return { nodes: new Set([link.from, link.to]), lines: new Set([link.id]) };
    const own = linksOf.get(chosen);
    return { nodes: new Set([chosen, ...own.flatMap((l) => [l.from, l.to])]), lines: new Set(own.map((l) => l.id)) };
  }

  function render() {
    const { lines, seen } = visible();
    const bright = near();
    nodes.update(page.nodes.map((node) => {
      const dim = bright !== null && !bright.nodes.has(node.id);
      const own = base.get(node.id);
      const color = dim ? "#c3c9d0" : node.stub ? "#5b6470" : "#1c2430";
      return { id: node.id, hidden: !seen.has(node.id), opacity: dim ? 0.18 : 1, font: { ...own.font, color },
               borderWidth: node.id === chosen ? 3 : 1.5 };
    }));
    edges.update(page.links.map((link) => drawn(link, lines.has(link.id), bright)));
  }

  const RANK = ["lead", "responsible", "cooperate"];

  function drawn(link, seen, bright) {
    const items = shownItems(link);
    const sort = citations ? link.sort : RANK.find((role) => items.some((item) => item.sort === role)) || (items[0] || {}).sort;
    const entry = named(sorts, sort);
    const dim = bright !== null && !bright.lines.has(link.id);
    const number = count(link);
    return {
      id: link.id, hidden: !seen, dashes: entry.dashes || false,
      color: { color: entry.color, highlight: entry.color, hover: entry.color, opacity: dim ? 0.07 : bright ? 1 : 0.62 },
      width: Math.min(6, 0.8 + Math.sqrt(number) * 0.6) + (bright && !dim ? 0.8 : 0),
      label: bright && !dim && number > 1 ? String(number) : undefined,
    };
  }

  /* ---- the two layouts */

  function smooth() {
    const seen = new Map();
    edges.update(page.links.map((link) => {
      const pair = link.from + " " + link.to;
      const turn = seen.get(pair) || 0;
      seen.set(pair, turn + 1);
      if (turn > 0) return { id: link.id, smooth: { enabled: true, type: "curvedCW", roundness: 0.14 * turn } };
      if (layout === "force") return { id: link.id, smooth: { enabled: false } };
      const flat = base.get(link.from).y === base.get(link.to).y;
      return { id: link.id, smooth: { enabled: true, type: flat ? "curvedCW" : "cubicBezier", forceDirection: "vertical", roundness: flat ? 0.25 : 0.4 } };
    }));
  }

  function byLevel() {
    layout = "level";
    network.setOptions({ physics: { enabled: false } });
    nodes.update(page.nodes.map((node) => ({ id: node.id, x: base.get(node.id).x, y: base.get(node.id).y })));
    settle();
  }

  function byForce() {
    layout = "force";
    byId("wait").hidden = false;
    nodes.update(page.nodes.map((node) => ({ id: node.id, mass: 1 + Math.min(6, linksOf.get(node.id).length / 4) })));
    smooth();
    network.once("stabilizationIterationsDone", () => {
      network.setOptions({ physics: { enabled: false } });
      settle();
    });
    network.setOptions({ physics: {
      enabled: true, solver: "forceAtlas2Based",
      forceAtlas2Based: { gravitationalConstant: -38, centralGravity: 0.014, springLength: 60, springConstant: 0.09, damping: 0.6, avoidOverlap: 0.6 },
      stabilization: { enabled: true, iterations: page.nodes.length > 300 ? 150 : 500, fit: false },
    } });
    network.stabilize(page.nodes.length > 300 ? 150 : 500);
  }

  function settle() {
    smooth();
    byId("wait").hidden = true;
    byId("by-level").setAttribute("aria-pressed", String(layout === "level"));
    byId("by-force").setAttribute("aria-pressed", String(layout === "force"));
    fit(0);
    document.body.dataset.settled = layout;
  }

  /* The strip of every band: from left of the first node, with room for its name, to right of the last one. */
  const xs = page.nodes.map((node) => base.get(node.id).x);
  const left = Math.min(0, ...xs) - 210;
  const width = Math.max(0, ...xs) + 120 - left;

  function fit(duration) {
    const animation = duration ? { duration } : false;
    if (layout !== "level" || !page.bands.length) {
      network.fit({ animation });
      return;
    }
    const canvas = byId("mynetwork");
    const [top, bottom] = [page.bands[0].top, page.bands[page.bands.length - 1].bottom];
    const scale = Math.min(canvas.clientWidth / (width + 24), canvas.clientHeight / (bottom - top + 24), 1.4);
    network.moveTo({ position: { x: left + width / 2, y: (top + bottom) / 2 }, scale, animation });
  }

  function drawBands(context) {
    if (layout !== "level") return;
    for (const band of page.bands) {
      const entry = named(page.palette.levels, band.level);
      context.fillStyle = entry.band;
      context.fillRect(left, band.top + 4, width, band.bottom - band.top - 8);
      context.fillStyle = entry.line;
      context.fillRect(left, band.top + 4, 5, band.bottom - band.top - 8);
      context.textAlign = "left";
      context.textBaseline = "top";
      context.font = "600 20px 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif";
      context.fillText(entry.zh, left + 16, band.top + 14);
      context.font = "12px 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif";
      context.fillText(entry.en, left + 16, band.top + 38);
    }
  }

  /* ---- the legend, which is also the filter */

  function toggle(entry, mark, set, key, number) {
    const box = element("input", { type: "checkbox", onchange: () => {
      if (box.checked) set.delete(key); else set.add(key);
      render();
      showPanel();
    } });
    box.checked = true;
    box.dataset.key = key;
    return element("label", {}, box, mark, entry.zh, element("span", { class: "count" }, String(number)), element("span", { class: "en" }, entry.en));
  }

  function stroke(entry) {
    const line = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    line.setAttribute("class", "stroke");
    line.setAttribute("viewBox", "0 0 26 10");
    for (const [name, attributes] of [
      ["path", { d: "M0 5H20", stroke: entry.color, "stroke-width": 2, "stroke-dasharray": (entry.dashes || []).join(" "), fill: "none" }],
      ["path", { d: "M19 1L26 5L19 9Z", fill: entry.color }],
    ]) {
      const part = document.createElementNS("http://www.w3.org/2000/svg", name);
      for (const [key, value] of Object.entries(attributes)) if (value !== "") part.setAttribute(key, value);
      line.append(part);
    }
    return line;
  }

  function tally(values) {
    const found = new Map();
    for (const value of values) found.set(value, (found.get(value) || 0) + 1);
    return found;
  }

  function fieldset(title, ...rows) {
    return element("fieldset", {}, element("legend", {}, title), ...rows);
  }

  function legendRows(table, found, set, mark) {
    const known = Object.keys(table).filter((key) => found.has(key));
    const others = [...found.keys()].filter((key) => !table[key]);
    return [...known, ...others].map((key) => toggle(named(table, key), mark(named(table, key)), set, key, found.get(key)));
  }

  function buildLegend() {
    const swatch = (entry) => element("span", { class: "swatch", style: { background: entry.fill, borderColor: entry.line } });
    const dot = (entry) => element("span", { class: "glyph", style: { color: entry.color } }, "●");
    const glyph = (entry) => element("span", { class: "glyph" }, entry.glyph || "○");
    const items = page.links.flatMap((link) => link.items.map((item) => item.sort));
    const agencies = page.nodes.filter((node) => node.kind !== "document");
    const parts = [
      fieldset(citations ? "箭头：引用 Arrows" : "连线：责任 Lines", ...legendRows(sorts, tally(items), hidden.sort, stroke),
        element("p", {}, citations ? "由引用者指向被引用者；线越粗，引用越多。" : "由机关指向文件；线越粗，任务越多；颜色取最重的责任。")),
      fieldset("级别 Levels", ...legendRows(page.palette.levels, tally(page.nodes.map((node) => node.level)), hidden.level, swatch)),
      fieldset("图形 Shapes", ...legendRows(page.palette.kinds, tally(page.nodes.map((node) => node.kind)), hidden.kind, glyph)),
    ];
    if (agencies.length) parts.push(fieldset("机关系统 Branches", ...legendRows(page.palette.branches, tally(agencies.map(branchOf)), hidden.branch, dot)));
    parts.push(stubRow());
    byId("legend").append(...parts.filter(Boolean));
  }

  function stubRow() {
    const number = page.nodes.filter((node) => node.stub).length;
    if (!number) return null;
    const mark = element("span", { class: "swatch", style: { background: "#f4f5f6", borderColor: "#666d75", borderStyle: "dashed" } });
    const box = element("input", { type: "checkbox", id: "stubs", onchange: () => {
      hidden.stub = !box.checked;
      render();
    } });
    box.checked = true;
    return fieldset("收录 Holdings", element("label", {}, box, mark, "仅见于引用", element("span", { class: "count" }, String(number)), element("span", { class: "en" }, "cited only")),
      element("p", {}, "灰底虚框：只在引用中出现，原文未收录。"));
  }

  /* ---- the panel */

  function evidence(item) {
    const text = page.sentences[item.sentence] || "";
    const quote = item.quote || "";
    const at = quote ? text.indexOf(quote) : -1;
    const body = at < 0 ? [text || quote] : [text.slice(0, at), element("mark", {}, quote), text.slice(at + quote.length)];
    const where = [
      item.file, item.start !== undefined ? "第 " + item.start + "–" + item.end + " 字" : null, item.locator,
      item.rule ? "规则 " + item.rule : null, item.confidence !== undefined ? "置信度 " + item.confidence : null,
    ];
    return element("div", {}, element("blockquote", {}, ...body), element("p", { class: "where" }, where.filter(Boolean).join(" · ")));
  }

  function jump(id) {
    return element("button", { class: "link", type: "button", onclick: () => choose(id, true) }, heading(nodeOf.get(id)));
  }

  function entry(link, other, open) {
    const items = shownItems(link);
    const chips = citations ? [chip(named(sorts, link.sort), count(link) > 1 ? " ×" + count(link) : "")]
      : [...tally(items.map((item) => item.sort))].map(([role, number]) => chip(named(sorts, role), " " + number));
    const box = element("details", {}, element("summary", {}, ...chips, other ? jump(other) : null), ...items.map((item) => task(item, !citations)));
    box.open = open;
    if (link.count > link.items.length) box.append(element("p", { class: "where" }, "共 " + link.count + " 处，此处列出 " + link.items.length + " 处"));
    return box;
  }

  function task(item, withRole) {
    if (!withRole) return evidence(item);
    const what = item.action || item.task;
    return element("div", {}, element("div", {}, chip(named(sorts, item.sort)), item.locator ? item.locator + " " : "", what ? oneLine(what) : ""), evidence(item));
  }

  const FIELDS = [
    ["number", "文号"], ["type", "文种"], ["enclosed", "印发件"], ["names", "又称"], ["issuers", "发文机关"], ["date", "成文日期"], ["published", "印发日期"], ["effective", "施行日期"],
    ["expires", "有效期至"], ["registration", "登记号"], ["place", "地区"], ["source", "来源"], ["iri", "IRI"],
  ];

  function facts(node) {
    const rows = FIELDS.filter(([key]) => node[key] !== undefined && node[key] !== "");
    return element("dl", {}, ...rows.flatMap(([key, zh]) => [element("dt", {}, zh), element("dd", {}, String(node[key]))]));
  }

  function nodePanel(node) {
    const tags = [chip(named(page.palette.levels, node.level)), element("span", { class: "chip plain" }, named(page.palette.kinds, node.kind).zh)];
    if (node.kind !== "document") tags.push(element("span", { class: "chip plain" }, named(page.palette.branches, branchOf(node)).zh));
    if (node.stub) tags.push(element("span", { class: "chip plain" }, "仅见于引用 cited only"));
    const parts = [element("h2", {}, node.name), element("div", {}, ...tags), facts(node)];
    const own = linksOf.get(node.id).filter((link) => shownItems(link).length);
    const total = own.reduce((sum, link) => sum + link.items.length, 0);
    const sides = citations ? [["from", "to", "引用 Cites"], ["to", "from", "被引用 Cited by"]]
      : [["from", "to", "承担任务的文件 Documents"], ["to", "from", "承担任务的机关 Agencies"]];
    for (const [side, far, title] of sides) {
      const links = own.filter((link) => link[side] === node.id);
      links.sort((a, b) => count(b) - count(a));
      if (links.length) parts.push(element("h3", {}, title + " " + links.length), ...links.map((link) => entry(link, link[far], total <= 8)));
    }
    return parts;
  }

  function linkPanel(link) {
    return [
      element("h2", {}, citations ? both(named(sorts, link.sort)) : "责任 Responsibility"),
      element("dl", {}, element("dt", {}, citations ? "引用者" : "机关"), element("dd", {}, jump(link.from)),
        element("dt", {}, citations ? "被引用者" : "文件"), element("dd", {}, jump(link.to))),
      entry(link, null, true),
    ];
  }

  function hint() {
    return [
      element("h2", {}, "点击查看出处"),
      element("p", { class: "hint" }, "点一份文件或一个机关，看它的全称、日期和所有联系；点一条线，看原文的那一句。滚轮缩放，拖动移动。"),
      element("p", { class: "hint" }, "Click a node for its facts and links, a line for the sentence behind it. Press / to search, Esc to clear."),
    ];
  }

  function showPanel() {
    const panel = byId("panel");
    panel.replaceChildren(...(chosen === null ? hint() : nodeOf.has(chosen) ? nodePanel(nodeOf.get(chosen)) : linkPanel(linkOf.get(chosen))));
    panel.scrollTop = 0;
  }

  function choose(id, move) {
    chosen = id;
    if (id === null) network.unselectAll();
    else if (nodeOf.has(id)) network.selectNodes([id], false);
    else network.setSelection({ nodes: [], edges: [id] }, { highlightEdges: false });
    render();
    showPanel();
    if (move && nodeOf.has(id)) network.fit({ nodes: [...near().nodes], maxZoomLevel: 1, animation: { duration: 350 } });
  }

  /* ---- the search */

  const PUNCTUATION = /[\s〔〕\[\]()（）【】《》“”"'、，。．.]/g;
  const folded = (text) => String(text || "").toLowerCase().replace(PUNCTUATION, "");
  const index = page.nodes.map((node) => ({
    node, number: folded(node.number), name: folded(node.name), all: [node.number, node.name, node.label, node.names].map(folded).join("\n"),
  }));

  function find(text) {
    const wanted = folded(text);
    if (!wanted) return [];
    const inOrder = (name) => {
      let at = -1;
      return [...wanted].every((character) => (at = name.indexOf(character, at + 1)) >= 0);
    };
    // A short name (质监局) has the characters of the full one (质量技术监督局) in the same order.
    const matches = (row) => row.all.includes(wanted) || (row.node.kind !== "document" && inOrder(row.name));
    const score = (row) => (!row.all.includes(wanted) ? 3 : row.number === wanted || row.name === wanted ? 0 : row.number.startsWith(wanted) || row.name.startsWith(wanted) ? 1 : 2);
    return index.filter(matches).sort((a, b) =>
      score(a) - score(b) || linksOf.get(b.node.id).length - linksOf.get(a.node.id).length).slice(0, 12).map((row) => row.node);
  }

  function buildSearch() {
    const input = byId("search");
    const list = byId("hits");
    let hits = [];
    let at = 0;
    const close = () => { list.hidden = true; };
    const take = (node) => { close(); unhide(node); choose(node.id, true); };
    const show = () => {
      hits = find(input.value);
      list.replaceChildren(...hits.map((node, i) => element("li", { role: "option", "aria-selected": String(i === at), onmousedown: (event) => {
        event.preventDefault();
        take(node);
      } }, node.number || node.name, node.number && node.number !== node.name ? element("small", {}, node.name) : null)));
      if (!hits.length) list.append(element("li", { class: "none" }, "没有找到 Nothing found"));
      list.hidden = !folded(input.value);
    };
    input.addEventListener("input", () => { at = 0; show(); });
    input.addEventListener("focus", show);
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        at = Math.max(0, Math.min(hits.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)));
        show();
        event.preventDefault();
      } else if (event.key === "Enter" && hits[at]) take(hits[at]);
    });
  }

  /* A node that was found is shown, whatever the filters say. */
  function unhide(node) {
    hidden.level.delete(node.level);
    hidden.kind.delete(node.kind);
    hidden.branch.delete(branchOf(node));
    if (node.stub) hidden.stub = false;
    for (const box of byId("legend").querySelectorAll("input")) {
      if ([node.level, node.kind, node.kind === "document" ? null : branchOf(node)].includes(box.dataset.key)) box.checked = true;
      if (box.id === "stubs") box.checked = !hidden.stub;
    }
  }

  /* ---- start */

  function tips() {
    nodes.update(page.nodes.map((node) => ({ id: node.id, title: heading(node) })));
    edges.update(page.links.map((link) => {
      const item = link.items[0] || {};
      const label = citations ? named(sorts, link.sort).zh : "责任 " + link.count + " 项";
      return { id: link.id, title: label + "\n" + oneLine(page.sentences[item.sentence] || "").slice(0, 120) };
    }));
  }

  function start() {
    network.on("beforeDrawing", drawBands);
    network.on("click", (event) => choose(event.nodes[0] || event.edges[0] || null, false));
    network.on("selectNode", (event) => { if (event.nodes[0] !== chosen) choose(event.nodes[0], false); });
    byId("by-level").addEventListener("click", byLevel);
    byId("by-force").addEventListener("click", byForce);
    byId("fit").addEventListener("click", () => fit(300));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { choose(null, false); byId("search").blur(); }
      if (event.key === "/" && document.activeElement !== byId("search")) { byId("search").focus(); event.preventDefault(); }
    });
    buildLegend();
    buildSearch();
    tips();
    render();
    showPanel();
    byLevel();
  }

  start();
})();
