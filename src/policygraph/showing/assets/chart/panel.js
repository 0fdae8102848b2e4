/* The panel: the sentence of a mark and where it stands; and the legend, which is also the filter and the list of series. */
(function (view) {
  "use strict";

  const { state, page, element, word } = view;
  const panel = view.byId("panel");
  const LISTED = 40;

  view.choose = (i) => {
    if (i === state.chosen) return;
    state.chosen = i;
    view.show();
    view.showPanel();
    view.remember();
    if (i !== null) view.focusMark(i);
  };

  async function said(i) {
    try {
      const told = await view.told();
      return view.list(view.together(i).map((one) => told.statement(one.i)), view.evidence);
    } catch (error) {
      return element("p", { class: "hint" }, word("unable"));
    }
  }

  async function markPanel(i) {
    const one = view.mark(i);
    const rows = [["number", one.document], ["place", one.place], [page.kind === "targets" ? "for" : "date", one.when], ["figure", one.value === null ? "" : view.figure(one)]];
    return [
      element("button", { class: "close", type: "button", "aria-label": word("close"), onclick: () => view.choose(null) }, "×"),
      element("h2", {}, one.title), element("div", {}, view.chip(view.entry("levels", one.level))),
      element("dl", {}, ...rows.filter(([, value]) => value).flatMap(([key, value]) => [element("dt", {}, word("field-" + key)), element("dd", {}, value)])),
      await said(i),
    ];
  }

  view.showPanel = async () => {
    document.body.dataset.chosen = state.chosen === null ? "" : "node";
    const i = state.chosen;
    const parts = i === null ? [element("h2", {}, word("hint-title")), element("p", { class: "hint" }, word("hint-" + page.kind))] : await markPanel(i);
    if (i !== state.chosen) return;
    panel.replaceChildren(...parts);
    panel.scrollTop = 0;
  };

  /* ---- the legend */

  function changed() {
    view.show();
    view.remember();
  }

  function tally(name) {
    const found = new Map();
    for (const one of view.marksOf(state.series)) found.set(one[name], (found.get(one[name]) || 0) + 1);
    return found;
  }

  function toggles(title, table, name, set, mark) {
    const found = tally(name);
    const keys = [...Object.keys(page.palette[table]).filter((key) => found.has(key)), ...[...found.keys()].filter((key) => !Object.hasOwn(page.palette[table], key))];
    return element("fieldset", {}, element("legend", {}, title), ...keys.map((key) => {
      const box = element("input", { type: "checkbox", onchange: () => { if (box.checked) set.delete(key); else set.add(key); changed(); } });
      box.checked = !set.has(key);
      box.dataset.key = key;
      return element("label", {}, box, mark(view.entry(table, key)), view.say(table, key), element("span", { class: "count" }, view.number(found.get(key))));
    }));
  }

  function places() {
    const found = tally("place");
    found.delete("");
    if (found.size < 2) return "";
    const names = [...found.keys()].sort((a, b) => found.get(b) - found.get(a) || (a < b ? -1 : 1));
    const box = element("select", { id: "place", "aria-label": word("place"), onchange: () => { state.place = box.value; changed(); } },
      element("option", { value: "" }, word("any")), ...names.map((name) => element("option", { value: name, selected: name === state.place }, name + " " + found.get(name))));
    return element("fieldset", {}, element("legend", {}, word("place")), box);
  }

  /* The series next to the one that is shown, the most widespread first. */
  function listed() {
    const from = Math.max(0, Math.min(state.series - 5, view.count - LISTED));
    const shown = Array.from({ length: Math.min(LISTED, view.count) }, (_, k) => from + k);
    return element("fieldset", {}, element("legend", {}, word("list-" + page.kind, view.number(view.count))), ...shown.map((i) => element("button", {
      type: "button", class: "series", "aria-current": i === state.series ? "true" : null, onclick: () => view.take(i),
    }, element("span", {}, view.nameOf(i)), element("span", { class: "count" }, view.number(page.places[i])))),
    view.count > LISTED ? element("p", { class: "hint" }, word("list-more")) : "");
  }

  view.showLegend = () => {
    const legend = view.byId("legend");
    const swatch = (entry) => element("span", { class: "swatch", style: { background: view.onPaper(entry.line), borderColor: view.onPaper(entry.line) } });
    const glyph = (entry) => element("span", { class: "glyph" }, entry.glyph || "●");
    legend.querySelector("summary").textContent = word("legend");
    legend.querySelector("div").replaceChildren(...[
      toggles(word("levels"), "levels", "level", state.hidden.level, swatch),
      page.kind === "targets" ? toggles(word("kinds"), "figures", "sort", state.hidden.sort, glyph) : "", places(), listed(),
    ].filter(Boolean));
  };
})(window.policygraph);
