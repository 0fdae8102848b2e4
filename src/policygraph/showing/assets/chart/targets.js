/* One indicator over years: targets and results of every level and place, a drawing for each unit; those of one place are joined. */
(function (view) {
  "use strict";

  const { word } = view;
  const svg = view.svgOf;
  const [HEIGHT, TOP, FOOT, LEFT, UNDATED] = [300, 30, 30, 64, 54];

  /* The marks of each unit, the most frequent first. */
  view.unitsOf = (marks) => {
    const found = new Map();
    for (const one of marks) {
      if (one.value === null) continue;
      if (!found.has(one.unit)) found.set(one.unit, []);
      found.get(one.unit).push(one);
    }
    return [...found].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
  };

  /* A year stands in its middle, a month or a day where it is. */
  const middleOf = (year) => view.dayOf(year + "-07-01");
  const dayOf = (when) => (when.length === 4 ? middleOf(when) : view.dayOf(when));

  /* Years, as many as have room. */
  function years(at) {
    const [first, last] = [at.from, at.to].map((day) => new Date(day * 86400000).getUTCFullYear());
    const step = Math.max(1, Math.ceil((last - first + 1) / Math.max(1, Math.floor((at.right - at.left) / 46))));
    return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, k) => first + k * step).map((year) => [middleOf(year), String(year)]).filter(([day]) => day >= at.from && day <= at.to);
  }

  function scale(marks, width) {
    const days = marks.map((one) => dayOf(one.when)).filter((day) => day !== null);
    const [from, to] = days.length ? [Math.min(...days) - 200, Math.max(...days) + 200] : [0, 1];
    const values = marks.flatMap((one) => [one.value, one.maximum ?? one.value]);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    // From zero on, save where all values lie close together far from it.
    const least = low >= 0 && low < 0.6 * high ? 0 : low - 0.15 * (high - low || Math.abs(high) || 1);
    const most = high + 0.1 * (high - least || Math.abs(high) || 1);
    const gutter = marks.some((one) => !one.when) ? UNDATED : 0;
    const [left, right] = [LEFT + gutter, width - 84];
    const bottom = HEIGHT - FOOT;
    return {
      from, to, least, most, left, right, bottom, gutter,
      x: (day) => (day === null ? left - gutter / 2 : left + ((day - from) / (to - from)) * (right - left)),
      y: (value) => TOP + (bottom - TOP) * (1 - (value - least) / (most - least)),
    };
  }

  function axes(at, unit, colors) {
    return [
      ...years(at).flatMap(([day, name]) => [
        svg("line", { x1: at.x(day), x2: at.x(day), y1: TOP, y2: at.bottom, stroke: colors.line }), view.text(at.x(day), HEIGHT - 10, name, { fill: colors.soft, "text-anchor": "middle", "font-size": 11 })]),
      ...view.valueTicks(at.least, at.most, 5).flatMap((value) => [
        svg("line", { x1: LEFT, x2: at.right, y1: at.y(value), y2: at.y(value), stroke: colors.line }), view.text(LEFT - 8, at.y(value) + 4, view.amount(value), { fill: colors.soft, "text-anchor": "end", "font-size": 11 })]),
      view.text(LEFT - 8, 18, unit || word("no-unit"), { fill: colors.ink, "text-anchor": "end", "font-weight": 600 }),
      at.gutter ? view.text(at.left - at.gutter / 2, HEIGHT - 10, word("undated-mark"), { fill: colors.soft, "text-anchor": "middle", "font-size": 10 }) : "",
    ];
  }

  /* Targets, and results, of one place in the order of their years; a year with several values is left out, as which of them goes on is not known. */
  function lines(marks, at) {
    const found = new Map();
    for (const one of marks.filter((mark) => mark.when && mark.place)) {
      const key = one.sort + " " + one.place;
      if (!found.has(key)) found.set(key, []);
      found.get(key).push(one);
    }
    const single = (own) => own.filter((one) => own.filter((other) => other.when.slice(0, 4) === one.when.slice(0, 4)).length === 1);
    return [...found.values()].map(single).filter((own) => own.length > 1).map((own) => {
      const path = own.map((one, k) => `${k ? "L" : "M"}${at.x(dayOf(one.when)).toFixed(1)} ${at.y(one.value).toFixed(1)}`).join("");
      return svg("path", { d: path, fill: "none", stroke: view.levelColor(own[0].level), "stroke-width": 1.5, opacity: 0.55, "stroke-dasharray": own[0].sort === "result" ? "5 4" : null });
    });
  }

  function shape(one, at) {
    const color = view.levelColor(one.level);
    const mark = view.markAt(one, at.x(dayOf(one.when)), at.y(one.value), one.sort === "result" ? view.lozenge(color) : view.dot(color, false));
    if (one.maximum !== null) mark.prepend(svg("line", { x1: 0, x2: 0, y1: 0, y2: at.y(one.maximum) - at.y(one.value), stroke: color, "stroke-width": 4, opacity: 0.4 }));
    return mark;
  }

  /* The name of each place at its last mark, where there is room beside it. */
  function names(marks, at, colors) {
    const room = view.room();
    for (const one of marks) room(at.x(dayOf(one.when)) - 6, at.y(one.value) - 6, 12, 12);
    const last = new Map();
    for (const one of marks) last.set(one.sort + one.place, one);
    return [...last.values()].map((one) => {
      const text = view.shortened(one.place || one.document, 110, 11);
      const [x, y, width] = [at.x(dayOf(one.when)) + 9, at.y(one.value) - 7, view.widthOf(text, 11)];
      return x + width < at.right + 80 && room(x, y, width, 14) ? view.text(x, y + 11, text, { fill: colors.ink, "font-size": 11, class: "name" }) : "";
    });
  }

  function drawing([unit, marks], width, colors) {
    const at = scale(marks, width);
    return view.sheet(width, HEIGHT, unit, svg("rect", { width, height: HEIGHT, fill: colors.paper }), ...axes(at, unit, colors), ...lines(marks, at), ...marks.map((one) => shape(one, at)), ...names(marks, at, colors));
  }

  view.drawings = view.drawings || {};
  view.drawings.targets = (marks, width) => {
    const colors = view.colors();
    const units = view.unitsOf(marks);
    const count = (sort) => view.number(marks.filter((one) => one.sort === sort).length);
    const said = word("targets-said", count("target"), count("result"), view.number(new Set(marks.map((one) => one.place).filter(Boolean)).size), view.number(units.length));
    return { parts: units.map((unit) => [drawing(unit, width, colors), ""]), said };
  };
})(window.policygraph);
