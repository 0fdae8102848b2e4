/* The words of the page in its language, and elements made of texts: nothing from a gazette is ever read as markup. */
(function (view) {
  "use strict";

  /* The language in which the page opens; another one stands in the address. */
  view.opens = document.body.dataset.lang;
  view.language = view.opens;
  view.speaks = (asked) => { view.language = asked === "zh" || asked === "en" ? asked : view.opens; };
  view.word = (name, ...values) => {
    const text = view.page.words[name][view.language === "zh" ? 0 : 1];
    return values.reduce((done, value, i) => done.replace("{" + i + "}", () => String(value)), text);
  };
  const unknown = (key) => ({ zh: key, en: key, color: "#7b828a", fill: "#eceef0", line: "#666d75", band: "#f6f7f8" });
  view.entry = (table, key) => (Object.hasOwn(view.page.palette[table], key) ? view.page.palette[table][key] : unknown(key));
  view.told_ = (entry) => (view.language === "en" && entry.en) || entry.zh;
  view.say = (table, key) => view.told_(view.entry(table, key));
  view.number = (value) => value.toLocaleString("en");
  view.byId = (id) => document.getElementById(id);

  view.element = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key === "class") made.className = value;
      else if (key === "style") for (const [name, set] of Object.entries(value)) made.style.setProperty(name.replace(/[A-Z]/g, (letter) => "-" + letter.toLowerCase()), set);
      else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
      else if (value !== null && value !== false) made.setAttribute(key, value === true ? "" : value);
    }
    made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
    return made;
  };

  /* A colour of the palette as it can be read on the paper: in the dark with white in it. */
  const dark = matchMedia("(prefers-color-scheme: dark)");
  view.onPaper = (color) => {
    if (!dark.matches || !/^#[0-9a-f]{6}$/i.test(color)) return color;
    const parts = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
    return "#" + parts.map((part) => Math.round(part + (255 - part) * 0.45).toString(16).padStart(2, "0")).join("");
  };

  view.columnName = (key) => {
    if (/^\d+$/.test(key)) return key;
    if (Object.hasOwn(view.page.words, "column-" + key)) return view.word("column-" + key);
    return view.say("branches", key);
  };

  const SORTS = ["relations", "roles", "pairs", "figures"];
  /* The name and look of a relation, a role, or what two agencies or a figure have in common. */
  view.sortTable = (sort) => SORTS.find((table) => Object.hasOwn(view.page.palette[table] || {}, sort)) || view.page.palette.networks[view.page.kind].sorts;
  view.sortEntry = (sort) => view.entry(view.sortTable(sort), sort);
  /* The name and look of a row: a level of government, or a step up or down from the middle of a chain. */
  view.rowEntry = (key) => view.entry(Object.hasOwn(view.page.palette.steps || {}, key) ? "steps" : "levels", key);
  view.paired = (sort) => view.sortTable(sort) === "pairs";

  /* A file for the reader, named by the kind of the page. */
  view.hand = (blob, ending) => {
    const link = view.element("a", { href: URL.createObjectURL(blob), download: view.page.kind + ending });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
  view.asFile = (content, type) => new Blob([content], { type: type + ";charset=utf-8" });
})(window.policygraph);
