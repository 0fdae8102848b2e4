/* What is seen, taken away: the drawing as SVG or PNG, its marks as CSV; and the same marks as a table to be read. */
(function (view) {
  "use strict";

  const { page, element, word, state } = view;

  /* The drawings of the page as one, below each other, with the name of the series above. */
  view.svg = () => {
    const own = [...document.querySelectorAll("#chart svg")];
    const width = Math.max(320, ...own.map((each) => Number(each.getAttribute("width"))));
    let top = 34;
    const parts = own.map((each) => {
      const copy = each.cloneNode(true);
      copy.setAttribute("y", top);
      top += Number(each.getAttribute("height"));
      copy.querySelectorAll("[tabindex]").forEach((mark) => mark.removeAttribute("tabindex"));
      return copy;
    });
    const colors = view.colors();
    const sheet = view.sheet(width, top, "", view.svgOf("rect", { width, height: top, fill: colors.paper }), view.text(14, 23, view.count ? view.nameOf(state.series) : "", { "font-size": 16, "font-weight": 600, fill: colors.ink }), ...parts);
    return new XMLSerializer().serializeToString(sheet);
  };

  function toImage() {
    return new Promise((resolve, reject) => {
      const image = new Image();
      image.onload = () => {
        const sheet = document.createElement("canvas");
        [sheet.width, sheet.height] = [2 * image.width, 2 * image.height];
        sheet.getContext("2d").drawImage(image, 0, 0, sheet.width, sheet.height);
        sheet.toBlob(resolve);
      };
      image.onerror = reject;
      image.src = URL.createObjectURL(asFile(view.svg(), "image/svg+xml"));
    });
  }

  /* A cell of CSV; one that a spreadsheet would take for a formula begins with an apostrophe. */
  const cell = (value) => {
    const written = String(value ?? "").replace(/^(?=[=+\-@\t\r])/, "'");
    return /[",\r\n]/.test(written) ? '"' + written.replace(/"/g, '""') + '"' : written;
  };
  view.csv = async () => {
    const told = await view.told();
    const head = [page.kind === "targets" ? "indicator" : "programme", "what", "place", "level", "document", "title", "when", "comparator", "value", "maximum", "unit", "sentence", "file", "start", "end", "rule", "confidence"];
    const rows = view.seenMarks().map((one) => {
      const said = told.statement(one.i);
      // A figure below zero is a number and no formula.
      return [view.nameOf(state.series), one.sort, one.place, one.level, one.document, one.title, one.when, one.comparator, one.value, one.maximum, one.unit, said.sentence, said.file, said.start, said.end, said.rule, said.confidence]
        .map((value) => (typeof value === "number" ? String(value) : cell(value))).join(",");
    });
    return "\ufeff" + [head.join(","), ...rows].join("\r\n") + "\r\n";
  };

  const { hand, asFile } = view;
  view.save = {
    svg: () => hand(asFile(view.svg(), "image/svg+xml"), ".svg"),
    png: async () => hand(await toImage(), ".png"),
    csv: async () => hand(asFile(await view.csv(), "text/csv"), ".csv"),
  };

  /* ---- the table */

  const ROWS = 100;
  view.showTable = (from = 0) => {
    const own = view.seenMarks();
    const pages = Math.max(1, Math.ceil(own.length / ROWS));
    const turn = (title, at, open) => element("button", { type: "button", disabled: !open, onclick: () => view.showTable(at) }, title);
    const keys = page.kind === "targets" ? ["for", "figure", "kind", "place", "level", "number", "name"] : ["date", "place", "level", "number", "name"];
    const value = { for: (one) => one.when, date: (one) => one.when, figure: (one) => (one.value === null ? "" : view.figure(one)), kind: (one) => view.say("figures", one.sort), place: (one) => one.place, level: (one) => view.say("levels", one.level), number: (one) => one.document };
    const body = own.slice(from, from + ROWS).map((one) => element("tr", {}, ...keys.map((key) => (key === "name"
      ? element("th", { scope: "row" }, element("button", { class: "link", type: "button", onclick: () => view.choose(one.i) }, one.title)) : element("td", {}, value[key](one))))));
    view.byId("table").replaceChildren(
      element("p", {}, turn(word("before"), from - ROWS, from > 0), " ", word("page", from / ROWS + 1, pages), " ", turn(word("after"), from + ROWS, from + ROWS < own.length)),
      element("table", {}, element("caption", {}, view.count ? view.nameOf(state.series) : ""), element("thead", {}, element("tr", {}, ...keys.map((key) => element("th", { scope: "col" }, word("field-" + key))))), element("tbody", {}, ...body)));
  };
})(window.policygraph);
