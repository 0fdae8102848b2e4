/* The places of nodes, and a grid over the plane, so that what is near a point or in a window is found without looking at everything. */
(function (view) {
  "use strict";

  const SIDE = 96;
  const cells = new Map();
  const key = (column, row) => column * 65536 + row;
  const cell = (value) => Math.floor(value / SIDE) + 8;
  const LAYERS = [{ x: view.page.nodes.x, y: view.page.nodes.y, rows: view.page.rows, columns: view.page.columns }, view.page.pairs];
  const last = (strips) => (strips.length ? strips[strips.length - 1][2] : 1);

  /* Put the nodes where one reading has them: 0 that of the network, 1 that of agencies among themselves. */
  view.arrange = (layer) => {
    const { x, y, rows, columns } = LAYERS[layer];
    [view.x, view.y, view.rows, view.columns] = [Float32Array.from(x), Float32Array.from(y), rows, columns];
    view.bounds = { left: 0, top: 0, right: last(columns), bottom: last(rows) };
    cells.clear();
    for (let i = 0; i < view.count; i++) {
      const at = key(cell(view.x[i]), cell(view.y[i]));
      if (cells.has(at)) cells.get(at).push(i);
      else cells.set(at, [i]);
    }
    view.cells();
  };

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
