"use strict";
// Marks lead to facts and facts to marks; tables sort; fields suggest. Every page works without this.
(() => {
  const all = (query, at = document) => [...at.querySelectorAll(query)];
  const show = (element) => element.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  const light = (marks, rows) => {
    all(".on").forEach((each) => each.classList.remove("on"));
    [...marks, ...rows].forEach((each) => each.classList.add("on"));
  };
  const marksOf = (id) => all(".m").filter((mark) => mark.dataset.s.split(" ").includes(id));

  // A mark is a link to its first fact; here it lights all of them, and the address stays one that can be handed on.
  all(".m").forEach((mark) => mark.addEventListener("click", (event) => {
    const rows = mark.dataset.s.split(" ").map((id) => document.getElementById(id)).filter(Boolean);
    if (!rows.length) return;
    event.preventDefault();
    light([mark], rows);
    rows.forEach((row) => { row.closest("details").open = true; });
    history.replaceState(null, "", `#${rows[0].id}`);
    show(rows[0]);
  }));
  const goRow = (row, move = true) => {
    const marks = marksOf(row.id);
    light(marks, [row]);
    if (move && marks.length) show(marks[0]);
  };
  all(".row").forEach((row) => {
    if (!marksOf(row.id).length) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "to-text";
    button.textContent = "¶";
    button.setAttribute("aria-label", row.closest(".facts").dataset.show);
    (row.querySelector(".quote") || row).append(button);
    row.addEventListener("click", (event) => { if (!event.target.closest("a")) goRow(row); });
  });
  // The address of a statement opens at its fact; where text and facts stand side by side, the text moves to it too.
  const arrive = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target || !target.classList.contains("row")) return;
    target.closest("details").open = true;
    goRow(target, matchMedia("(min-width: 901px)").matches);
  };
  addEventListener("hashchange", arrive);
  arrive();

  // What is wider than the window begins where it matters: charts at the last year, networks (below) at their middle.
  all(".chart:not(.spread)").forEach((chart) => { chart.scrollLeft = chart.scrollWidth; });
  // A click on a box grows the picture in its place; the address goes along, and without this the page is loaded anew.
  const middle = () => all(".network .opened").forEach((box) => {
    const frame = box.closest(".wide"), at = box.getBoundingClientRect();
    frame.scrollLeft += at.left + at.width / 2 - frame.getBoundingClientRect().left - frame.clientWidth / 2;
  });
  middle();
  const grow = async (address, name = "") => {
    const answer = await fetch(address).catch(() => null);
    if (!answer || !answer.ok) { location.assign(address); return; }
    const made = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.querySelector("main").replaceWith(made.querySelector("main"));
    document.title = made.title;
    middle();
    // Who came by keys goes on from the box that was opened.
    const opened = all(".network .box").find((box) => box.querySelector("title").textContent === name);
    if (opened) opened.querySelector("a").focus({ preventScroll: true });
  };
  const growing = location.pathname === "/network";
  document.addEventListener("click", (event) => {
    const link = growing && event.target.closest && event.target.closest(".network .box a:not(.open)");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const address = link.getAttribute("href");
    history.pushState(null, "", address);
    grow(address, link.closest(".box").querySelector("title").textContent);
  });
  if (growing) addEventListener("popstate", () => grow(location.href));

  all("table.sortable").forEach((table) => {
    const heads = all("thead th", table);
    heads.forEach((head, n) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        const value = (row) => row.cells[n].textContent.trim();
        const rows = all("tbody tr", table);
        const numbers = rows.every((row) => value(row) === "" || !Number.isNaN(Number(value(row))));
        rows.sort((a, b) => (numbers ? Number(value(a)) - Number(value(b)) : value(a).localeCompare(value(b), "zh")) * (down ? -1 : 1));
        heads.forEach((each) => each.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        table.tBodies[0].append(...rows);
      });
    });
  });

  all("input[data-suggest]").forEach((input, n) => {
    const list = document.createElement("ul");
    list.className = "suggestions";
    list.id = `suggestions-${n}`;
    list.setAttribute("role", "listbox");
    list.hidden = true;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", list.id);
    input.parentElement.append(list);
    let at = -1, asked = 0, timer = 0;
    const close = () => { list.hidden = true; at = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
    const take = (item) => {
      if (input.name === "q" && item.dataset.path) { location.assign(item.dataset.path); return; }
      input.value = item.dataset.value;
      close();
    };
    const fill = (hits) => {
      list.replaceChildren(...hits.map((hit, i) => {
        const item = document.createElement("li");
        item.textContent = [hit.number, hit.name].filter(Boolean).join(" ");
        item.id = `${list.id}-${i}`;
        item.setAttribute("role", "option");
        item.dataset.path = hit.path;
        item.dataset.value = hit.number && input.dataset.suggest === "document" ? hit.number : hit.name;
        item.addEventListener("mousedown", (event) => { event.preventDefault(); take(item); });
        return item;
      }));
      at = -1;
      list.hidden = !hits.length;
      input.setAttribute("aria-expanded", String(Boolean(hits.length)));
    };
    const ask = async () => {
      const typed = input.value.trim(), turn = ++asked;
      if (!typed) { close(); return; }
      const answer = await fetch(`/suggest?${new URLSearchParams({ q: typed, kind: input.dataset.suggest })}`).catch(() => null);
      if (answer && answer.ok && turn === asked && document.activeElement === input) fill(await answer.json());
    };
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      const items = all("li", list);
      if (list.hidden || !items.length) return;
      if (event.key === "Escape") { close(); return; }
      if (event.key === "Enter" && at >= 0) { event.preventDefault(); take(items[at]); return; }
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      event.preventDefault();
      at = (at + (event.key === "ArrowDown" ? 1 : -1) + items.length) % items.length;
      items.forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
      input.setAttribute("aria-activedescendant", items[at].id);
      items[at].scrollIntoView({ block: "nearest" });
    });
  });
})();
