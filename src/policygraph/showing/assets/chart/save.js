/* What is seen, taken away: the drawing as SVG or PNG, its marks as CSV; and the same marks as a table to be read. */
(function (view) {
  "use strict";

  const { page, state } = view;

  /* The drawings of the page as one, below each other, with the name of the series and what is said of it above. */
  view.svg = () => {
    const own = [...document.querySelectorAll("#chart svg")];
    const width = Math.max(320, ...own.map((each) => Number(each.getAttribute("width"))));
    const said = view.linesOf(view.byId("more").textContent, width - 28, 12);
    let top = 34 + 17 * said.length;
    const parts = own.map((each) => {
      const copy = each.cloneNode(true);
      copy.setAttribute("y", top);
      top += Number(each.getAttribute("height"));
      copy.querySelectorAll("[tabindex]").forEach((mark) => mark.removeAttribute("tabindex"));
      return copy;
    });
    const colors = view.colors();
    const sheet = view.sheet(width, top, "", view.svgOf("rect", { width, height: top, fill: colors.paper }), view.text(14, 23, view.count ? view.nameOf(state.series) : "", { "font-size": 16, "font-weight": 600, fill: colors.ink }),
      ...said.map((line, k) => view.text(14, 42 + 17 * k, line, { fill: colors.soft })), ...parts);
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

  /* What is drawn of fitted curves: a row for each of their figures, and one for the places by the end of each month. */
  const curves = (head) => (page.kind === "diffusion" ? view.fitted() : []).flatMap(({ name, at, months, middle, ...figures }) => {
    const row = (what, when, value, unit) => head.map((column) => ({ programme: view.nameOf(state.series), what, when, value, unit })[column]);
    return [...Object.entries(figures).map(([figure, value]) => row(name + " " + figure, figure === "midpoint" ? middle : "", value, "")), ...months.map((month) => row(name, month.month, month.places, "places"))];
  });
  view.csv = async () => {
    const told = await view.told();
    const head = [page.kind === "targets" ? "indicator" : "programme", "what", "place", "level", "document", "title", "when", "comparator", "value", "maximum", "unit", "sentence", "file", "start", "end", "rule", "confidence"];
    const rows = view.seenMarks().map((one) => {
      const said = told.statement(one.i);
      return [view.nameOf(state.series), one.sort, one.place, one.level, one.document, one.title, one.when, one.comparator, one.value, one.maximum, one.unit, said.sentence, said.file, said.start, said.end, said.rule, said.confidence];
    });
    return view.csvOf([head, ...rows, ...curves(head)]);
  };

  const { hand, asFile } = view;
  view.save = {
    svg: () => hand(asFile(view.svg(), "image/svg+xml"), ".svg"),
    png: async () => hand(await toImage(), ".png"),
    csv: async () => hand(asFile(await view.csv(), "text/csv"), ".csv"),
  };

  /* ---- the table */

  const VALUES = { for: (one) => one.when, date: (one) => one.when, figure: (one) => (one.value === null ? "" : view.figure(one)), kind: (one) => view.say("figures", one.sort), place: (one) => one.place, level: (one) => view.say("levels", one.level), number: (one) => one.document, name: (one) => one.title };
  view.showTable = () => {
    const keys = page.kind === "targets" ? ["for", "figure", "kind", "place", "level", "number", "name"] : ["date", "place", "level", "number", "name"];
    view.tableOf(view.seenMarks(), keys, (one) => keys.map((key) => VALUES[key](one)), (one) => view.choose(one.i), view.count ? view.nameOf(state.series) : "");
  };
})(window.policygraph);
