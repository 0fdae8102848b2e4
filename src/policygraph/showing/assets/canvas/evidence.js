/* What is said and where: the sentence with the quotation marked, its file and place, the rule that found it. */
(function (view) {
  "use strict";

  const { element, word } = view;
  const AT_ONCE = 60;

  view.chip = (entry, extra) => {
    const color = entry.line || entry.color;
    return element("span", { class: "chip", style: { "--own": color } }, view.told_(entry) + (extra || ""));
  };

  view.evidence = (item) => {
    const letters = [...item.sentence];
    const [before, quote, after] = [[0, item.at], [item.at, item.at + item.length], [item.at + item.length]].map((part) => letters.slice(...part).join(""));
    const where = [
      item.file, item.locator, item.start !== null ? word("characters", item.start, item.end) : "", item.rule ? word("rule") + " " + item.rule : "",
      item.confidence !== null ? word("confidence") + " " + item.confidence + (item.confidence < view.page.doubtful ? word("doubtful") : "") : "",
    ];
    const what = [item.act, item.what].filter(Boolean).join(" · ").replace(/\s+/g, " ");
    return element("div", { class: "said" }, element("div", {}, view.chip(view.sortEntry(item.sort), item.who ? " " + item.who : ""), what ? " " + what : ""),
      letters.length ? element("blockquote", {}, before, quote ? element("mark", {}, quote) : "", after) : "",
      element("p", { class: "where" }, where.filter(Boolean).join(" · ")));
  };

  /* A list of which the first are made at once and the others when they are asked for. */
  view.list = (rows, make) => {
    const box = element("div", {});
    const add = (from) => {
      box.append(...rows.slice(from, from + AT_ONCE).map(make));
      const rest = rows.length - from - AT_ONCE;
      if (rest > 0) {
        const more = element("button", { type: "button", onclick: () => { more.remove(); add(from + AT_ONCE); } }, word("rest", view.number(rest)));
        box.append(more);
      }
    };
    add(0);
    return box;
  };
})(window.policygraph);
