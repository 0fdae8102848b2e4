/* What is looked at: the window, the filters, what is chosen. It stands in the address, so that it can be sent and gone back to. */
(function (view) {
  "use strict";

  const hidden = { level: new Set(), kind: new Set(), branch: new Set(), sort: new Set() };
  const state = { x: 0, y: 0, scale: 1, chosen: null, link: null, steps: 1, path: null, hidden, stubs: true, undated: true, years: null, place: "", sure: 0, color: "level", layer: 0, only: [] };
  view.state = state;
  view.seen = new Uint8Array(view.count).fill(1);
  view.seenLink = new Uint8Array(view.linkCount).fill(1);
  view.bright = null;
  const spans = [...view.page.nodes.year].filter(Boolean);
  view.span = spans.length ? spans.reduce(([a, b], year) => [Math.min(a, year), Math.max(b, year)], [9999, 0]) : null;

  const COLORS = ["level", "type", "place", "community"];

  /* With some nodes named as all that is wanted: they and what they are linked with. */
  function wanted() {
    if (!state.only.length) return null;
    const found = new Set(state.only);
    for (const i of state.only) for (const e of view.linksOf(i)) if (inLayer(e)) found.add(view.otherEnd(e, i));
    return found;
  }

  /* The agencies that help others or are helped. */
  const paired = new Set();
  for (let e = view.ownLinks; e < view.linkCount; e++) paired.add(view.from[e]).add(view.to[e]);
  /* How many nodes and links the reading has. */
  view.whole = () => (state.layer ? [paired.size, view.linkCount - view.ownLinks] : [view.count, view.ownLinks]);
  const inLayer = (e) => (e >= view.ownLinks) === (state.layer === 1);

  function allowed(i, only) {
    const documentary = view.isDocument(i);
    if ((state.layer === 1 && !paired.has(i)) || (only && !only.has(i))) return false;
    if (hidden.level.has(view.levelOf(i)) || hidden.kind.has(view.kindOf(i)) || (!state.stubs && view.stub[i])) return false;
    if (!documentary && hidden.branch.has(view.branchOf(i))) return false;
    if (state.place && view.placeOf(i) !== state.place) return false;
    if (!documentary) return true;
    if (!view.year[i]) return state.undated;
    return !state.years || (view.year[i] >= state.years[0] && view.year[i] <= state.years[1]);
  }

  /* Which nodes and links pass the filters. */
  view.filter = () => {
    let open = 0;
    const { sure } = view.page.links;
    view.page.links.sorts.forEach((sort, bit) => { if (!hidden.sort.has(sort)) open |= 1 << bit; });
    const only = wanted();
    for (let i = 0; i < view.count; i++) view.seen[i] = allowed(i, only) ? 1 : 0;
    for (let e = 0; e < view.linkCount; e++) view.seenLink[e] = inLayer(e) && view.seen[view.from[e]] && view.seen[view.to[e]] && (view.mask[e] & open) && sure[e] >= state.sure ? 1 : 0;
    view.filtered = state.only.length > 0 || state.place !== "" || state.sure > 0 || !state.stubs || !state.undated || state.years !== null || Object.values(hidden).some((set) => set.size > 0);
    view.gather();
    view.light();
  };

  /* The nodes within so many steps of one, and the links between them. */
  function around(node, steps) {
    const nodes = new Set([node]);
    const links = new Set();
    let edge = [node];
    for (let step = 0; step < steps; step++) {
      const next = [];
      for (const i of edge) {
        for (const e of view.linksOf(i)) {
          if (!view.seenLink[e]) continue;
          links.add(e);
          const other = view.otherEnd(e, i);
          if (!nodes.has(other)) { nodes.add(other); next.push(other); }
        }
      }
      edge = next;
    }
    return { nodes, links };
  }

  /* A shortest path between two nodes, by links that are seen, whatever their direction; null where there is none. */
  view.path = (source, target) => {
    const came = new Map([[source, -1]]);
    let edge = [source];
    while (edge.length && !came.has(target)) {
      const next = [];
      for (const i of edge) {
        for (const e of view.linksOf(i)) {
          const other = view.otherEnd(e, i);
          if (view.seenLink[e] && !came.has(other)) { came.set(other, e); next.push(other); }
        }
      }
      edge = next;
    }
    if (!came.has(target)) return null;
    const found = { nodes: new Set([target]), links: new Set() };
    for (let i = target; i !== source;) {
      const e = came.get(i);
      found.links.add(e);
      i = view.otherEnd(e, i);
      found.nodes.add(i);
    }
    return found;
  };

  /* What is bright while the rest is dim. */
  view.light = () => {
    if (state.path !== null && state.chosen !== null) view.bright = view.path(state.chosen, state.path) || { nodes: new Set([state.chosen, state.path]), links: new Set() };
    else if (state.chosen !== null) view.bright = around(state.chosen, state.steps);
    else if (state.link !== null) view.bright = { nodes: new Set([view.from[state.link], view.to[state.link]]), links: new Set([state.link]) };
    else view.bright = null;
  };

  /* ---- the address */

  /* A node is called by its label, and where several have one label by its place among them. */
  const called = new Map();
  for (let i = 0; i < view.count; i++) {
    const label = view.labelOf(i);
    if (called.has(label)) called.get(label).push(i); else called.set(label, [i]);
  }
  const nameOf = (i) => {
    const same = called.get(view.labelOf(i));
    return same.length > 1 ? view.labelOf(i) + "~" + same.indexOf(i) : view.labelOf(i);
  };
  const nodeOf = (text) => {
    if (called.has(text)) return called.get(text)[0];
    const at = text.lastIndexOf("~");
    const found = (called.get(text.slice(0, at)) || [])[Number(text.slice(at + 1))];
    return found === undefined ? null : found;
  };

  function written() {
    const parts = new URLSearchParams();
    parts.set("at", [Math.round(state.x), Math.round(state.y), Number(state.scale.toFixed(4))].join(","));
    if (state.chosen !== null) parts.set("n", nameOf(state.chosen));
    if (state.link !== null) parts.set("e", nameOf(view.from[state.link]) + "→" + nameOf(view.to[state.link]));
    if (state.steps !== 1) parts.set("steps", state.steps);
    if (state.path !== null) parts.set("path", nameOf(state.path));
    for (const [name, set] of Object.entries(hidden)) if (set.size) parts.set("no-" + name, [...set].sort().join(","));
    if (!state.stubs) parts.set("stubs", "0");
    if (!state.undated) parts.set("undated", "0");
    if (state.years) parts.set("years", state.years.join("-"));
    if (state.place) parts.set("place", state.place);
    if (state.sure) parts.set("sure", state.sure);
    if (state.color !== "level") parts.set("color", state.color);
    if (state.layer) parts.set("reading", "pairs");
    state.only.forEach((i) => parts.append("only", nameOf(i)));
    if (view.language !== view.opens) parts.set("lang", view.language);
    return "#" + parts;
  }

  function linkBetween(text) {
    const [source, target] = text.split("→").map(nodeOf);
    if (source === null || target === undefined || target === null) return null;
    for (const e of view.linksOf(source)) if (view.from[e] === source && view.to[e] === target) return e;
    return null;
  }

  /* Read the address; false where it says nothing of the window. */
  view.read = () => {
    const parts = new URLSearchParams(location.hash.slice(1));
    state.chosen = parts.has("n") ? nodeOf(parts.get("n")) : null;
    state.link = parts.has("e") ? linkBetween(parts.get("e")) : null;
    state.steps = Math.min(4, Math.max(1, Number(parts.get("steps")) || 1));
    state.path = parts.has("path") ? nodeOf(parts.get("path")) : null;
    for (const [name, set] of Object.entries(hidden)) {
      set.clear();
      for (const key of (parts.get("no-" + name) || "").split(",").filter(Boolean)) set.add(key);
    }
    state.stubs = parts.get("stubs") !== "0";
    state.undated = parts.get("undated") !== "0";
    const years = (parts.get("years") || "").split("-").map(Number);
    state.years = years.length === 2 && years.every(Number.isInteger) ? years : null;
    state.place = parts.get("place") || "";
    state.sure = Math.min(100, Math.max(0, Number(parts.get("sure")) || 0));
    state.color = COLORS.includes(parts.get("color")) ? parts.get("color") : "level";
    state.layer = view.page.pairs && parts.get("reading") === "pairs" ? 1 : 0;
    state.only = parts.getAll("only").map(nodeOf).filter((i) => i !== null);
    view.arrange(state.layer);
    view.speaks(parts.get("lang"));
    const at = (parts.get("at") || "").split(",").map(Number);
    if (at.length !== 3 || !at.every(Number.isFinite) || at[2] <= 0) return false;
    [state.x, state.y, state.scale] = at;
    return true;
  };

  let later = 0;
  /* Write the address: as a new step for the back button, or, for moves of the window, in place of the last one and not at every frame. */
  view.remember = (step) => {
    clearTimeout(later);
    if (step) write("pushState");
    else later = setTimeout(() => write("replaceState"), 250);
  };

  /* A page in the frame of a notebook has no address of its own (about:srcdoc), and the browser refuses to give it one. */
  function write(how) {
    if (location.protocol !== "about:") history[how](null, "", written());
  }
})(window.policygraph);
