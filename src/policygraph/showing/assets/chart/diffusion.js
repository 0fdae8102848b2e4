/* How a programme spreads: places by the day on which they first name it, all documents that do, and above them the curve of places reached with those fitted to it. */
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

  /* The curves fitted to all places, each with the ends of its months and the places by then; none while a filter is on. */
  const DASHES = { logistic: "7 4", bass: "2 3" };
  const monthOf = (text) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7)) - 1;
  const nameOfMonth = (month) => String(Math.floor(month / 12)).padStart(4, "0") + "-" + String((month % 12) + 1).padStart(2, "0");
  view.fitted = () => {
    const found = view.filtered() ? {} : view.page.spread[view.state.series] || {};
    return Object.keys(DASHES).filter((name) => found[name] && found[name].at).map((name) => ({
      name, ...found[name], middle: name === "logistic" ? nameOfMonth(monthOf(found.from) + Math.round(found[name].midpoint)) : "",
      months: found[name].at.map((places, k) => ({ month: nameOfMonth(monthOf(found.from) + k), day: view.dayOf(nameOfMonth(monthOf(found.from) + k + 1)), places })),
    }));
  };

  /* What is said of the curves, one sentence each, or why there is none. */
  function saidOfCurves() {
    const [periods, places, least, off] = view.page.least;
    const found = view.page.spread[view.state.series] || {};
    if (view.filtered()) return [word("fit-filtered")];
    if (!found.points) return [word("fit-far")];
    if (!found.from) return [word("fit-few", ...found.points, periods, places)];
    const drawn = new Map(view.fitted().map((one) => [one.name, one]));
    const two = (value) => value.toPrecision(2);
    return Object.keys(DASHES).map((name) => {
      const one = drawn.get(name);
      if (!one) return found[name].r_squared === undefined ? word("fit-none", word(name)) : word("fit-poor", word(name), found[name].r_squared.toFixed(2), found[name].off.toFixed(1), least, 100 * off);
      const figures = name === "logistic" ? [one.middle, one.tenth_to_nine_tenths.toFixed(1)] : [two(one.innovation), two(one.imitation)];
      return word("fit-" + name, word(name), one.ceiling.toFixed(1), ...figures, one.r_squared.toFixed(3), one.off.toFixed(1));
    });
  }

  /* The curve: how many places have named it by each day; it rises by one at the first document of a place. Beside it what is fitted. */
  function curve(rows, at, width, colors) {
    const days = daysOf(rows);
    const fitted = view.fitted();
    const highest = Math.max(1, days.length, ...fitted.flatMap((one) => one.months.map((month) => month.places)));
    const y = (count) => TOP + (CURVE - TOP - FOOT) * (1 - count / highest);
    const line = (one) => one.months.filter((month) => month.day <= at.to).map((month, k) => `${k ? "L" : "M"}${at.x(month.day).toFixed(1)} ${y(month.places).toFixed(1)}`).join("");
    const look = (one) => ({ fill: "none", stroke: colors.ink, "stroke-width": 1.6, "stroke-dasharray": DASHES[one.name] });
    let path = `M${at.left} ${y(0)}`;
    days.forEach((day, k) => { path += `H${at.x(day).toFixed(1)}V${y(k + 1).toFixed(1)}`; });
    path += `H${at.right}`;
    const ticks = view.valueTicks(0, highest, 4).filter(Number.isInteger);
    return view.sheet(width, CURVE, word("curve"), svg("rect", { width, height: CURVE, fill: colors.paper }), ...axis(at, CURVE, colors),
      ...ticks.flatMap((count) => [svg("line", { x1: at.left, x2: at.right, y1: y(count), y2: y(count), stroke: colors.line }), view.text(at.left - at.gutter - 8, y(count) + 4, String(count), { fill: colors.soft, "text-anchor": "end", "font-size": 11 })]),
      view.text(at.left + 6, TOP + 8, word("curve"), { fill: colors.soft }),
      at.gutter ? view.text(at.left - at.gutter / 2, CURVE - 8, word("undated-mark"), { fill: colors.soft, "text-anchor": "middle", "font-size": 10 }) : "",
      svg("path", { d: path + `V${y(0)}H${at.left}Z`, fill: colors.accent, opacity: 0.12 }), svg("path", { d: path, fill: "none", stroke: colors.accent, "stroke-width": 2, class: "seen" }),
      ...fitted.map((one) => svg("path", { d: line(one), class: "fitted", "data-curve": one.name, ...look(one) })),
      ...fitted.flatMap((one, k) => [svg("path", { d: `M${at.left + 6} ${TOP + 20 + 16 * k}h26`, ...look(one) }), view.text(at.left + 38, TOP + 24 + 16 * k, `${word(one.name)} R² ${one.r_squared.toFixed(3)}`, { fill: colors.soft, stroke: colors.paper, "stroke-width": 4, "paint-order": "stroke", "font-size": 11 })]));
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

  /* Places, documents, from when to when, until when half of the places had it, and the curves. */
  function said(rows, marks) {
    const days = daysOf(rows);
    const iso = (day) => new Date(day * 86400000).toISOString().slice(0, 10);
    const documents = new Set(marks.map((one) => one.document)).size;
    const parts = [word("spread-said", view.number(rows.filter((one) => one.place).length), view.number(documents))];
    if (days.length) parts.push(word("spread-days", iso(days[0]), iso(days[days.length - 1]), iso(days[Math.ceil(days.length / 2) - 1])));
    return [...parts, ...saidOfCurves()].join(" ");
  }
})(window.policygraph);
