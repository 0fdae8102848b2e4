/* Mouse, touch and keys: moving, zooming, and what is under a point. */
(function (view) {
  "use strict";

  const canvas = document.getElementById("canvas");
  const tip = document.getElementById("tip");
  const { state } = view;
  const SCALES = [0.02, 12];
  /* Room left of the nodes for the names of the rows. */
  const GUTTER = 96;
  /* A few nodes are shown as boxes with their names, where the window has room for that. */
  const [FEW, BOXED] = [60, 3.4];
  const pointers = new Map();
  let travelled = 0;
  let spread = 0;
  view.hovered = null;

  /* Move the window by pixels. */
  view.pan = (dx, dy) => {
    const { bounds } = view;
    state.x = Math.min(bounds.right, Math.max(bounds.left, state.x - dx / state.scale));
    state.y = Math.min(bounds.bottom, Math.max(bounds.top, state.y - dy / state.scale));
    view.move();
    view.remember(false);
  };

  /* Zoom about a point of the screen. */
  view.zoom = (factor, x = view.size.width / 2, y = view.size.height / 2) => {
    const [px, py] = view.toPlane(x, y);
    state.scale = Math.min(SCALES[1], Math.max(SCALES[0], state.scale * factor));
    state.x = px - (x - view.size.width / 2) / state.scale;
    state.y = py - (y - view.size.height / 2) / state.scale;
    view.move();
    view.remember(false);
  };

  view.few = () => view.count <= FEW;
  view.fit = () => {
    const { bounds, size } = view;
    state.scale = Math.min(view.few() ? BOXED : 1.6, Math.max(SCALES[0], Math.min((size.width - GUTTER - 12) / (bounds.right - bounds.left), (size.height - 32) / (bounds.bottom - bounds.top))));
    state.x = (bounds.left + bounds.right - (GUTTER - 12) / state.scale) / 2;
    state.y = (bounds.top + bounds.bottom) / 2 - 11 / state.scale;
    view.repaint();
    view.remember(false);
  };

  /* The node under a point, or else the link; the links painted one by one can be met. */
  view.hit = (x, y, slack = 4) => {
    const [px, py] = view.toPlane(x, y);
    const reach = 40 / Math.min(state.scale, 1) + slack / state.scale;
    let [best, least] = [null, Infinity];
    for (const i of view.within(px - reach, py - reach, px + reach, py + reach)) {
      if (!view.seen[i]) continue;
      const box = view.boxSize();
      const [w, h] = view.boxes() && view.isDocument(i) ? [box.width / 2, box.height / 2] : view.half(i);
      const [dx, dy] = [Math.abs(view.x[i] - px) * state.scale, Math.abs(view.y[i] - py) * state.scale];
      if (dx <= w + slack && dy <= h + slack && dx + dy < least) [best, least] = [i, dx + dy];
    }
    return best !== null ? { node: best } : linkAt(x, y, slack);
  };

  function linkAt(x, y, slack) {
    let [best, least] = [null, slack];
    for (const e of [...view.painted.bright, ...view.painted.links]) {
      const [sx, sy] = view.toScreen(view.x[view.from[e]], view.y[view.from[e]]);
      const [tx, ty] = view.toScreen(view.x[view.to[e]], view.y[view.to[e]]);
      const distance = toArc(x, y, sx, sy, tx, ty, least);
      if (distance < least) [best, least] = [e, distance];
    }
    return best === null ? null : { link: best };
  }

  /* The distance of a point from the arc of a link, measured at its pieces. */
  function toArc(x, y, sx, sy, tx, ty, within) {
    const [mx, my] = view.middle(sx, sy, tx, ty);
    if (x < Math.min(sx, tx, mx) - within || x > Math.max(sx, tx, mx) + within || y < Math.min(sy, ty, my) - within || y > Math.max(sy, ty, my) + within) return Infinity;
    const PIECES = 12;
    let [least, ax, ay] = [Infinity, sx, sy];
    for (let k = 1; k <= PIECES; k++) {
      const t = k / PIECES;
      const [bx, by] = [(1 - t) ** 2 * sx + 2 * t * (1 - t) * mx + t * t * tx, (1 - t) ** 2 * sy + 2 * t * (1 - t) * my + t * t * ty];
      const square = (bx - ax) ** 2 + (by - ay) ** 2 || 1;
      const along = Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / square));
      least = Math.min(least, Math.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay)));
      [ax, ay] = [bx, by];
    }
    return least;
  }

  function place(event) {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  function down(event) {
    canvas.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, place(event));
    if (pointers.size === 1) travelled = 0;
    spread = apart();
    tip.hidden = true;
  }

  function apart() {
    if (pointers.size !== 2) return 0;
    const [[ax, ay], [bx, by]] = [...pointers.values()];
    return Math.hypot(ax - bx, ay - by) || 1;
  }

  function moved(event) {
    const [x, y] = place(event);
    if (!pointers.has(event.pointerId)) { hover(x, y); return; }
    const [ox, oy] = pointers.get(event.pointerId);
    pointers.set(event.pointerId, [x, y]);
    travelled += Math.abs(x - ox) + Math.abs(y - oy);
    view.pan((x - ox) / pointers.size, (y - oy) / pointers.size);
    if (pointers.size === 2) {
      const [[ax, ay], [bx, by]] = [...pointers.values()];
      view.zoom(apart() / spread, (ax + bx) / 2, (ay + by) / 2);
      spread = apart();
    }
  }

  function up(event) {
    if (!pointers.delete(event.pointerId) || event.type === "pointercancel") return;
    spread = apart();
    if (travelled > 6 || pointers.size) return;
    const found = view.hit(...place(event), event.pointerType === "touch" ? 14 : 4);
    if (!found) view.choose(null);
    else if (found.node !== undefined) view.choose(found.node);
    else view.chooseLink(found.link);
  }

  function hover(x, y) {
    const found = view.hit(x, y);
    const node = found && found.node !== undefined ? found.node : null;
    canvas.style.cursor = found ? "pointer" : "grab";
    tip.hidden = !found;
    if (found) {
      tip.textContent = node !== null ? view.headingOf(node) : view.linkTitle(found.link);
      tip.style.left = Math.min(x + 14, view.size.width - 260) + "px";
      tip.style.top = Math.min(y + 14, view.size.height - 60) + "px";
    }
    if (node !== view.hovered) { view.hovered = node; view.move(); }
  }

  const KEYS = {
    ArrowLeft: () => view.pan(80, 0), ArrowRight: () => view.pan(-80, 0), ArrowUp: () => view.pan(0, 80), ArrowDown: () => view.pan(0, -80),
    "+": () => view.zoom(1.3), "=": () => view.zoom(1.3), "-": () => view.zoom(1 / 1.3), 0: () => view.fit(), Enter: () => enter(),
  };

  /* Enter chooses what stands nearest to the middle of the window. */
  function enter() {
    const near = view.painted.nodes.filter((i) => view.seen[i]);
    near.sort((a, b) => Math.hypot(view.x[a] - state.x, view.y[a] - state.y) - Math.hypot(view.x[b] - state.x, view.y[b] - state.y));
    if (near.length) view.choose(near[0]);
  }

  view.startInput = () => {
    canvas.addEventListener("pointerdown", down);
    canvas.addEventListener("pointermove", moved);
    canvas.addEventListener("pointerup", up);
    canvas.addEventListener("pointercancel", up);
    canvas.addEventListener("pointerleave", () => { tip.hidden = true; });
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      view.zoom(Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.0016)), ...place(event));
    }, { passive: false });
    canvas.addEventListener("dblclick", (event) => view.zoom(2, ...place(event)));
    canvas.addEventListener("keydown", (event) => {
      if (!Object.hasOwn(KEYS, event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
      KEYS[event.key]();
      event.preventDefault();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") view.choose(null);
      if (event.key === "/" && !/INPUT|SELECT|TEXTAREA/.test(document.activeElement.tagName)) { view.byId("search").focus(); event.preventDefault(); }
    });
  };
})(window.policygraph);
