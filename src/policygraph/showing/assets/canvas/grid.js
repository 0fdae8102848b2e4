/* A grid over the plane, so that what is near a point or in a window is found without looking at everything. */
(function (view) {
  "use strict";

  const SIDE = 96;
  const cells = new Map();
  const key = (column, row) => column * 65536 + row;
  const cell = (value) => Math.floor(value / SIDE) + 8;
  for (let i = 0; i < view.count; i++) {
    const at = key(cell(view.x[i]), cell(view.y[i]));
    if (cells.has(at)) cells.get(at).push(i);
    else cells.set(at, [i]);
  }

  const { rows, columns } = view.page;
  view.bounds = { left: 0, top: 0, right: columns.length ? columns[columns.length - 1][2] : 1, bottom: rows.length ? rows[rows.length - 1][2] : 1 };

  /* All nodes whose centres are in a rectangle of the plane. */
  view.within = (left, top, right, bottom) => {
    const found = [];
    const { bounds } = view;
    const [c0, c1] = [cell(Math.max(left, bounds.left)), cell(Math.min(right, bounds.right))];
    const [r0, r1] = [cell(Math.max(top, bounds.top)), cell(Math.min(bottom, bounds.bottom))];
    for (let c = c0; c <= c1; c++) {
      for (let r = r0; r <= r1; r++) {
        for (const i of cells.get(key(c, r)) || []) {
          if (view.x[i] >= left && view.x[i] <= right && view.y[i] >= top && view.y[i] <= bottom) found.push(i);
        }
      }
    }
    return found;
  };

  /* The place in a list of strips [key, start, end] that holds a value. */
  view.strip = (strips, value) => {
    let [low, high] = [0, strips.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (strips[middle][1] <= value) low = middle; else high = middle - 1;
    }
    return low;
  };
})(window.policygraph);
