/* The search: names, parts of them, abbreviations of agencies, and numbers in any writing, over all nodes of the network. */
(function (view) {
  "use strict";

  const { element, word } = view;
  const MOST = 12;
  const MARKS = /[\s〔〕[\]()（）【】《》“”"'、，。．.·\-—]/g;
  const APART = new RegExp("(?<=\\d)(?:" + MARKS.source + ")+0*(?=\\d)", "g");
  /* One writing for all: width and case, kinds of brackets, blanks, 第 before a number and zeros before its figures do not count. */
  const folded = (text) => String(text || "").normalize("NFKC").toLowerCase().replace(/第(?=\s*\d)/g, " ").replace(APART, "|").replace(MARKS, "").replace(/(?<=[^\d|])0+(?=\d)/g, "");
  view.folded = folded;

  let rows = null;
  function index() {
    rows = rows || Array.from({ length: view.count }, (_, i) => {
      const [number, name] = [folded(view.numberOf(i)), folded(view.nameOf(i))];
      return { i, number, name, all: number + "\n" + name + "\n" + folded(view.labelOf(i)) + "\n" + folded(view.namesOf(i)) };
    });
    return rows;
  }

  /* A short name has the letters of the full one in the same order. */
  function inOrder(wanted, name) {
    let at = -1;
    for (const letter of wanted) if ((at = name.indexOf(letter, at + 1)) < 0) return false;
    return true;
  }

  function score(row, wanted) {
    if (row.number === wanted || row.name === wanted || row.number === wanted + "号") return 0;
    if (row.all.includes(wanted)) return row.number.startsWith(wanted) || row.name.startsWith(wanted) ? 1 : 2;
    return !view.isDocument(row.i) && inOrder(wanted, row.name) ? 3 : 9;
  }

  view.find = (text) => {
    const wanted = folded(text);
    if (!wanted) return [];
    const found = [];
    for (const row of index()) {
      const rank = score(row, wanted);
      if (rank < 9) found.push([rank, row.i]);
    }
    const { degree } = view.page.nodes;
    return found.sort((a, b) => a[0] - b[0] || degree[b[1]] - degree[a[1]] || a[1] - b[1]).slice(0, MOST).map(([, i]) => i);
  };

  /* A field that suggests nodes while one writes. */
  view.suggest = (input, list, take) => {
    let [hits, at] = [[], 0];
    const close = () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); };
    const show = () => {
      hits = view.find(input.value);
      list.replaceChildren(...hits.map((i, k) => element("li", { role: "option", id: list.id + k, "aria-selected": String(k === at), onpointerdown: (event) => {
        event.preventDefault();
        close();
        take(i);
      } }, view.numberOf(i) || view.nameOf(i), view.numberOf(i) !== view.nameOf(i) ? element("small", {}, view.nameOf(i)) : "")));
      if (!hits.length) list.append(element("li", { class: "none" }, word("nothing")));
      list.hidden = !folded(input.value);
      input.setAttribute("aria-expanded", String(!list.hidden));
    };
    input.addEventListener("input", () => { at = 0; show(); });
    input.addEventListener("focus", show);
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        at = Math.max(0, Math.min(hits.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)));
        show();
        event.preventDefault();
      } else if (event.key === "Enter" && hits[at] !== undefined) {
        close();
        take(hits[at]);
      } else if (event.key === "Escape") close();
    });
  };
})(window.policygraph);
