/* Parts of a drawing: elements of SVG, axes, marks that can be met with the mouse and the keyboard, and names that do not overlap. */
(function (view) {
  "use strict";

  const { word } = view;
  const SPACE = "http://www.w3.org/2000/svg";
  view.svgOf = (name, attributes, ...children) => {
    const made = document.createElementNS(SPACE, name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
      else if (value !== null) made.setAttribute(key, value);
    }
    made.append(...children.filter((child) => child !== null && child !== ""));
    return made;
  };
  const svg = view.svgOf;

  view.colors = () => {
    const style = getComputedStyle(document.documentElement);
    return Object.fromEntries(["ink", "soft", "line", "paper", "ground", "accent"].map((name) => [name, style.getPropertyValue("--" + name).trim()]));
  };
  view.levelColor = (level) => view.onPaper(view.entry("levels", level).line);

  const pen = document.createElement("canvas").getContext("2d");
  const FONT = "'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif";
  view.widthOf = (text, size) => {
    pen.font = size + "px " + FONT;
    return pen.measureText(text).width;
  };
  view.sheet = (width, height, label, ...children) => svg("svg", { xmlns: SPACE, width, height, viewBox: `0 0 ${width} ${height}`, "font-family": FONT.replace(/'/g, ""), role: "group", "aria-label": label }, ...children);
  view.text = (x, y, text, more) => svg("text", { x, y, "font-size": 12, ...more }, text);

  /* A text no wider than so many pixels. */
  view.shortened = (text, width, size) => {
    let letters = [...text];
    if (view.widthOf(text, size) <= width) return text;
    while (letters.length > 1 && view.widthOf(letters.join("") + "…", size) > width) letters = letters.slice(0, -1);
    return letters.join("") + "…";
  };

  /* A text in lines no wider than so many pixels. */
  view.linesOf = (text, width, size) => {
    const found = [""];
    for (const part of text.match(/[!-~–]+ ?|./gu) || []) {
      if (view.widthOf(found[found.length - 1] + part, size) > width) found.push("");
      found[found.length - 1] += part;
    }
    return found;
  };

  /* Beginnings of years between two days, as many as have room; where that is one or less, of months too. */
  view.timeTicks = (from, to, room) => {
    const first = new Date(from * 86400000).getUTCFullYear();
    const last = new Date(to * 86400000).getUTCFullYear();
    const step = Math.max(1, Math.ceil((last - first + 1) / Math.max(1, room)));
    const years = [];
    for (let year = first; year <= last + 1; year += step) years.push([Date.UTC(year, 0, 1) / 86400000, String(year)]);
    if (last - first > 1) return years.filter(([day]) => day >= from && day <= to);
    const months = [];
    const apart = [1, 3, 6, 12].find((size) => (to - from) / 30 / size <= room) || 12;
    for (let month = 0; month <= 12 * (last - first + 1); month += apart) {
      const day = Date.UTC(first, month, 1);
      months.push([day / 86400000, new Date(day).toISOString().slice(0, 7)]);
    }
    return months.filter(([day]) => day >= from && day <= to);
  };

  /* Round numbers from a least to a greatest value, about so many. */
  view.valueTicks = (least, most, number) => {
    const rough = (most - least) / Math.max(1, number) || 1;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough);
    const ticks = [];
    for (let k = Math.ceil(least / step); k * step <= most + step * 1e-6; k++) ticks.push(k * step);
    return ticks;
  };
  view.amount = (value) => (Math.abs(value) >= 10000 ? new Intl.NumberFormat(view.language, { notation: "compact", maximumFractionDigits: 2 }).format(value) : String(Math.round(value * 10000) / 10000));

  /* What a mark says, in one line. */
  view.heading = (one) => [one.when || word("undated-mark"), one.place, one.value !== null ? view.figure(one) : "", one.document, one.title !== one.document ? one.title : ""].filter(Boolean).join(" · ");
  const SIGNS = { ">=": "≥", "<=": "≤", "=": "" };
  view.figure = (one) => (SIGNS[one.comparator] ?? one.comparator) + view.amount(one.value) + (one.maximum !== null ? "–" + view.amount(one.maximum) : "") + " " + one.unit;

  /* A mark: a shape with a ring around it for the choice; a click or Enter opens its sentence, arrows lead to the next in time. */
  view.markAt = (one, x, y, shape) => {
    const chosen = view.state.chosen === one.i;
    const group = svg("g", {
      class: "mark" + (chosen ? " chosen" : ""), tabindex: -1, role: "button", "aria-label": view.heading(one), "data-i": one.i, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`,
      onclick: () => view.choose(one.i),
      onpointerenter: () => view.showTip(group, view.heading(one)), onpointerleave: view.hideTip, onfocus: () => { if (group.matches(":focus-visible")) view.showTip(group, view.heading(one)); }, onblur: view.hideTip,
    }, svg("circle", { r: 9, fill: "transparent", stroke: chosen ? view.colors().accent : "transparent", "stroke-width": 2.5, class: "ring" }), shape);
    return group;
  };
  view.dot = (color, hollow) => svg("circle", { r: 4.5, fill: hollow ? view.colors().paper : color, stroke: color, "stroke-width": 1.6 });
  view.lozenge = (color) => svg("path", { d: "M0 -6L6 0L0 6L-6 0Z", fill: view.colors().paper, stroke: color, "stroke-width": 1.6 });

  const tip = document.getElementById("tip");
  view.showTip = (group, text) => {
    const [mark, box] = [group.getBoundingClientRect(), tip.parentElement.getBoundingClientRect()];
    tip.textContent = text;
    tip.hidden = false;
    tip.style.left = Math.max(4, Math.min(mark.left - box.left + 18, box.width - tip.offsetWidth - 4)) + "px";
    tip.style.top = Math.max(4, Math.min(mark.top - box.top + 20, box.height - tip.offsetHeight - 4)) + "px";
  };
  view.hideTip = () => { tip.hidden = true; };

  /* Takes boxes that overlap none that stands; false for one that would. */
  view.room = () => {
    const taken = [];
    return (x, y, width, height) => {
      if (taken.some((box) => x < box[0] + box[2] && box[0] < x + width && y < box[1] + box[3] && box[1] < y + height)) return false;
      taken.push([x, y, width, height]);
      return true;
    };
  };
})(window.policygraph);
