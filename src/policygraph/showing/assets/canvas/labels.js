/* Names: by importance, where no other name stands; and, close by, boxes with number and title. */
(function (view) {
  "use strict";

  const { state } = view;
  const TRIED = 2600;
  /* Fewer names far out, where they would hide the picture. */
  const most = () => Math.min(260, Math.round(20 + 220 * state.scale ** 2));
  const SIDE = 64;
  const LENGTH = 18;
  const widths = new Map();

  const short = (text, length) => {
    const letters = [...text];
    return letters.length > length ? letters.slice(0, length - 1).join("") + "…" : text;
  };
  view.nameShown = (i) => (view.isDocument(i) ? short(view.shortOf(i), LENGTH) : short(view.labelOf(i), LENGTH));

  function measured(context, text, font) {
    const key = font + text;
    if (!widths.has(key)) {
      if (widths.size > 20000) widths.clear();
      widths.set(key, context.measureText(text).width);
    }
    return widths.get(key);
  }

  const meet = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

  /* The boxes that stand already, in a grid. */
  class Taken {
    constructor() { this.cells = new Map(); }
    * keys({ x, y, width, height }) {
      for (let c = Math.floor(x / SIDE); c <= Math.floor((x + width) / SIDE); c++) {
        for (let r = Math.floor(y / SIDE); r <= Math.floor((y + height) / SIDE); r++) yield c * 10000 + r;
      }
    }
    free(box) {
      for (const key of this.keys(box)) {
        for (const other of this.cells.get(key) || []) {
          if (meet(box, other)) return false;
        }
      }
      return true;
    }
    take(box) {
      for (const key of this.keys(box)) {
        if (!this.cells.has(key)) this.cells.set(key, []);
        this.cells.get(key).push(box);
      }
    }
  }

  /* Whether a box in a scene can be read whole: it is cut neither by the edge of the window, which lies in the middle of the scene, nor by what stands on it. */
  view.whollySeen = (box, width, height) => {
    const [left, top] = [(width - view.size.width) / 2, (height - view.size.height) / 2];
    const [x, y] = [box.x - left, box.y - top];
    const outside = x + box.width <= 0 || y + box.height <= 0 || x >= view.size.width || y >= view.size.height;
    return outside || (x >= 0 && y >= 0 && x + box.width <= view.size.width && y + box.height <= view.size.height && !view.axisBoxes.some((one) => meet({ x, y, width: box.width, height: box.height }, one)));
  };

  /* Where a name below a mark begins: in its middle, or so far to the side that the window holds the name of a mark that it holds. */
  function pushed(x, wide, width) {
    const left = (width - view.size.width) / 2 + 1;
    const right = left + view.size.width - 2;
    return x < left || x > right || wide > view.size.width ? x - wide / 2 : Math.min(right - wide, Math.max(left, x - wide / 2));
  }

  /* Whether a box in a scene lies on a mark. */
  function onMark(box, at, width, height) {
    const [x0, y0] = view.toPlane(box.x - (width - view.size.width) / 2, box.y - (height - view.size.height) / 2);
    return view.within(x0 - 20, y0 - 20, x0 + box.width / state.scale + 20, y0 + box.height / state.scale + 20).some((i) => {
      const [[x, y], [w, h]] = [at(view.x[i], view.y[i]), view.half(i)];
      return view.seen[i] && meet(box, { x: x - w, y: y - h, width: 2 * w, height: 2 * h });
    });
  }

  /* Names below their marks; the chosen ones and their neighbours come first, and with a choice only they. */
  view.paintLabels = (context, at, nodes, colors, width, height) => {
    const own = new Set(nodes);
    const first = view.bright ? view.byWeight.filter((i) => own.has(i) && view.bright.nodes.has(i)) : view.byWeight.filter((i) => own.has(i));
    const taken = new Taken();
    const placed = [];
    const names = new Set();
    const limit = most();
    context.textAlign = "center";
    context.textBaseline = "top";
    context.lineJoin = "round";
    for (const i of [...[state.chosen, state.path].filter((i) => i !== null && own.has(i)), ...first.slice(0, TRIED)]) {
      if (placed.length >= limit) break;
      const size = 11 + Math.round(Math.min(view.r[i], 9) / 3);
      const font = view.font(size, i === state.chosen ? "600" : "");
      context.font = font;
      const text = view.nameShown(i);
      const [x, y] = at(view.x[i], view.y[i]);
      const wide = measured(context, text, font);
      const box = { x: pushed(x, wide + 4, width), y: y + view.half(i)[1] + 2, width: wide + 4, height: size * 1.25 + 2, node: i };
      if (box.x < 0 || box.x + box.width > width || box.y + box.height > height || names.has(i) || !view.whollySeen(box, width, height) || !taken.free(box)) continue;
      // A name that was pushed aside is on no other mark.
      if (Math.abs(box.x + box.width / 2 - x) > 0.5 && onMark(box, at, width, height)) continue;
      taken.take(box);
      placed.push(box);
      names.add(i);
      context.strokeStyle = colors.paper;
      context.lineWidth = 3;
      const middle = box.x + box.width / 2;
      context.strokeText(text, middle, box.y + 1);
      context.fillStyle = view.stub[i] ? colors.soft : colors.ink;
      context.fillText(text, middle, box.y + 1);
    }
    return placed;
  };

  /* A text in lines of a width, at most so many. */
  function lines(context, text, width, most) {
    const found = [""];
    for (const letter of text) {
      if (context.measureText(found[found.length - 1] + letter).width > width) {
        if (found.length === most) {
          found[most - 1] = [...found[most - 1]].slice(0, -1).join("") + "…";
          break;
        }
        found.push("");
      }
      found[found.length - 1] += letter;
    }
    return found;
  }

  view.paintBoxes = (context, at, nodes, colors, area) => {
    const { width, height } = view.boxSize();
    const size = Math.max(9, Math.min(14, height / 4.4));
    const placed = [];
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.font = view.font(size);
    for (const i of nodes) {
      context.globalAlpha = view.bright && !view.bright.nodes.has(i) ? 0.3 : 1;
      const [x, y] = at(view.x[i], view.y[i]);
      const documentary = view.isDocument(i);
      const title = view.shortOf(i);
      const parts = documentary
        ? [...(view.labelOf(i) !== title ? lines(context, view.labelOf(i), width - 8, 1) : []), ...lines(context, title, width - 8, 2)]
        : lines(context, view.labelOf(i), width - 8, 2);
      context.fillStyle = !documentary || view.stub[i] ? colors.ink : state.color === "level" ? "#1c2430" : "#ffffff";
      const top = documentary ? y - ((parts.length - 1) * size * 1.2) / 2 : y + view.half(i)[1] + size * 0.8;
      const wide = Math.max(...parts.map((part) => context.measureText(part).width));
      const box = { x: x - wide / 2, y: top - size * 0.6, width: wide, height: parts.length * size * 1.2, node: i };
      if (!view.whollySeen(box, area.width, area.height)) continue;
      parts.forEach((part, k) => context.fillText(part, x, top + k * size * 1.2));
      placed.push(box);
    }
    context.globalAlpha = 1;
    return placed;
  };

  /* The boxes of all names in the window as they stand on the screen. */
  view.labelBoxes = () => {
    const margin = { x: view.size.width * 0.3, y: view.size.height * 0.3 };
    return view.painted.labels.map(({ x, y, width, height, node }) => ({ x: x - margin.x, y: y - margin.y, width, height, node }));
  };
})(window.policygraph);
