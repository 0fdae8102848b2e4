/* The start: words and buttons, the drawing of the series that is asked for, and the keys that lead from mark to mark. */
(function (view) {
  "use strict";

  const { state, page, element, word, byId } = view;
  const box = byId("chart");
  const NARROW = "(max-width: 900px)";
  let tabled = false;

  view.show = () => {
    view.hideTip();
    const width = Math.max(300, box.clientWidth);
    const marks = view.seenMarks();
    const { parts, said } = marks.length ? view.drawings[page.kind](marks, width) : { parts: [], said: word("nothing") };
    box.replaceChildren(element("h2", {}, view.count ? view.nameOf(state.series) : ""), ...parts.map(([drawing, place]) => element("div", { class: place }, drawing)));
    const order = marksInTime();
    if (order.length) (box.querySelector(".mark.chosen") || order[0]).setAttribute("tabindex", 0);
    byId("more").textContent = said;
    if (tabled) view.showTable();
    if (!document.body.dataset.painted) document.body.dataset.painted = String(Math.round(performance.now()));
  };

  const marksInTime = () => [...box.querySelectorAll(".mark")].sort((a, b) => Number(a.dataset.i) - Number(b.dataset.i));
  view.focusMark = (i) => {
    const mark = box.querySelector(`.mark[data-i="${i}"]`);
    if (mark && !tabled && document.activeElement !== mark) mark.focus({ preventScroll: !matchMedia(NARROW).matches });
  };

  /* Show another series. */
  view.take = (i) => {
    Object.assign(state, { series: i, chosen: null, place: "" });
    box.scrollTo(0, 0);
    view.show();
    view.showLegend();
    view.showPanel();
    view.remember();
  };

  function step(by) {
    const order = marksInTime();
    const at = order.indexOf(document.activeElement);
    const next = order[Math.max(0, Math.min(order.length - 1, at + by))];
    if (!next) return;
    order.forEach((mark) => mark.setAttribute("tabindex", -1));
    next.setAttribute("tabindex", 0);
    next.focus();
  }

  const KEYS = { ArrowRight: () => step(1), ArrowDown: () => step(1), ArrowLeft: () => step(-1), ArrowUp: () => step(-1), Enter: (mark) => view.choose(Number(mark.dataset.i)), " ": (mark) => view.choose(Number(mark.dataset.i)) };
  box.addEventListener("keydown", (event) => {
    const mark = event.target.closest(".mark");
    if (!mark || !Object.hasOwn(KEYS, event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    KEYS[event.key](mark);
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") view.choose(null);
    if (event.key === "/" && !/INPUT|SELECT|TEXTAREA/.test(document.activeElement.tagName)) { byId("search").focus(); event.preventDefault(); }
  });

  function showButtons() {
    const button = (id, title, click) => element("button", { id, type: "button", onclick: click }, title);
    const menu = element("details", { id: "save" }, element("summary", {}, word("save")), element("div", {},
      ...Object.keys(view.save).map((form) => button("save-" + form, word(form === "csv" ? "save-marks" : "save-" + form), () => { menu.open = false; view.save[form](); })),
      button("print", word("print"), () => window.print())));
    byId("buttons").replaceChildren(
      button("back", "← " + word("back"), () => history.back()),
      button("tabled", word(tabled ? "picture" : "table"), () => { tabled = !tabled; byId("table").hidden = !tabled; box.hidden = tabled; showButtons(); view.show(); }), menu,
      button("language", word("language"), () => { view.language = view.language === "zh" ? "en" : "zh"; speak(); view.remember(); }));
  }

  /* Everything that has words. */
  function speak() {
    document.documentElement.lang = view.language === "zh" ? "zh-CN" : "en";
    document.body.dataset.lang = view.language;
    byId("search").placeholder = word("search-" + page.kind);
    showButtons();
    view.show();
    view.showLegend();
    view.showPanel();
  }

  function reread() {
    view.read();
    speak();
  }

  if (matchMedia(NARROW).matches) byId("legend").open = false;
  view.read();
  speak();
  new ResizeObserver(() => { if (box.clientWidth) view.show(); }).observe(box);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", view.show);
  view.suggest(byId("search"), byId("hits"), (i) => { byId("search").blur(); view.take(i); });
  window.addEventListener("popstate", reread);
})(window.policygraph);
