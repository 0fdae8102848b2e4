/* The panel: what is chosen, its links in both directions, and the sentences that say them with their places. */
(function (view) {
  "use strict";

  const { state, page, element, word } = view;
  const panel = document.getElementById("panel");
  const style = () => page.palette.networks[state.layer ? "lead-cooperate" : page.kind];
  const { chip, evidence, list } = view;

  view.linkTitle = (e) => view.page.links.sorts.filter((_, bit) => view.mask[e] & (1 << bit)).map((sort) => view.told_(view.sortEntry(sort))).join("、")
    + " " + page.links.count[e] + (view.language === "zh" ? " " + style().unit : "");

  async function sentences(e) {
    try {
      const told = await view.told();
      const who = e < view.ownLinks ? [] : told.who[e - view.ownLinks];
      const said = told.items[e].map((place, k) => ({ ...told.statement(place), ...(who.length ? { who: view.labelOf(who[k]) } : {}) }));
      return list(said.filter((item) => page.kind !== "responsibilities" || !state.hidden.sort.has(item.sort)), evidence);
    } catch (error) {
      return element("p", { class: "hint" }, word("unable"));
    }
  }

  /* A row opens what is said; only its button goes to the other end. */
  function linkRow(e, other) {
    const body = element("div", {}, word("loading"));
    const row = element("details", { class: "row" }, element("summary", {}, chip(view.sortEntry(view.sortOf(view.mask[e])), " " + page.links.count[e]), " ", view.headingOf(other)), body);
    row.addEventListener("toggle", async () => {
      if (row.open && !row.dataset.filled) {
        row.dataset.filled = "1";
        body.replaceChildren(element("button", { class: "go", type: "button", onclick: () => view.choose(other, true) }, word("go") + " →"), await sentences(e));
      }
    });
    return row;
  }

  function facts(i) {
    const rows = [["number", view.numberOf(i)], ["type", view.typeOf(i)], ["date", view.dateOf(i)], ["place", view.placeOf(i)], ["names", view.namesOf(i)]];
    const box = element("dl", {}, ...rows.filter(([, value]) => value && value !== view.nameOf(i)).flatMap(([key, value]) => pair(key, value)));
    view.told().then((told) => {
      told.fields.forEach((key, k) => {
        const value = told.nodes[i][k];
        if (value) box.append(...pair(key, value));
      });
    }, () => {});
    return box;
  }

  const pair = (key, value) => [element("dt", {}, word("field-" + key)), element("dd", {}, String(value))];

  function nodePanel(i) {
    const tags = [chip(view.entry("levels", view.levelOf(i))), element("span", { class: "chip plain" }, view.say("kinds", view.kindOf(i)))];
    if (!view.isDocument(i)) tags.push(element("span", { class: "chip plain" }, view.say("branches", view.branchOf(i))));
    if (view.stub[i]) tags.push(element("span", { class: "chip plain" }, word("cited-only")));
    const own = [...view.linksOf(i)].filter((e) => view.seenLink[e]).sort((a, b) => page.links.count[b] - page.links.count[a] || a - b);
    const parts = [element("h2", {}, view.nameOf(i)), element("div", {}, ...tags), facts(i), tools(i)];
    for (const [side, title] of style().sides) {
      const links = own.filter((e) => side === "both" || view[side][e] === i);
      const [zh, ...en] = title.split(" ");
      if (links.length) parts.push(element("h3", {}, (view.language === "zh" ? zh : en.join(" ")) + " " + view.number(links.length)), list(links, (e) => linkRow(e, view.otherEnd(e, i))));
    }
    return parts;
  }

  /* How many steps around are bright, and the path to another node. */
  function tools(i) {
    const steps = element("select", { id: "steps", onchange: () => { state.steps = Number(steps.value); state.path = null; changed(true); } },
      ...[1, 2, 3, 4].map((n) => element("option", { value: n, selected: n === state.steps }, String(n))));
    const target = element("input", { type: "search", id: "path", autocomplete: "off", placeholder: word("path"), "aria-label": word("path") });
    const hits = element("ul", { class: "hits", role: "listbox", hidden: true });
    view.suggest(target, hits, (other) => { state.path = other; changed(true); });
    const found = state.path !== null ? view.path(i, state.path) : null;
    const said = state.path === null ? "" : element("p", { id: "path-said" }, found ? word("path-found", found.links.size) + "：" + view.headingOf(state.path) : word("path-none"));
    return element("div", { class: "tools" }, element("label", {}, word("steps") + " ", steps), element("div", { class: "search" }, target, hits), said,
      found ? element("div", {}, ...pathRows(i, found)) : "");
  }

  function pathRows(source, found) {
    const rows = [];
    const left = new Set(found.links);
    for (let i = source; left.size;) {
      const e = [...view.linksOf(i)].find((link) => left.has(link));
      if (e === undefined) break;
      left.delete(e);
      i = view.otherEnd(e, i);
      rows.push(linkRow(e, i));
    }
    return rows;
  }

  async function linkPanel(e) {
    const end = (i) => element("button", { class: "link", type: "button", onclick: () => view.choose(i, true) }, view.headingOf(i));
    return [element("h2", {}, view.linkTitle(e)), element("dl", {}, element("dt", {}, word("from")), element("dd", {}, end(view.from[e])),
      element("dt", {}, word("to")), element("dd", {}, end(view.to[e]))), await sentences(e)];
  }

  view.showPanel = async () => {
    const close = element("button", { class: "close", type: "button", "aria-label": word("close"), onclick: () => view.choose(null) }, "×");
    document.body.dataset.chosen = state.chosen !== null ? "node" : state.link !== null ? "link" : "";
    const [node, link] = [state.chosen, state.link];
    const parts = node !== null ? nodePanel(node) : link !== null ? await linkPanel(link)
      : [element("h2", {}, word("hint-title")), element("p", { class: "hint" }, word("hint"))];
    if (node !== state.chosen || link !== state.link) return;
    panel.replaceChildren(...(node !== null || link !== null ? [close] : []), ...parts);
    panel.scrollTop = 0;
  };

  function changed(step) {
    view.light();
    view.repaint();
    view.showPanel();
    if (state.link === null) view.reread();
    view.remember(step);
  }

  /* Choose a node; what the filters hide is shown again. With `go` the window moves to it. */
  view.choose = (i, go) => {
    if (i === null && state.chosen === null && state.link === null) return;
    [state.chosen, state.link, state.path] = [i, null, null];
    if (i !== null && !view.seen[i]) view.unhide(i);
    if (i !== null && go) {
      [state.x, state.y] = [view.x[i], view.y[i]];
      state.scale = Math.max(state.scale, 1);
    }
    if (i !== null) uncover(view.y[i], go);
    changed(true);
  };

  /* Where the panel is a sheet over the picture, what is chosen stands above it. */
  function uncover(py, always) {
    if (!matchMedia("(max-width: 900px)").matches) return;
    const free = Math.max(60, view.size.height - 0.55 * window.innerHeight);
    const [, y] = view.toScreen(0, py);
    if (always || y > free - 20) state.y += (y - free / 2) / state.scale;
  }

  view.chooseLink = (e) => {
    [state.chosen, state.link, state.path] = [null, e, null];
    uncover((view.y[view.from[e]] + view.y[view.to[e]]) / 2, false);
    changed(true);
  };
})(window.policygraph);
