/* Links gathered between cells of the lattice, for windows in which the single ones could not be told apart. */
(function (view) {
  "use strict";

  const cell = new Int32Array(view.count);
  /* Which cell each node stands in; called whenever places change. */
  view.cells = () => {
    for (let i = 0; i < view.count; i++) cell[i] = view.strip(view.rows, view.y[i]) * view.columns.length + view.strip(view.columns, view.x[i]);
  };

  view.bundles = [];
  /* Gather the links that pass the filters: for each pair of cells one, with the middle of its ends and the sort that most have. */
  view.gather = () => {
    const found = new Map();
    for (let e = 0; e < view.linkCount; e++) {
      if (!view.seenLink[e]) continue;
      const [a, b] = [view.from[e], view.to[e]];
      const key = cell[a] * 100000 + cell[b];
      let bundle = found.get(key);
      if (!bundle) found.set(key, bundle = { count: 0, x1: 0, y1: 0, x2: 0, y2: 0, sorts: new Map() });
      bundle.count++;
      bundle.x1 += view.x[a];
      bundle.y1 += view.y[a];
      bundle.x2 += view.x[b];
      bundle.y2 += view.y[b];
      bundle.sorts.set(view.mask[e], (bundle.sorts.get(view.mask[e]) || 0) + 1);
    }
    view.bundles = [...found.values()].map(({ count, x1, y1, x2, y2, sorts }) => ({
      count, x1: x1 / count, y1: y1 / count, x2: x2 / count, y2: y2 / count, mask: [...sorts].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0][0],
    })).sort((a, b) => b.count - a.count);
  };

  const RANK = ["lead", "responsible", "cooperate"];
  /* The sort that gives a link its colour: the heaviest role, or the only relation. */
  view.sortOf = (mask) => {
    const own = view.page.links.sorts.filter((sort, bit) => mask & (1 << bit) && !view.state.hidden.sort.has(sort));
    return RANK.find((role) => own.includes(role)) || own[0] || "";
  };
})(window.policygraph);
