/* The matrix: agencies by provisions, who leads, answers for and helps with what; both heads stay while one scrolls. */
(function (view) {
  "use strict";

  const { state, page, element, word } = view;
  const [MOST_ROWS, MOST_COLUMNS] = [150, 400];
  const RANK = ["lead", "responsible", "cooperate"];
  view.hasMatrix = page.kind === "responsibilities";

  /* Every task that is seen: where it stands, and which agency has which roles in it. */
  function tasks(told) {
    const found = new Map();
    for (let e = 0; e < view.linkCount; e++) {
      if (!view.seenLink[e] || (view.bright && !view.bright.links.has(e))) continue;
      for (const place of told.items[e]) {
        const item = told.statement(place);
        if (state.hidden.sort.has(item.sort)) continue;
        if (!found.has(item.thing)) found.set(item.thing, { act: view.to[e], locator: item.locator, what: item.what, sentence: item.sentence, roles: new Map() });
        const { roles } = found.get(item.thing);
        const agency = view.from[e];
        if (!roles.has(agency) || RANK.indexOf(item.sort) < RANK.indexOf(roles.get(agency).sort)) roles.set(agency, { sort: item.sort, link: e });
      }
    }
    return [...found.values()];
  }

  /* Columns by document and place; rows by where their tasks lie, so that those of one agency stand together. */
  function sorted(found) {
    const collator = new Intl.Collator("zh", { numeric: true });
    const columns = found.sort((a, b) => a.act - b.act || collator.compare(a.locator, b.locator)).slice(0, MOST_COLUMNS);
    const sums = new Map();
    columns.forEach((task, k) => task.roles.forEach((role, agency) => {
      const [sum, count] = sums.get(agency) || [0, 0];
      sums.set(agency, [sum + k, count + 1]);
    }));
    const busiest = [...sums.keys()].sort((a, b) => sums.get(b)[1] - sums.get(a)[1] || a - b).slice(0, MOST_ROWS);
    const middle = (agency) => sums.get(agency)[0] / sums.get(agency)[1];
    return { columns, rows: busiest.sort((a, b) => middle(a) - middle(b) || a - b), agencies: sums.size };
  }

  const MARKS = { lead: "●", responsible: "◐", cooperate: "○" };
  function cell(task, agency) {
    const role = task.roles.get(agency);
    if (!role) return element("td", {});
    const entry = view.entry("roles", role.sort);
    const title = view.labelOf(agency) + " " + view.told_(entry) + "：" + [task.locator, task.what || task.sentence].filter(Boolean).join(" ");
    return element("td", {}, element("button", { type: "button", title, "aria-label": title, style: { color: entry.color }, onclick: () => view.chooseLink(role.link) }, MARKS[role.sort] || "·"));
  }

  const heading = (task) => [view.labelOf(task.act), task.locator, task.what].filter(Boolean).join(" ").replace(/\s+/g, " ");

  view.showMatrix = async () => {
    const box = view.byId("table");
    box.replaceChildren(element("p", {}, word("loading")));
    const found = tasks(await view.told());
    const total = found.length;
    const { columns, rows, agencies } = sorted(found);
    const head = element("tr", {}, element("td", { class: "corner" }, ...RANK.map((sort) => element("span", { style: { color: view.entry("roles", sort).color } }, MARKS[sort] + view.say("roles", sort) + " "))),
      ...columns.map((task) => element("th", { scope: "col", title: heading(task) }, element("span", {}, heading(task)))));
    const body = rows.map((agency) => element("tr", {},
      element("th", { scope: "row" }, element("button", { class: "link", type: "button", onclick: () => view.choose(agency, true) }, view.labelOf(agency))),
      ...columns.map((task) => cell(task, agency))));
    box.replaceChildren(element("p", {}, word("matrix-of", view.number(rows.length), view.number(agencies), view.number(columns.length), view.number(total))),
      element("table", { class: "matrix" }, element("thead", {}, head), element("tbody", {}, ...body)));
  };
})(window.policygraph);
