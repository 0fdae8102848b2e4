/* The legend, which is also the filter; and the line that says what the window shows of the whole. */
(function (view) {
  "use strict";

  const { state, page, element, word } = view;
  const legend = document.getElementById("legend");

  function shown() {
    view.filter();
    view.repaint();
  }

  function changed() {
    shown();
    view.showPanel();
    view.reread();
    view.remember(true);
  }

  function toggle(table, set, key, mark, number) {
    const box = element("input", { type: "checkbox", onchange: () => {
      if (box.checked) set.delete(key); else set.add(key);
      changed();
    } });
    box.checked = !set.has(key);
    box.dataset.key = key;
    return element("label", {}, box, mark(view.entry(table, key)), view.say(table, key), element("span", { class: "count" }, view.number(number)));
  }

  const swatch = (entry) => element("span", { class: "swatch", style: { background: entry.fill, borderColor: entry.line } });
  const dot = (entry) => element("span", { class: "glyph", style: { color: entry.color } }, "●");
  const glyph = (entry) => element("span", { class: "glyph" }, entry.glyph || "○");
  const stroke = (entry) => element("span", { class: "stroke", style: { borderTopColor: view.onPaper(entry.color), borderTopStyle: entry.dashes ? "dashed" : "solid" } });

  function fieldset(title, ...rows) {
    return element("fieldset", {}, element("legend", {}, title), ...rows);
  }

  function rows(table, set, numbers, mark) {
    const keys = [...Object.keys(page.palette[table]).filter((key) => numbers.has(key)), ...[...numbers.keys()].filter((key) => !Object.hasOwn(page.palette[table], key))];
    return keys.map((key) => toggle(table, set, key, mark, numbers.get(key)));
  }

  function tally(value, wanted = () => true) {
    const found = new Map();
    for (let i = 0; i < view.count; i++) if (wanted(i)) found.set(value(i), (found.get(value(i)) || 0) + 1);
    return found;
  }

  function check(title, name, extra) {
    const box = element("input", { type: "checkbox", onchange: () => { state[name] = box.checked; changed(); } });
    box.checked = state[name];
    box.dataset.key = name;
    return element("label", {}, box, title, extra);
  }

  const BEAT = 600;
  let running = 0;
  function stop() {
    clearInterval(running);
    running = 0;
    const button = view.byId("play");
    if (button) button.textContent = "▶ " + word("play");
  }

  /* The years: two sliders, two fields for exact ones, and a button that lets the last year run on from the first. */
  function years() {
    if (!view.span) return null;
    const [least, most] = view.span;
    const now = () => state.years || view.span;
    const field = (type, end) => element("input", { type, min: least, max: most, value: now()[end], "aria-label": word(end ? "to" : "from") });
    const fields = [0, 1].map((end) => field("number", end));
    const sliders = [0, 1].map((end) => field("range", end));
    const take = (from, to, done) => {
      state.years = from <= least && to >= most ? null : [from, to];
      [from, to].forEach((year, end) => { fields[end].value = sliders[end].value = year; });
      if (done) changed(); else shown();
    };
    const within = (text, other) => Math.min(most, Math.max(least, Math.round(Number(text)) || other));
    const read = (pair, done) => {
      const [a, b] = [within(pair[0].value, least), within(pair[1].value, most)];
      take(Math.min(a, b), Math.max(a, b), done);
    };
    for (const one of sliders) one.addEventListener("input", () => { stop(); read(sliders, false); });
    for (const one of sliders) one.addEventListener("change", () => read(sliders, true));
    for (const one of fields) one.addEventListener("change", () => { stop(); read(fields, true); });
    const run = () => {
      if (running) { stop(); changed(); return; }
      let [from, year] = [now()[0], now()[0]];
      if (now()[1] < most) year = now()[1];
      running = setInterval(() => {
        take(from, year, year >= most);
        if (year++ >= most) stop();
      }, BEAT);
      play.textContent = "■ " + word("stop");
    };
    const play = element("button", { type: "button", id: "play", onclick: run }, "▶ " + word("play"));
    return fieldset(word("years"), element("div", { class: "sliders" }, ...sliders), element("div", { class: "years" }, fields[0], " – ", fields[1], " ", play), check(word("undated"), "undated"));
  }

  /* Documents and agencies that are named here, with what they are linked with, and nothing else. */
  function only() {
    const field = element("input", { type: "search", id: "only", autocomplete: "off", placeholder: word("only-hint"), "aria-label": word("only") });
    const hits = element("ul", { class: "hits", role: "listbox", hidden: true });
    const take = (next) => { state.only = next; changed(); view.showLegend(); };
    view.suggest(field, hits, (i) => take([...new Set([...state.only, i])]));
    const chips = state.only.map((i) => element("button", { type: "button", class: "taken", title: view.headingOf(i), "aria-label": word("close") + " " + view.labelOf(i), onclick: () => take(state.only.filter((other) => other !== i)) }, view.labelOf(i) + " ×"));
    return fieldset(word("only"), element("div", { class: "search" }, field, hits), ...chips);
  }

  function places() {
    const found = tally(view.placeOf);
    found.delete("");
    if (found.size < 2) return null;
    const names = [...found.keys()].sort((a, b) => found.get(b) - found.get(a) || (a < b ? -1 : 1));
    const box = element("select", { id: "place", "aria-label": word("place"), onchange: () => { state.place = box.value; changed(); } },
      element("option", { value: "" }, word("any")), ...names.map((name) => element("option", { value: name, selected: name === state.place }, name + " " + found.get(name))));
    return fieldset(word("place"), box);
  }

  /* Links that the reader is sure enough of; only where they differ. */
  function sure() {
    const least = page.links.sure.reduce((a, b) => Math.min(a, b), 100);
    if (least === 100) return null;
    const field = element("input", { type: "number", id: "sure", "aria-label": word("sure"), min: 0, max: 1, step: 0.05, value: state.sure / 100, onchange: () => {
      state.sure = Math.round(100 * Math.min(1, Math.max(0, Number(field.value) || 0)));
      changed();
    } });
    return fieldset(word("sure"), element("div", { class: "years" }, field));
  }

  /* What the colour of documents says; with another colour than the level's, what each one means. */
  function colors() {
    const choices = ["level", "type", "place", "community"].filter((name) => name === "level" || page.nodes[name].names.filter(Boolean).length > 1);
    if (choices.length < 2) return null;
    const box = element("select", { id: "color", "aria-label": word("color"), onchange: () => {
      state.color = box.value;
      view.repaint();
      view.showLegend();
      view.remember(true);
    } }, ...choices.map((name) => element("option", { value: name, selected: name === state.color }, word("field-" + name))));
    const keys = state.color === "level" ? [] : view.colorKeys(state.color).map(([name, color]) =>
      element("div", { class: "key" }, element("span", { class: "swatch", style: { background: color, borderColor: color } }), name || word("other")));
    return fieldset(word("color"), box, ...keys);
  }

  view.showLegend = () => {
    stop();
    const sorts = new Map(page.links.sorts.filter((sort) => !page.pairs || view.paired(sort) === (state.layer === 1)).map((sort) => [sort, page.totals[sort] || 0]));
    const agencies = tally(view.branchOf, (i) => !view.isDocument(i));
    const stubs = view.stub.reduce((sum, one) => sum + one, 0);
    legend.querySelector("summary").textContent = word("legend");
    legend.querySelector("div").replaceChildren(...[
      fieldset(word("sorts"), ...rows(view.sortTable([...sorts.keys()][0]), state.hidden.sort, sorts, stroke)),
      fieldset(word("levels"), ...rows("levels", state.hidden.level, tally(view.levelOf), swatch)),
      colors(), years(), only(), places(), sure(),
      fieldset(word("kinds"), ...rows("kinds", state.hidden.kind, tally(view.kindOf), glyph), stubs ? check(word("stubs"), "stubs", element("span", { class: "count" }, view.number(stubs))) : ""),
      agencies.size ? fieldset(word("branches"), ...rows("branches", state.hidden.branch, agencies, dot)) : null,
      element("button", { type: "button", id: "reset", onclick: () => { view.clear(); changed(); view.showLegend(); } }, word("reset")),
    ].filter(Boolean));
  };

  view.clear = () => {
    for (const set of Object.values(state.hidden)) set.clear();
    Object.assign(state, { stubs: true, undated: true, years: null, place: "", sure: 0, only: [] });
  };

  /* What was found is shown, whatever the filters say. */
  view.unhide = (i) => {
    state.hidden.level.delete(view.levelOf(i));
    state.hidden.kind.delete(view.kindOf(i));
    state.hidden.branch.delete(view.branchOf(i));
    Object.assign(state, { stubs: true, undated: true });
    if (state.years && view.year[i]) state.years = [Math.min(state.years[0], view.year[i]), Math.max(state.years[1], view.year[i])];
    if (state.place && view.placeOf(i) !== state.place) state.place = "";
    state.only = [];
    view.filter();
    if (state.layer && !view.seen[i]) view.setLayer(0);
    view.showLegend();
  };

  /* The line below the head. */
  view.status = () => {
    const box = view.byId("more");
    const [x0, y0] = view.toPlane(0, 0);
    const [x1, y1] = view.toPlane(view.size.width, view.size.height);
    const inside = view.within(x0, y0, x1, y1).filter((i) => view.seen[i]).length;
    const parts = [word("seen", view.number(inside), ...view.whole().map(view.number))];
    if (view.filtered) parts.push(word("filtered", view.number(view.seen.reduce((sum, one) => sum + one, 0)), view.number(view.seenLink.reduce((sum, one) => sum + one, 0))));
    if (view.painted.detail !== "all") parts.push(word(view.painted.detail, view.number(view.painted.bundles.length), view.number(view.painted.all || 0)));
    box.textContent = parts.join(" ");
  };
})(window.policygraph);
