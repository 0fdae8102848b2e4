/* The legend, the search, the filters and the panel of evidence of a drawn network.
   Every text that comes from a gazette is written with textContent, never as HTML. */
(function () {
  "use strict";

  const page = JSON.parse(document.getElementById("policygraph-data").textContent);
  const style = page.palette.networks[page.kind];
  const citations = page.kind === "citations";
  const byRole = page.kind === "responsibilities";
  const pairs = style.sorts === "pairs";
  const lineSorts = page.palette[style.sorts];
  const itemSorts = citations ? page.palette.relations : page.palette.roles;
  const nodeOf = new Map(page.nodes.map((node) => [node.id, node]));
  const linkOf = new Map(page.links.map((link) => [link.id, link]));
  const linksOf = new Map(page.nodes.map((node) => [node.id, []]));
  const statements = page.statements.map((row) => Object.fromEntries(
    row.map((value, i) => [page.columns[i], page.texts.includes(page.columns[i]) ? page.strings[value] : value])));
  for (const link of page.links) {
    link.items = link.items.map((place) => statements[place]);
    linksOf.get(link.from).push(link);
    linksOf.get(link.to).push(link);
  }
  network.setOptions(page.options);
  nodes.add(page.nodes.map((node) => ({ id: node.id, ...node.drawn })));
  edges.add(page.links.map((link) => ({ id: link.id, from: link.from, to: link.to })));
  const base = new Map(nodes.get().map((node) => [node.id, node]));
  const hidden = { level: new Set(), sort: new Set(), branch: new Set(), kind: new Set(), stub: false };
  const byId = (id) => document.getElementById(id);
  const paint = (name) => colors[name] || (colors[name] = getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim());
  let colors = {};
  let chosen = null;
  let layout = "level";
  let moved = false;

  /* ---- small pieces of the page */

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key === "class") made.className = value;
      else if (key === "style") for (const [name, set] of Object.entries(value)) made.style.setProperty(name.replace(/[A-Z]/g, (letter) => "-" + letter.toLowerCase()), set);
      else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
      else made.setAttribute(key, value);
    }
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  }

  const named = (table, key) => Object.hasOwn(table, key) ? table[key] : { zh: key, en: "", color: "#7b828a", fill: "#eceef0", line: "#666d75" };

  /* ---- two languages: a text in both, "中文 English", of which the style of the page shows one */

  let language = (/[#&]lang=(en|zh)\b/.exec(location.hash) || [])[1] || document.body.dataset.lang;
  const parted = (text) => {
    const at = text.indexOf(" ");
    return at < 0 ? { zh: text, en: text } : { zh: text.slice(0, at), en: text.slice(at + 1) };
  };
  const both = (entry) => (entry.en ? [element("span", { lang: "zh" }, entry.zh), element("span", { lang: "en" }, entry.en)] : [entry.zh]);
  const two = (text) => both(parted(text));
  const told = (entry) => (language === "en" && entry.en) || entry.zh;
  const heading = (node) => (node.number && node.number !== node.name ? node.number + " " + node.name : node.name);
  const oneLine = (text) => String(text).replace(/\s+/g, " ").trim();

  function chip(entry, extra) {
    const color = entry.line || entry.color;
    return element("span", { class: "chip", style: { "--own": color } }, ...both(entry), extra || "");
  }

  /* ---- what is seen */

  const sortOf = (link, item) => (byRole ? item.sort : link.sort);

  function shownItems(link) {
    return link.items.filter((item) => !hidden.sort.has(sortOf(link, item)));
  }

  /* Statements on one task or document count once; each citation is a thing of its own. */
  const things = (items) => new Set(items.map((item) => item.thing)).size;
  const count = (link) => things(shownItems(link));

  function allowed(node) {
    if (hidden.level.has(node.level) || hidden.kind.has(node.kind) || (hidden.stub && node.stub)) return false;
    return node.kind === "document" || !hidden.branch.has(branchOf(node));
  }

  const branchOf = (node) => (Object.hasOwn(page.palette.branches, node.branch) ? node.branch : "unknown");

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
      // The boxes of documents are light on dark paper too; the names of agencies stand on the paper.
      const boxed = node.kind === "document";
      const color = dim ? paint("dim") : boxed ? (node.stub ? "#5b6470" : "#1c2430") : paint("ink");
      return { id: node.id, hidden: !seen.has(node.id), opacity: dim ? 0.18 : 1, font: { ...own.font, color, ...(boxed ? {} : { strokeColor: paint("paper") + "d0" }) },
               borderWidth: node.id === chosen ? 3 : 1.5 };
    }));
    edges.update(page.links.map((link) => drawn(link, lines.has(link.id), bright)));
  }

  const RANK = ["lead", "responsible", "cooperate"];

  function drawn(link, seen, bright) {
    const items = shownItems(link);
    const sort = byRole ? RANK.find((role) => items.some((item) => item.sort === role)) || (items[0] || {}).sort : link.sort;
    const entry = named(lineSorts, sort);
    const dim = bright !== null && !bright.lines.has(link.id);
    const number = count(link);
    return {
      id: link.id, hidden: !seen, dashes: entry.dashes || false,
      color: { color: entry.color, highlight: entry.color, hover: entry.color, opacity: dim ? 0.07 : bright ? 1 : 0.62 },
      width: Math.min(6, 0.8 + Math.sqrt(number) * 0.6) + (bright && !dim ? 0.8 : 0),
      label: bright && !dim && number > 1 ? String(number) : undefined, font: { color: paint("ink"), strokeColor: paint("paper") },
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
      stabilization: { enabled: true, iterations: page.nodes.length > 100 ? 150 : 500, fit: false },
    } });
    network.stabilize(page.nodes.length > 100 ? 150 : 500);
  }

  function settle() {
    smooth();
    byId("wait").hidden = true;
    byId("by-level").setAttribute("aria-pressed", String(layout === "level"));
    byId("by-force").setAttribute("aria-pressed", String(layout === "force"));
    begin();
    document.body.dataset.settled = layout;
  }

  /* The names of the bands keep their size and stand in the strip left of the nodes, or at the edge when that is out of sight. */
  const GUTTER = 92;
  const [left, right] = page.reach;

  function fit(duration) {
    moved = false;
    const animation = duration ? { duration } : false;
    if (layout !== "level" || !page.bands.length) {
      network.fit({ animation });
      return;
    }
    const canvas = byId("mynetwork");
    const [top, bottom] = [page.bands[0].top, page.bands[page.bands.length - 1].bottom];
    const scale = Math.max(0.01, Math.min((canvas.clientWidth - GUTTER - 24) / (right - left), (canvas.clientHeight - 24) / (bottom - top), 1.4));
    network.moveTo({ position: { x: (left + right - GUTTER / scale) / 2, y: (top + bottom) / 2 }, scale, animation });
  }

  /* The least scale at which the names in the boxes can be read. */
  const LEGIBLE = 0.6;

  /* What is shown first: all of it; where a phone would make that too small to read, the part around the node with the most lines, as high as the screen. */
  function begin() {
    fit(0);
    if (!matchMedia("(max-width: 900px)").matches || network.getScale() >= LEGIBLE) return;
    const canvas = byId("mynetwork");
    const lines = (id) => network.getConnectedEdges(id).length;
    const middle = network.getPosition(network.body.nodeIndices.reduce((most, id) => (lines(id) > lines(most) ? id : most)));
    if (layout !== "level" || !page.bands.length) {
      network.moveTo({ position: middle, scale: LEGIBLE });
      return;
    }
    const [top, bottom] = [page.bands[0].top, page.bands[page.bands.length - 1].bottom];
    const scale = Math.min(1, Math.max(LEGIBLE, (canvas.clientHeight - 24) / (bottom - top)));
    const [wide, high] = [canvas.clientWidth / 2 / scale, canvas.clientHeight / 2 / scale];
    const within = (value, low, high) => (low > high ? (low + high) / 2 : Math.min(Math.max(value, low), high));
    const position = { x: within(middle.x, left - GUTTER / scale + wide, right + 12 / scale - wide), y: within(middle.y, top - 12 / scale + high, bottom + 12 / scale - high) };
    network.moveTo({ position, scale });
  }

  /* The strips lie under the nodes; their names stand above them, each on a plate, so that no node covers it. */
  function drawBands(context) {
    if (layout !== "level") return;
    const scale = network.getScale();
    const start = left - GUTTER / scale;
    for (const band of page.bands) {
      context.fillStyle = named(page.palette.levels, band.level).line;
      context.globalAlpha = 0.07;
      context.fillRect(start, band.top + 4, right + 12 / scale - start, band.bottom - band.top - 8);
      context.globalAlpha = 1;
      context.fillRect(start, band.top + 4, 5 / scale, band.bottom - band.top - 8);
    }
  }

  const FACE = "'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif";

  function drawBandNames(context) {
    if (layout !== "level") return;
    const scale = network.getScale();
    const name = Math.max(left - GUTTER / scale, network.DOMtoCanvas({ x: 0, y: 0 }).x) + 14 / scale;
    context.textAlign = "left";
    context.textBaseline = "top";
    for (const band of page.bands) {
      const entry = named(page.palette.levels, band.level);
      context.font = `600 ${(language === "zh" ? 16 : 13) / scale}px ${FACE}`;
      context.fillStyle = paint("paper");
      context.globalAlpha = 0.86;
      context.fillRect(name - 4 / scale, band.top + 4 + 4 / scale, context.measureText(told(entry)).width + 8 / scale, 24 / scale);
      context.globalAlpha = 1;
      context.fillStyle = entry.line;
      context.fillText(told(entry), name, band.top + 4 + 8 / scale);
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
    return element("label", {}, box, mark, element("span", {}, ...both(entry)), element("span", { class: "count" }, String(number)));
  }

  function stroke(entry) {
    const line = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    line.setAttribute("class", "stroke");
    line.setAttribute("viewBox", "0 0 26 10");
    const arrow = page.options.edges.arrows.to.enabled;
    for (const [name, attributes] of [
      ["path", { d: arrow ? "M0 5H20" : "M0 5H26", stroke: entry.color, "stroke-width": 2, "stroke-dasharray": (entry.dashes || []).join(" "), fill: "none" }],
      ["path", { d: arrow ? "M19 1L26 5L19 9Z" : "", fill: entry.color }],
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
    return element("fieldset", {}, element("legend", {}, ...two(title)), ...rows);
  }

  function legendRows(table, found, set, mark) {
    const known = Object.keys(table).filter((key) => found.has(key));
    const others = [...found.keys()].filter((key) => !Object.hasOwn(table, key));
    return [...known, ...others].map((key) => toggle(named(table, key), mark(named(table, key)), set, key, found.get(key)));
  }

  /* Citations of each relation, tasks of each role, or things that pairs have together; with the whole where a part is drawn. */
  function lineCounts() {
    const seen = new Map();
    for (const link of page.links) {
      for (const item of link.items) {
        const sort = sortOf(link, item);
        if (!seen.has(sort)) seen.set(sort, new Set());
        seen.get(sort).add(byRole ? link.id + " " + item.thing : item.thing);
      }
    }
    return new Map([...seen].map(([sort, found]) => [sort, found.size === page.totals[sort] ? found.size : found.size + "/" + page.totals[sort]]));
  }

  function buildLegend() {
    const swatch = (entry) => element("span", { class: "swatch", style: { background: entry.fill, borderColor: entry.line } });
    const dot = (entry) => element("span", { class: "glyph", style: { color: entry.color } }, "●");
    const glyph = (entry) => element("span", { class: "glyph" }, entry.glyph || "○");
    const agencies = page.nodes.filter((node) => node.kind !== "document");
    const parts = [
      fieldset(style.lines, ...legendRows(lineSorts, lineCounts(), hidden.sort, stroke), element("p", {}, ...two(style.note))),
      fieldset("级别 Levels", ...legendRows(page.palette.levels, tally(page.nodes.map((node) => node.level)), hidden.level, swatch)),
      fieldset("图形 Shapes", ...legendRows(page.palette.kinds, tally(page.nodes.map((node) => node.kind)), hidden.kind, glyph)),
    ];
    if (agencies.length) parts.push(fieldset("机构系统 Branches", ...legendRows(page.palette.branches, tally(agencies.map(branchOf)), hidden.branch, dot)));
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
    return fieldset("收录 Holdings", element("label", {}, box, mark, element("span", {}, ...two("仅见于引用 cited only")), element("span", { class: "count" }, String(number))),
      element("p", {}, ...two("虚框：只在引用中出现，原文未收录。 Dashed: known from citations alone; the text is not held.")));
  }

  /* ---- the panel */

  function evidence(item) {
    const text = [...item.sentence];
    const [before, quote, after] = [[0, item.at], [item.at, item.at + item.length], [item.at + item.length]].map((part) => text.slice(...part).join(""));
    const where = [
      [item.file], item.start !== null ? both({ zh: "第 " + item.start + "–" + item.end + " 字", en: "characters " + item.start + "–" + item.end }) : null, pairs || byRole || !item.locator ? null : [item.locator],
      item.rule ? [...two("规则 rule"), " " + item.rule] : null, item.confidence !== null ? [...two("置信度 confidence"), " " + item.confidence + (item.confidence < page.doubtful ? "（存疑 doubtful）" : "")] : null,
    ];
    return element("div", {}, text.length ? element("blockquote", {}, before, quote ? element("mark", {}, quote) : null, after) : null,
      element("p", { class: "where" }, ...where.filter((part) => part && part[0]).flatMap((part, i) => (i ? [" · ", ...part] : part))));
  }

  function jump(id) {
    return element("button", { class: "link", type: "button", onclick: () => choose(id, true) }, heading(nodeOf.get(id)));
  }

  /* One link: its other end, what is said, and all the sentences that say it. */
  function entry(link, other, open) {
    const items = shownItems(link);
    const chips = byRole ? roleChips(items) : [chip(named(lineSorts, link.sort), " " + count(link))];
    const box = element("details", {}, element("summary", {}, ...chips, other ? heading(nodeOf.get(other)) : null),
      // A click on the row opens it; only this button goes to the other end.
      other ? element("button", { class: "go", type: "button", onclick: () => choose(other, true) }, ...two("转到 Go"), " →") : null,
      ...(citations ? items.map(evidence) : tasks(items)));
    box.open = open;
    return box;
  }

  function roleChips(items) {
    const roles = [...tally(items.map((item) => item.sort)).keys()];
    return roles.map((role) => chip(named(itemSorts, role), " " + things(items.filter((item) => item.sort === role))));
  }

  /* Each task or document once: what it is, whose it is, where it is said. */
  function tasks(items) {
    const found = new Map();
    for (const item of items) {
      if (!found.has(item.thing)) found.set(item.thing, []);
      found.get(item.thing).push(item);
    }
    return [...found.values()].map((own) => element("div", { class: "task" }, element("div", {}, ...taskHead(own[0])), ...said(own)));
  }

  function taskHead(item) {
    const parts = [pairs ? item.act : "", item.locator, oneLine(item.what)].filter(Boolean);
    return [element("strong", {}, parts.join(" "))];
  }

  /* A sentence that says it of several is shown once, below their roles; what it asks for too, where the task has no one heading. */
  function said(items) {
    const found = new Map();
    for (const item of items) {
      const key = JSON.stringify([item.file, item.start, item.end, item.sentence, item.what]);
      if (!found.has(key)) found.set(key, []);
      found.get(key).push(item);
    }
    return [...found.values()].flatMap((own) => [
      element("div", {}, ...own.filter((item) => Object.hasOwn(page.palette.roles, item.sort)).map((item) =>
        chip(named(itemSorts, item.sort), pairs && nodeOf.has(item.agency) ? " " + nodeOf.get(item.agency).label : "")),
        own[0].what === items[0].what ? "" : oneLine(own[0].what)),
      evidence(own[0]),
    ]);
  }

  const FIELDS = [
    ["number", "文号 number"], ["type", "文种 type"], ["enclosed", "印发件 issues"], ["names", "又称 also called"], ["issuers", "发文机关 issuers"], ["date", "成文日期 signed"], ["published", "印发日期 printed"],
    ["effective", "施行日期 in force from"], ["expires", "有效期至 last day in force"], ["registration", "登记号 registration"], ["place", "地区 place"], ["source", "来源 source"], ["iri", "IRI"],
  ];

  function facts(node) {
    const rows = FIELDS.filter(([key]) => node[key] !== undefined && node[key] !== "");
    return element("dl", {}, ...rows.flatMap(([key, name]) => [element("dt", {}, ...two(name)), element("dd", {}, String(node[key]))]));
  }

  function nodePanel(node) {
    const tags = [chip(named(page.palette.levels, node.level)), element("span", { class: "chip plain" }, ...both(named(page.palette.kinds, node.kind)))];
    if (node.kind !== "document") tags.push(element("span", { class: "chip plain" }, ...both(named(page.palette.branches, branchOf(node)))));
    if (node.stub) tags.push(element("span", { class: "chip plain" }, ...two("仅见于引用 cited only")));
    const parts = [element("h2", {}, node.name), element("div", {}, ...tags), facts(node)];
    const own = linksOf.get(node.id).filter((link) => shownItems(link).length);
    if (pairs) parts.push(...ownTasks(node, own));
    const open = !pairs && own.reduce((sum, link) => sum + link.items.length, 0) <= 40;
    for (const [side, title] of style.sides) {
      const links = own.filter((link) => side === "both" || link[side] === node.id);
      links.sort((a, b) => count(b) - count(a));
      const far = (link) => (link.from === node.id ? link.to : link.from);
      if (links.length) parts.push(element("h3", {}, ...two(title), " " + links.length), ...links.map((link) => entry(link, far(link), open)));
    }
    return parts;
  }

  /* All tasks that an agency has with others, or documents: each once, with its own part in it. */
  function ownTasks(node, links) {
    const items = [...new Set(links.flatMap(shownItems))].filter((item) => !item.agency || item.agency === node.id);
    items.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.start - b.start));
    return items.length ? [element("h3", {}, ...two(style.own), " " + things(items)), ...tasks(items)] : [];
  }

  function linkPanel(link) {
    return [
      element("h2", {}, ...(byRole ? two("责任 Responsibility") : both(named(lineSorts, link.sort)))),
      element("dl", {}, element("dt", {}, ...two(style.from)), element("dd", {}, jump(link.from)),
        element("dt", {}, ...two(style.to)), element("dd", {}, jump(link.to))),
      entry(link, null, true),
    ];
  }

  function hint() {
    return [
      element("h2", {}, ...two("点击查看出处 Click for the evidence")),
      element("p", { class: "hint" }, ...two("点一份文件或一个机构，看它的全称、日期和所有联系；点一条线，看原文的那一句。滚轮缩放，拖动移动。 Click a node for its facts and links, a line for the sentence behind it. Press / to search, Esc to clear.")),
    ];
  }

  function showPanel() {
    const panel = byId("panel");
    panel.replaceChildren(...(chosen === null ? hint() : nodeOf.has(chosen) ? nodePanel(nodeOf.get(chosen)) : linkPanel(linkOf.get(chosen))));
    panel.scrollTop = 0;
    document.body.classList.toggle("chosen", chosen !== null);
  }

  function choose(id, move) {
    chosen = id;
    if (id === null) network.unselectAll();
    else if (nodeOf.has(id)) network.selectNodes([id], false);
    else network.setSelection({ nodes: [], edges: [id] }, { highlightEdges: false });
    render();
    showPanel();
    if (move) moved = true;
    const narrow = matchMedia("(max-width: 900px)").matches;
    if (move && nodeOf.has(id)) network.fit({ nodes: [...near().nodes], maxZoomLevel: 1, animation: narrow ? false : { duration: 350 } });
    if (narrow && id !== null) uncover(id);
  }

  /* Where the panel is a sheet over the picture, what is chosen stands above it: a node, or the middle of a line. */
  function uncover(id) {
    const ends = nodeOf.has(id) ? [id] : network.getConnectedNodes(id);
    const places = Object.values(network.getPositions(ends));
    const y = places.reduce((sum, place) => sum + place.y, 0) / places.length;
    const box = byId("mynetwork").getBoundingClientRect();
    const free = Math.max(60, byId("panel").getBoundingClientRect().top - box.top);
    const shown = network.canvasToDOM({ x: 0, y }).y;
    if (shown <= free - 20) return;
    moved = true;
    const { x, y: middle } = network.getViewPosition();
    network.moveTo({ position: { x, y: middle + (shown - free / 2) / network.getScale() }, animation: { duration: 200 } });
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
      if (!hits.length) list.append(element("li", { class: "none" }, ...two("没有找到 Nothing found")));
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
      const label = told(byRole ? { zh: "责任", en: "responsibility" } : named(lineSorts, link.sort)) + " " + things(link.items) + (language === "zh" ? " " + style.unit : "");
      const item = link.items[0];
      return { id: link.id, title: label + "\n" + oneLine(item ? item.sentence || item.act : "").slice(0, 120) };
    }));
  }

  /* What the style cannot switch: the language of the document, tips, the field of the search, what is drawn. */
  function speak() {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
    document.body.dataset.lang = language;
    byId("language").textContent = language === "zh" ? "English" : "中文";
    byId("search").placeholder = language === "zh" ? "查找文号、标题、机构" : "Search numbers, titles, agencies";
    tips();
    network.redraw();
  }

  function start() {
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { colors = {}; render(); });
    if (matchMedia("(max-width: 900px)").matches) byId("legend").open = false;
    network.on("beforeDrawing", drawBands);
    network.on("afterDrawing", drawBandNames);
    network.on("dragStart", () => { moved = true; });
    network.on("zoom", () => { moved = true; });
    // Until the reader has moved it, the picture fills its window whatever size that takes.
    network.on("resize", () => requestAnimationFrame(() => { if (!moved) begin(); }));
    network.on("click", (event) => choose(event.nodes[0] || event.edges[0] || null, false));
    network.on("selectNode", (event) => { if (event.nodes[0] !== chosen) choose(event.nodes[0], false); });
    byId("language").addEventListener("click", () => { language = document.body.dataset.lang; speak(); });
    byId("by-level").addEventListener("click", byLevel);
    byId("by-force").addEventListener("click", byForce);
    byId("fit").addEventListener("click", () => fit(300));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { choose(null, false); byId("search").blur(); }
      if (event.key === "/" && document.activeElement !== byId("search")) { byId("search").focus(); event.preventDefault(); }
    });
    buildLegend();
    buildSearch();
    render();
    showPanel();
    byLevel();
    speak();
  }

  start();
})();
