/* The words of the page in its language, and elements made of texts: nothing from a gazette is ever read as markup. */
(function (view) {
  "use strict";

  view.language = "zh";
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
      else if (key === "style") Object.assign(made.style, value);
      else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
      else if (value !== null && value !== false) made.setAttribute(key, value === true ? "" : value);
    }
    made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
    return made;
  };

  view.columnName = (key) => {
    if (/^\d+$/.test(key)) return key;
    if (Object.hasOwn(view.page.words, "column-" + key)) return view.word("column-" + key);
    return view.say("branches", key);
  };
  view.sortTable = view.page.palette.networks[view.page.kind].sorts;
})(window.policygraph);
