/* The matrix: agencies by provisions, who leads, answers for and helps with what; or agencies by agencies, how much they have with each
   other. Both heads stay while one scrolls. */
(function (view) {
  "use strict";

  const { state, page, element, word } = view;
  const [MOST_ROWS, MOST_COLUMNS] = [150, 400];
  const RANK = ["lead", "responsible", "cooperate"];
  const MOST_PAIRS = 150;
  view.hasMatrix = page.kind === "responsibilities" || view.sortTable(page.links.sorts[0]) === "pairs";

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
    const entry = view.sortEntry(role.sort);
    const title = view.labelOf(agency) + " " + view.told_(entry) + "：" + [task.locator, task.what || task.sentence].filter(Boolean).join(" ");
    return element("td", {}, element("button", { type: "button", title, "aria-label": title, style: { color: roleColor(role.sort) }, onclick: () => view.chooseLink(role.link) }, MARKS[role.sort] || "·"));
  }

  const heading = (task) => [task.locator, task.what].filter(Boolean).join(" ").replace(/\s+/g, " ");
  /* The colour of a role; that of cooperating is too faint for letters and thin rings. */
  const roleColor = (sort) => (sort === "cooperate" ? "var(--soft)" : view.onPaper(view.sortEntry(sort).color));

  /* Documents above their tasks. */
  function acts(columns) {
    const found = [];
    for (const { act } of columns) {
      if (found.length && found[found.length - 1].act === act) found[found.length - 1].count++;
      else found.push({ act, count: 1 });
    }
    return found.map(({ act, count }) => element("th", { scope: "colgroup", colspan: count, title: view.headingOf(act) }, element("span", { style: { maxWidth: 20 * count - 6 + "px" } }, view.labelOf(act))));
  }

  /* ---- agencies by agencies */

  /* What each seen pair has together: row -> column -> link; without direction in both places. */
  function together() {
    const cells = new Map();
    const put = (row, column, e) => cells.set(row, (cells.get(row) || new Map()).set(column, e));
    for (let e = 0; e < view.linkCount; e++) {
      if (!view.seenLink[e] || (view.bright && !view.bright.links.has(e))) continue;
      put(view.from[e], view.to[e], e);
      if (!page.directed) put(view.to[e], view.from[e], e);
    }
    return cells;
  }

  /* Those with the most first. */
  function ranked(counts) {
    return [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a) || a - b);
  }

  function pairCell(row, column, e, most) {
    if (e === undefined) return element("td", {});
    const count = page.links.count[e];
    const title = view.labelOf(row) + " → " + view.labelOf(column) + "：" + view.linkTitle(e);
    const color = view.sortEntry(view.sortOf(view.mask[e])).color;
    return element("td", { style: { background: `color-mix(in srgb, ${color} ${Math.round(12 + 50 * Math.log(1 + count) / Math.log(1 + most))}%, transparent)` } },
      element("button", { type: "button", title, "aria-label": title, onclick: () => view.chooseLink(e) }, view.number(count)));
  }

  function pairTable() {
    const cells = together();
    const [across, down] = [new Map(), new Map()];
    let most = 1;
    cells.forEach((row, from) => row.forEach((e, to) => {
      const count = page.links.count[e];
      most = Math.max(most, count);
      down.set(from, (down.get(from) || 0) + count);
      across.set(to, (across.get(to) || 0) + count);
    }));
    const [rows, columns] = [ranked(down).slice(0, MOST_PAIRS), ranked(across).slice(0, MOST_PAIRS)];
    const name = (i) => element("button", { type: "button", class: "link", onclick: () => view.choose(i, true) }, view.labelOf(i));
    const head = element("tr", {}, element("td", { class: "corner" }, word(page.directed ? "matrix-leads" : "matrix-both")), ...columns.map((i) => element("th", { scope: "col", title: view.headingOf(i) }, element("span", {}, name(i)))));
    const body = rows.map((row) => element("tr", {}, element("th", { scope: "row" }, name(row)), ...columns.map((column) => pairCell(row, column, cells.get(row).get(column), most))));
    return [element("p", {}, word("matrix-pairs", view.number(rows.length), view.number(down.size), view.number(columns.length), view.number(across.size))),
      element("table", { class: "matrix pairs" }, element("thead", {}, head), element("tbody", {}, ...body))];
  }

  view.showMatrix = async () => {
    const box = view.byId("table");
    if (state.layer || page.kind !== "responsibilities") {
      box.replaceChildren(...pairTable());
      return;
    }
    box.replaceChildren(element("p", {}, word("loading")));
    const found = tasks(await view.told());
    const total = found.length;
    const { columns, rows, agencies } = sorted(found);
    const corner = element("td", { class: "corner", rowspan: 2 }, ...RANK.map((sort) => element("span", { style: { color: roleColor(sort) } }, MARKS[sort] + view.say("roles", sort) + " ")));
    const heads = [element("tr", { class: "acts" }, corner, ...acts(columns)), element("tr", {}, ...columns.map((task) => element("th", { scope: "col", title: heading(task) }, element("span", {}, heading(task)))))];
    const body = rows.map((agency) => element("tr", {},
      element("th", { scope: "row" }, element("button", { class: "link", type: "button", onclick: () => view.choose(agency, true) }, view.labelOf(agency))),
      ...columns.map((task) => cell(task, agency))));
    box.replaceChildren(element("p", {}, word("matrix-of", view.number(rows.length), view.number(agencies), view.number(columns.length), view.number(total))),
      element("table", { class: "matrix" }, element("thead", {}, ...heads), element("tbody", {}, ...body)));
  };
})(window.policygraph);
