/* Rows of what is seen: as a table to be read, a hundred at a time, and as CSV to be taken away. */
(function (view) {
  "use strict";

  const { element, word } = view;
  const ROWS = 100;

  /* A cell of CSV; a text that a spreadsheet would take for a formula begins with an apostrophe. A figure below zero is a number and no formula. */
  const cell = (value) => {
    if (typeof value === "number") return String(value);
    const text = String(value ?? "").replace(/^(?=[=+\-@\t\r])/, "'");
    return /[",\r\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
  };
  view.csvOf = (rows) => "\ufeff" + rows.map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";

  /* Fill the place of the table: heads by the keys of their words; of each thing its cells, that under "name" a button that chooses it. */
  view.tableOf = (things, keys, valuesOf, choose, caption) => {
    const show = (from) => {
      const turn = (title, at, open) => element("button", { type: "button", disabled: !open, onclick: () => show(at) }, title);
      const made = (one, key, value) => (key === "name"
        ? element("th", { scope: "row" }, element("button", { class: "link", type: "button", onclick: () => choose(one) }, value)) : element("td", {}, value));
      const body = things.slice(from, from + ROWS).map((one) => {
        const values = valuesOf(one);
        return element("tr", {}, ...keys.map((key, k) => made(one, key, values[k])));
      });
      view.byId("table").replaceChildren(
        element("p", {}, turn(word("before"), from - ROWS, from > 0), " ", word("page", from / ROWS + 1, Math.max(1, Math.ceil(things.length / ROWS))), " ", turn(word("after"), from + ROWS, from + ROWS < things.length)),
        element("table", {}, caption ? element("caption", {}, caption) : "", element("thead", {}, element("tr", {}, ...keys.map((key) => element("th", { scope: "col" }, word("field-" + key))))), element("tbody", {}, ...body)));
    };
    show(0);
  };
})(window.policygraph);
