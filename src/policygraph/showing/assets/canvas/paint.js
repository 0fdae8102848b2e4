/* Painting: a scene somewhat larger than the window is painted once and moved while the window moves; a new one is painted when
   it is left or when the zoom rests. What would be too small to be told apart is painted simply, gathered or not at all. */
(function (view) {
  "use strict";

  const canvas = document.getElementById("canvas");
  const front = canvas.getContext("2d", { alpha: false });
  const sheet = document.createElement("canvas");
  const back = sheet.getContext("2d", { alpha: false });
  const { state, page } = view;
  const MARGIN = 0.3;
  /* Most links painted one by one; links in one stroke: long paths are slow to fill without a graphics card. */
  const MOST_LINKS = 2500;
  const STROKE = 200;
  /* Marks become boxes with names where there is room for some words. */
  const BOXES = 2.8;
  const [STEP_X, STEP_Y] = page.steps;
  const FONT = "'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif";
  let scene = null;
  let asked = false;
  let rest = 0;
  view.size = { width: 1, height: 1 };
  view.font = (pixels, weight) => (weight ? weight + " " : "") + pixels + "px " + FONT;
  view.boxes = () => state.scale >= BOXES;
  view.boxSize = () => ({ width: STEP_X * state.scale * 0.92, height: STEP_Y * state.scale * 0.84 });

  view.colors = () => {
    const style = getComputedStyle(document.documentElement);
    return Object.fromEntries(["ink", "soft", "line", "paper", "accent", "dim"].map((name) => [name, style.getPropertyValue("--" + name).trim()]));
  };

  /* Half of the width and height of a mark, in pixels of the screen. */
  view.half = (i) => {
    const r = view.r[i] * Math.min(state.scale, 1.6);
    return view.isDocument(i) ? [r * 1.3, r * 0.85] : [r, r];
  };

  /* What else is to be done when the window has another size. */
  view.resized = () => {};
  function resize() {
    const box = canvas.parentElement.getBoundingClientRect();
    const ratio = Math.min(window.devicePixelRatio || 1, 3);
    view.size = { width: Math.max(1, Math.round(box.width)), height: Math.max(1, Math.round(box.height)), ratio };
    canvas.width = Math.round(view.size.width * ratio);
    canvas.height = Math.round(view.size.height * ratio);
    view.resized();
    view.repaint();
  }

  /* Paint everything anew at the next frame. */
  view.repaint = () => { scene = null; view.move(); };
  /* Show the window where it is now, at the next frame. */
  view.move = () => {
    if (!asked) requestAnimationFrame(frame);
    asked = true;
  };

  function frame() {
    asked = false;
    if (scene === null || (scene.scale === state.scale ? left() : state.scale < scene.scale * 0.5 || state.scale > scene.scale * 2)) paint();
    // Names are painted for where the window rests: at its edges none is cut.
    if (scene.scale !== state.scale || scene.x !== state.x || scene.y !== state.y) {
      clearTimeout(rest);
      rest = setTimeout(view.repaint, 120);
    }
    show();
    view.frames = (view.frames || 0) + 1;
    if (!document.body.dataset.painted) {
      document.body.dataset.painted = String(Math.round(performance.now()));
    }
  }

  /* Whether the window has left the scene. */
  function left() {
    const [dx, dy] = [Math.abs(state.x - scene.x) * state.scale, Math.abs(state.y - scene.y) * state.scale];
    return dx > view.size.width * MARGIN || dy > view.size.height * MARGIN;
  }

  function show() {
    const { width, height, ratio } = view.size;
    const colors = scene.colors;
    front.setTransform(ratio, 0, 0, ratio, 0, 0);
    front.fillStyle = colors.paper;
    front.fillRect(0, 0, width, height);
    const grown = state.scale / scene.scale;
    const [w, h] = [scene.width * grown, scene.height * grown];
    front.drawImage(sheet, Math.round(width / 2 + (scene.x - state.x) * state.scale - w / 2), Math.round(height / 2 + (scene.y - state.y) * state.scale - h / 2), w, h);
    axes(front, width, height, colors);
    if (view.hovered !== null && view.hovered !== undefined) ring(front, view.hovered, colors);
  }

  view.toScreen = (x, y) => [view.size.width / 2 + (x - state.x) * state.scale, view.size.height / 2 + (y - state.y) * state.scale];
  view.toPlane = (x, y) => [state.x + (x - view.size.width / 2) / state.scale, state.y + (y - view.size.height / 2) / state.scale];

  function paint() {
    const { width, height, ratio } = view.size;
    scene = { x: state.x, y: state.y, scale: state.scale, width: width * (1 + 2 * MARGIN), height: height * (1 + 2 * MARGIN), colors: view.colors() };
    sheet.width = Math.round(scene.width * ratio);
    sheet.height = Math.round(scene.height * ratio);
    back.setTransform(ratio, 0, 0, ratio, 0, 0);
    view.painted = view.compose(back, scene);
    view.status();
  }

  /* Paint what a window shows into any context that knows the words of a canvas: the sheet, or the writer of SVG. Returns what was painted. */
  view.compose = (context, { x, y, width, height, colors }) => {
    const at = (px, py) => [width / 2 + (px - x) * state.scale, height / 2 + (py - y) * state.scale];
    const area = { left: x - width / 2 / state.scale, right: x + width / 2 / state.scale, top: y - height / 2 / state.scale, bottom: y + height / 2 / state.scale };
    context.fillStyle = colors.paper;
    context.fillRect(0, 0, width, height);
    strips(context, at, area, colors);
    const nodes = view.within(area.left - 40, area.top - 20, area.right + 40, area.bottom + 20).filter((i) => view.seen[i]);
    const links = chosenLinks(area, nodes);
    paintLinks(context, at, links, colors);
    paintNodes(context, at, nodes, colors);
    view.axisBoxes = [{ x: 0, y: 0, width: view.size.width, height: HEAD }, ...rowNames(context).map(({ y, wide }) => ({ x: 0, y: y - 2, width: wide + 20, height: 20 }))];
    const labels = view.boxes() ? view.paintBoxes(context, at, nodes, colors, { width, height }) : view.paintLabels(context, at, nodes, colors, width, height);
    return { nodes, ...links, labels };
  };

  function strips(context, at, area, colors) {
    const { bounds } = view;
    for (const [key, top, bottom] of view.rows) {
      if (bottom < area.top || top > area.bottom) continue;
      const entry = view.rowEntry(key);
      const [x0, y0] = at(Math.max(bounds.left, area.left), Math.max(top, area.top));
      const [x1, y1] = at(Math.min(bounds.right, area.right), Math.min(bottom, area.bottom));
      context.globalAlpha = 0.07;
      context.fillStyle = entry.line;
      context.fillRect(x0, y0 + 2, x1 - x0, y1 - y0 - 4);
    }
    context.globalAlpha = 1;
    context.fillStyle = colors.line;
    for (const [, start] of view.columns) {
      if (start < area.left || start > area.right) continue;
      const [x0, y0] = at(start, Math.max(bounds.top, area.top));
      const [, y1] = at(start, Math.min(bounds.bottom, area.bottom));
      context.fillRect(x0, y0, 1, y1 - y0);
    }
  }

  /* The links to paint: all that cross the window where they are few; else those of nodes in it; else bundles. Bright ones always. */
  function chosenLinks(area, nodes) {
    const bright = view.bright ? [...view.bright.links].filter((e) => view.seenLink[e]) : [];
    const crossing = [];
    for (let e = 0; e < view.linkCount && crossing.length <= MOST_LINKS; e++) {
      if (view.seenLink[e] && crosses(e, area)) crossing.push(e);
    }
    if (crossing.length <= MOST_LINKS) return { links: crossing, bundles: [], bright, detail: "all" };
    const own = new Set();
    for (const i of nodes) {
      for (const e of view.linksOf(i)) if (view.seenLink[e]) own.add(e);
      if (own.size > MOST_LINKS) {
        const bundles = bundlesIn(area);
        return { links: [], bundles: bundles.slice(0, MOST_BUNDLES), all: bundles.length, bright, detail: "bundled" };
      }
    }
    return { links: [...own], bundles: [], bright, detail: "thinned" };
  }

  function crosses(e, area) {
    const [a, b] = [view.from[e], view.to[e]];
    return Math.max(view.x[a], view.x[b]) >= area.left && Math.min(view.x[a], view.x[b]) <= area.right
      && Math.max(view.y[a], view.y[b]) >= area.top && Math.min(view.y[a], view.y[b]) <= area.bottom;
  }

  const MOST_BUNDLES = 300;
  function bundlesIn(area) {
    return view.bundles.filter((b) => Math.max(b.x1, b.x2) >= area.left && Math.min(b.x1, b.x2) <= area.right
      && Math.max(b.y1, b.y2) >= area.top && Math.min(b.y1, b.y2) <= area.bottom);
  }

  /* A link is a gentle arc, so that those in one row do not lie on each other: its middle point. */
  view.middle = (x1, y1, x2, y2) => [(x1 + x2) / 2 + (y2 - y1) * 0.12, (y1 + y2) / 2 - (x2 - x1) * 0.12];

  function arc(context, at, x1, y1, x2, y2) {
    const [sx, sy] = at(x1, y1);
    const [tx, ty] = at(x2, y2);
    const [mx, my] = view.middle(sx, sy, tx, ty);
    context.moveTo(sx, sy);
    context.quadraticCurveTo(mx, my, tx, ty);
  }

  function paintLinks(context, at, { links, bundles, bright }, colors) {
    const dim = view.bright !== null;
    context.lineCap = "butt";
    for (const bundle of [...bundles].reverse()) {
      context.globalAlpha = dim ? 0.06 : Math.min(0.4, 0.06 + 0.04 * Math.log2(1 + bundle.count));
      context.strokeStyle = view.onPaper(view.sortEntry(view.sortOf(bundle.mask)).color);
      context.lineWidth = Math.min(7, 0.6 + Math.log2(bundle.count) * 0.7);
      context.beginPath();
      arc(context, at, bundle.x1, bundle.y1, bundle.x2, bundle.y2);
      context.stroke();
    }
    strokes(context, at, dim ? links.filter((e) => !view.bright.links.has(e)) : links, dim ? 0.08 : links.length > 1200 ? 0.2 : links.length > 400 ? 0.3 : 0.6, 1);
    strokes(context, at, bright, 0.95, bright.length > 300 ? 1 : 1.8);
    if (page.directed && links.length <= 400) arrows(context, at, dim ? [] : links, 0.7);
    if (page.directed && bright.length <= 400) arrows(context, at, bright, 1);
    context.globalAlpha = 1;
    context.setLineDash([]);
  }

  function strokes(context, at, links, alpha, width) {
    const groups = new Map();
    for (const e of links) {
      const sort = view.sortOf(view.mask[e]);
      if (!groups.has(sort)) groups.set(sort, []);
      groups.get(sort).push(e);
    }
    context.globalAlpha = alpha;
    context.lineWidth = width;
    for (const [sort, own] of groups) {
      const entry = view.sortEntry(sort);
      context.strokeStyle = view.onPaper(entry.color);
      context.setLineDash(own.length <= 400 && entry.dashes ? entry.dashes : []);
      for (let from = 0; from < own.length; from += STROKE) {
        context.beginPath();
        for (const e of own.slice(from, from + STROKE)) arc(context, at, view.x[view.from[e]], view.y[view.from[e]], view.x[view.to[e]], view.y[view.to[e]]);
        context.stroke();
      }
    }
  }

  /* How far from its centre a line coming from a direction meets a mark. */
  function edgeOf(i, dx, dy) {
    const box = view.boxSize();
    const [w, h] = view.boxes() && view.isDocument(i) ? [box.width / 2, box.height / 2] : view.half(i);
    return Math.min(w / Math.max(Math.abs(dx), 1e-6), h / Math.max(Math.abs(dy), 1e-6));
  }

  function arrows(context, at, links, alpha) {
    context.globalAlpha = alpha;
    for (const e of links) {
      const [sx, sy] = at(view.x[view.from[e]], view.y[view.from[e]]);
      const [tx, ty] = at(view.x[view.to[e]], view.y[view.to[e]]);
      const [mx, my] = view.middle(sx, sy, tx, ty);
      const length = Math.hypot(tx - mx, ty - my) || 1;
      const [dx, dy] = [(tx - mx) / length, (ty - my) / length];
      const off = edgeOf(view.to[e], dx, dy);
      if (off > length) continue;
      const [px, py] = [tx - dx * off, ty - dy * off];
      context.fillStyle = view.onPaper(view.sortEntry(view.sortOf(view.mask[e])).color);
      context.beginPath();
      context.moveTo(px, py);
      context.lineTo(px - dx * 7 + dy * 3, py - dy * 7 - dx * 3);
      context.lineTo(px - dx * 7 - dy * 3, py - dy * 7 + dx * 3);
      context.closePath();
      context.fill();
    }
  }

  /* Colours that can be told apart for the most frequent values; grey for the others. */
  const HUES = ["#1f5fb0", "#c2342b", "#2c8a4b", "#d07a00", "#7a4fb3", "#0f8a93", "#b0478f", "#7d6a00", "#4a6a8a", "#8a5a3c"];
  const OTHER = "#8b939c";
  const keys = new Map();
  view.colorKeys = (name) => {
    if (!keys.has(name)) {
      const column = page.nodes[name];
      const counts = column.names.map(() => 0);
      for (const value of column.of) counts[value]++;
      const first = column.names.map((_, k) => k).filter((k) => column.names[k]).sort((a, b) => counts[b] - counts[a] || a - b).slice(0, HUES.length);
      keys.set(name, [...first.map((k, n) => [column.names[k], HUES[n]]), ["", OTHER]]);
    }
    return keys.get(name);
  };
  const colored = (i) => {
    const column = page.nodes[state.color];
    return (view.colorKeys(state.color).find(([name]) => name === column.names[column.of[i]]) || ["", OTHER])[1];
  };

  /* Agencies have a place and a community; their level and type are told by where they stand and by their branch. */
  const own = (i) => state.color === "level" || (state.color === "type" && !view.isDocument(i));
  view.lineOf = (i) => (!own(i) ? colored(i) : view.isDocument(i) ? view.entry("levels", view.levelOf(i)).line : view.entry("branches", view.branchOf(i)).color);
  view.fillOf = (i) => (view.isDocument(i) && own(i) ? view.entry("levels", view.levelOf(i)).fill : view.lineOf(i));

  /* Marks, those of one colour together. */
  function paintNodes(context, at, nodes, colors) {
    const groups = new Map();
    for (const i of nodes) {
      const key = view.lineOf(i) + (view.stub[i] ? "-" : "+") + (view.bright && !view.bright.nodes.has(i) ? "dim" : "");
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(i);
    }
    for (const own of groups.values()) {
      context.globalAlpha = view.bright && !view.bright.nodes.has(own[0]) ? 0.16 : 1;
      context.fillStyle = view.stub[own[0]] ? colors.paper : view.isDocument(own[0]) && state.scale > 0.75 ? view.fillOf(own[0]) : view.lineOf(own[0]);
      context.strokeStyle = view.lineOf(own[0]);
      context.lineWidth = 1.2;
      if (state.scale < 0.35) specks(context, at, own);
      else for (const i of own) mark(context, at, i);
    }
    context.globalAlpha = 1;
    for (const i of [state.chosen, state.path]) if (i !== null && view.seen[i]) halo(context, at, i, colors);
  }

  function specks(context, at, own) {
    if (view.stub[own[0]]) { context.fillStyle = view.lineOf(own[0]); context.globalAlpha *= 0.5; }
    for (const i of own) {
      const [x, y] = at(view.x[i], view.y[i]);
      const [w, h] = view.half(i);
      context.fillRect(x - Math.max(w, 0.6), y - Math.max(h, 0.5), Math.max(2 * w, 1.2), Math.max(2 * h, 1));
    }
  }

  function mark(context, at, i) {
    const [x, y] = at(view.x[i], view.y[i]);
    const kind = view.kindOf(i);
    if (kind === "document") {
      const box = view.boxSize();
      const [w, h] = view.boxes() ? [box.width / 2, box.height / 2] : view.half(i);
      context.fillRect(x - w, y - h, 2 * w, 2 * h);
      context.strokeRect(x - w, y - h, 2 * w, 2 * h);
      return;
    }
    const [r] = view.half(i);
    context.beginPath();
    if (kind === "group") context.rect(x - r, y - r, 2 * r, 2 * r);
    else if (kind === "generic") { context.moveTo(x, y - r); context.lineTo(x + r, y); context.lineTo(x, y + r); context.lineTo(x - r, y); context.closePath(); }
    else context.arc(x, y, r, 0, 7);
    context.fill();
  }

  function halo(context, at, i, colors) {
    const [x, y] = at(view.x[i], view.y[i]);
    const box = view.boxSize();
    const [w, h] = view.boxes() && view.isDocument(i) ? [box.width / 2, box.height / 2] : view.half(i);
    context.strokeStyle = colors.accent;
    context.lineWidth = 3;
    context.strokeRect(x - w - 3, y - h - 3, 2 * w + 6, 2 * h + 6);
  }

  const ring = (context, i, colors) => halo(context, view.toScreen, i, colors);

  /* The height of the names of columns, at the top of the window. */
  const HEAD = 22;

  /* The names of the rows that are seen, how wide they are, and where they stand at the left of the window. */
  function rowNames(context) {
    context.font = view.font(14, "600");
    return view.rows.flatMap(([key, top, bottom]) => {
      const [, y0] = view.toScreen(0, top);
      const [, y1] = view.toScreen(0, bottom);
      if (y1 < 40 || y0 > view.size.height - 8 || y1 - y0 < 16) return [];
      const entry = view.rowEntry(key);
      const text = view.told_(entry);
      return [{ entry, text, wide: context.measureText(text).width, y: Math.min(Math.max(y0 + 6, 28), y1 - 18), y0, y1 }];
    });
  }

  /* The names of rows and columns, which stay at the edges of the window. */
  function axes(context, width, height, colors) {
    context.textBaseline = "top";
    context.textAlign = "left";
    for (const { entry, text, wide, y, y0, y1 } of rowNames(context)) {
      context.globalAlpha = 0.85;
      context.fillStyle = colors.paper;
      context.fillRect(0, y - 2, wide + 20, 20);
      context.globalAlpha = 1;
      context.fillStyle = view.onPaper(entry.line);
      context.fillRect(0, Math.max(y0 + 2, 0), 4, Math.min(y1 - 2, height) - Math.max(y0 + 2, 0));
      context.fillText(text, 10, y);
    }
    context.fillStyle = colors.paper;
    context.globalAlpha = 0.9;
    context.fillRect(0, 0, width, HEAD);
    context.globalAlpha = 1;
    context.fillStyle = colors.soft;
    context.font = view.font(12);
    context.textAlign = "center";
    let free = 4;
    for (const [key, start, end] of view.columns) {
      const [x0] = view.toScreen(start, 0);
      const [x1] = view.toScreen(end, 0);
      const [text, middle] = [view.columnName(key), (Math.max(x0, 0) + Math.min(x1, width)) / 2];
      const half = context.measureText(text).width / 2;
      if (x1 < 0 || x0 > width || middle - half < free || middle + half > width) continue;
      context.fillText(text, middle, 4);
      free = middle + half + 10;
    }
  }
  view.axes = axes;

  view.startPainting = () => {
    new ResizeObserver(resize).observe(canvas.parentElement);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", view.repaint);
    resize();
  };
})(window.policygraph);
