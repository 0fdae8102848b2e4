/* The start: words and buttons, then the first picture, then what can wait. */
(function (view) {
  "use strict";

  const { state, element, word, byId } = view;

  /* The least scale at which a chain is opened as a whole. */
  const READABLE = 0.7;

  /* The window opens on what is most important, near enough to read names; a chain as a whole, where it can be read. */
  view.core = () => {
    if (view.page.middle !== null) {
      view.fit();
      if (state.scale >= READABLE) return;
    }
    const i = view.page.middle === null ? view.byWeight[0] : view.page.middle;
    [state.scale, state.x, state.y] = [1.25, view.x[i], view.y[i]];
    const [halfWidth, halfHeight] = [view.size.width / 2 / state.scale, view.size.height / 2 / state.scale];
    const { bounds } = view;
    const inside = (value, low, high) => (low > high ? (low + high) / 2 : Math.min(high, Math.max(low, value)));
    state.x = inside(state.x, bounds.left + halfWidth - 100, bounds.right - halfWidth + 8);
    state.y = inside(state.y, bounds.top + halfHeight - 24, bounds.bottom - halfHeight + 8);
    view.repaint();
    view.remember(false);
  };

  /* What stands in the place of the picture: a table, a matrix, or "" for the picture itself. */
  view.reading = "";
  /* Which reading the picture has: 0 that of the network, 1 that of agencies among themselves. */
  view.setLayer = (layer) => {
    state.layer = layer;
    view.arrange(layer);
    view.filter();
    view.fit();
    showButtons();
  };
  function turnLayer() {
    Object.assign(state, { link: null, path: null });
    view.setLayer(1 - state.layer);
    if (state.chosen !== null && !view.seen[state.chosen]) state.chosen = null;
    view.light();
    view.showLegend();
    view.showPanel();
    view.reread();
    view.remember(true);
  }

  const READINGS = { table: () => view.showTable(), matrix: () => view.showMatrix() };
  function readAs(name) {
    view.reading = view.reading === name ? "" : name;
    byId("table").hidden = view.reading === "";
    byId("canvas").hidden = view.reading !== "";
    view.reread();
    showButtons();
  }
  /* Make the table or the matrix anew, where one is seen. */
  view.reread = () => { if (view.reading) READINGS[view.reading](); };

  function showButtons() {
    const button = (id, title, click) => element("button", { id, type: "button", onclick: click }, title);
    const menu = element("details", { id: "save" }, element("summary", {}, word("save")), element("div", {},
      ...Object.keys(view.save).map((form) => button("save-" + form, word("save-" + form), () => { menu.open = false; view.save[form](); })),
      button("print", word("print"), () => window.print())));
    byId("buttons").replaceChildren(
      button("back", "← " + word("back"), () => history.back()), button("core", word("core"), view.core), button("fit", word("fit"), view.fit),
      ...(view.page.pairs ? [button("pairs", word(state.layer ? "documents" : "pairs"), turnLayer)] : []),
      button("tabled", word(view.reading === "table" ? "picture" : "table"), () => readAs("table")),
      ...(view.hasMatrix ? [button("matrix", word(view.reading === "matrix" ? "picture" : "matrix"), () => readAs("matrix"))] : []), menu,
      button("language", word("language"), () => { view.language = view.language === "zh" ? "en" : "zh"; speak(); view.repaint(); view.remember(true); }));
  }

  /* Everything that has words. */
  function speak() {
    document.documentElement.lang = view.language === "zh" ? "zh-CN" : "en";
    document.body.dataset.lang = view.language;
    byId("search").placeholder = word("search");
    byId("canvas").setAttribute("aria-label", word("canvas"));
    showButtons();
    view.showLegend();
    view.showPanel();
    view.reread();
  }

  /* A network of few nodes opens as a whole, so that nothing is cut off, and stays so while the window takes its size (a frame in a notebook does that late), until it is moved. */
  const opened = () => { if (view.page.middle === null && view.few()) showWhole(); else view.core(); };
  const where = () => [state.scale, state.x, state.y].join();
  let whole = "";
  function showWhole() {
    view.fit();
    whole = where();
  }
  view.resized = () => { if (whole === where()) showWhole(); };

  function reread() {
    const placed = view.read();
    view.filter();
    speak();
    if (placed) view.repaint(); else opened();
  }

  if (matchMedia("(max-width: 1100px)").matches) byId("legend").open = false;
  const placed = view.read();
  view.filter();
  view.startPainting();
  if (!placed) opened();
  speak();
  view.startInput();
  view.suggest(byId("search"), byId("hits"), (i) => { byId("search").blur(); view.choose(i, true); });
  window.addEventListener("popstate", reread);
  window.addEventListener("hashchange", reread);
})(window.policygraph);
