/* How a programme spreads: places by the day on which they first name it, all documents that do, and above them the curve of places reached. */
(function (view) {
  "use strict";

  const { word } = view;
  const svg = view.svgOf;
  const [ROW, CURVE, TOP, FOOT] = [22, 150, 14, 26];
  const leftOf = (width) => (width < 520 ? 92 : 168);

  /* Places with a mark for each document, in the order in which they took it up; then those without any day, and what is of no place. */
  view.placesOf = (marks) => {
    const found = new Map();
    const seen = new Set();
    for (const one of marks) {
      if (!found.has(one.place)) found.set(one.place, { place: one.place, level: one.level, marks: [] });
      const key = one.place + "\n" + one.document;
      if (!seen.has(key)) found.get(one.place).marks.push(one);
      seen.add(key);
    }
    const time = (one) => one.when || "9";
    for (const row of found.values()) {
      row.marks.sort((a, b) => (time(a) < time(b) ? -1 : time(a) > time(b) ? 1 : a.i - b.i));
      row.first = view.dayOf(row.marks[0].when);
      row.level = row.marks[0].level;
    }
    return [...found.values()].sort((a, b) => !a.place - !b.place || (a.first ?? Infinity) - (b.first ?? Infinity) || b.marks.length - a.marks.length || (a.place < b.place ? -1 : 1));
  };

  function scale(rows, width) {
    const days = rows.flatMap((row) => row.marks.map((one) => view.dayOf(one.when)).filter((day) => day !== null));
    const [from, to] = days.length ? [Math.min(...days) - 20, Math.max(...days) + 20] : [0, 1];
    const gutter = rows.some((row) => row.marks.some((one) => !one.when)) ? 56 : 0;
    const [left, right] = [leftOf(width) + gutter, width - 24];
    return { from, to, left, right, gutter, x: (day) => (day === null ? left - gutter / 2 : left + ((day - from) / (to - from)) * (right - left)) };
  }

  function axis(at, height, colors) {
    const ticks = view.timeTicks(at.from, at.to, Math.floor((at.right - at.left) / 58));
    return ticks.flatMap(([day, name]) => [
      svg("line", { x1: at.x(day), x2: at.x(day), y1: 0, y2: height, stroke: colors.line }),
      view.text(at.x(day) + 3, height - 8, name, { fill: colors.soft, "font-size": 11 }),
    ]);
  }

  /* The first days of places, the earliest first. */
  const daysOf = (rows) => rows.filter((row) => row.place && row.first !== null).map((row) => row.first).sort((a, b) => a - b);

  /* The curve: how many places have named it by each day; it rises by one at the first document of a place. */
  function curve(rows, at, width, colors) {
    const days = daysOf(rows);
    const y = (count) => TOP + (CURVE - TOP - FOOT) * (1 - count / Math.max(1, days.length));
    let path = `M${at.left} ${y(0)}`;
    days.forEach((day, k) => { path += `H${at.x(day).toFixed(1)}V${y(k + 1).toFixed(1)}`; });
    path += `H${at.right}`;
    const ticks = view.valueTicks(0, days.length, 4).filter(Number.isInteger);
    return view.sheet(width, CURVE, word("curve"), svg("rect", { width, height: CURVE, fill: colors.paper }), ...axis(at, CURVE, colors),
      ...ticks.flatMap((count) => [svg("line", { x1: at.left, x2: at.right, y1: y(count), y2: y(count), stroke: colors.line }), view.text(at.left - at.gutter - 8, y(count) + 4, String(count), { fill: colors.soft, "text-anchor": "end", "font-size": 11 })]),
      view.text(at.left + 6, TOP + 8, word("curve"), { fill: colors.soft }),
      at.gutter ? view.text(at.left - at.gutter / 2, CURVE - 8, word("undated-mark"), { fill: colors.soft, "text-anchor": "middle", "font-size": 10 }) : "",
      svg("path", { d: path + `V${y(0)}H${at.left}Z`, fill: colors.accent, opacity: 0.12 }), svg("path", { d: path, fill: "none", stroke: colors.accent, "stroke-width": 2 }));
  }

  function row(one, k, at, width, colors) {
    const y = ROW * k + ROW / 2;
    const name = one.place || word("no-place");
    const seen = new Map();
    return svg("g", {}, k % 2 ? svg("rect", { x: 0, y: ROW * k, width, height: ROW, fill: colors.ground }) : "",
      svg("rect", { x: 0, y: ROW * k + 2, width: 4, height: ROW - 4, fill: view.levelColor(one.level) }),
      svg("text", { x: 10, y: y + 4, "font-size": 12, fill: colors.ink }, svg("title", {}, name), view.shortened(name, leftOf(width) - 18, 12)),
      one.first === null ? "" : svg("line", { x1: at.x(one.first), x2: at.x(view.dayOf(one.marks.filter((mark) => mark.when).at(-1).when)), y1: y, y2: y, stroke: view.levelColor(one.level), "stroke-width": 1.4, opacity: 0.5 }),
      ...one.marks.map((mark, n) => {
        // Documents of one day stand above each other, four of them apart; where more would, they lie on each other.
        const x = Math.round(at.x(view.dayOf(mark.when)));
        const turn = seen.get(x) || 0;
        seen.set(x, turn + 1);
        return view.markAt(mark, x, y + [0, -5, 5, -2.5][turn % 4], view.dot(view.levelColor(mark.level), n > 0));
      }));
  }

  view.drawings = view.drawings || {};
  view.drawings.diffusion = (marks, width) => {
    const colors = view.colors();
    const rows = view.placesOf(marks);
    const at = scale(rows, width);
    const height = ROW * rows.length + 8;
    const ticks = view.timeTicks(at.from, at.to, Math.floor((at.right - at.left) / 58));
    const body = view.sheet(width, height, word("places-by-day"), svg("rect", { width, height, fill: colors.paper }), ...ticks.map(([day]) => svg("line", { x1: at.x(day), x2: at.x(day), y1: 0, y2: height, stroke: colors.line })), ...rows.map((one, k) => row(one, k, at, width, colors)));
    return { parts: [[curve(rows, at, width, colors), "head"], [body, ""]], said: said(rows, marks) };
  };

  /* One line: places, documents, from when to when, and until when half of the places had it. */
  function said(rows, marks) {
    const days = daysOf(rows);
    const iso = (day) => new Date(day * 86400000).toISOString().slice(0, 10);
    const documents = new Set(marks.map((one) => one.document)).size;
    const parts = [word("spread-said", view.number(rows.filter((one) => one.place).length), view.number(documents))];
    if (days.length) parts.push(word("spread-days", iso(days[0]), iso(days[days.length - 1]), iso(days[Math.ceil(days.length / 2) - 1])));
    return parts.join(" ");
  }
})(window.policygraph);
