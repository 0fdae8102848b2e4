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

  all(".m").forEach((mark) => {
    const go = () => {
      const rows = mark.dataset.s.split(" ").map((id) => document.getElementById(id)).filter(Boolean);
      light([mark], rows);
      rows.forEach((row) => { row.closest("details").open = true; });
      if (rows.length) show(rows[0]);
    };
    mark.addEventListener("click", go);
    mark.addEventListener("keydown", (event) => { if (event.key === "Enter") go(); });
  });
  const goRow = (row) => {
    const marks = marksOf(row.id);
    light(marks, [row]);
    if (marks.length) show(marks[0]);
  };
  all(".row").forEach((row) => row.addEventListener("click", (event) => { if (!event.target.closest("a")) goRow(row); }));
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target && target.classList.contains("row")) goRow(target);

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
      const answer = await fetch(`/suggest?${new URLSearchParams({ q: typed, kind: input.dataset.suggest })}`);
      if (answer.ok && turn === asked && document.activeElement === input) fill(await answer.json());
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
