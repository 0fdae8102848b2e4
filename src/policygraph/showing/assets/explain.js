const panel = document.getElementById("panel");

function correction(i, section) {
  const [kind, , , , , was] = REMARKS[i];
  const choices = kind === "field" ? CHOICES.field.filter((what) => what === was) : CHOICES[kind] || [];
  if (!choices.length) return null;
  const words = [...section.querySelectorAll(".m")].filter((piece) => piece.dataset.r.split(" ").includes(i)).map((piece) => piece.textContent).join("");
  const name = document.querySelector(`nav a[href="#${section.id}"]`).dataset.document;
  const rows = [["what", choices[0]], ["document", name]];
  if (kind !== "field") rows.push(["quote", words]);
  if (kind !== "field" && kind !== "agency") rows.push(["kind", kind]);
  if (kind !== "field" && was) rows.push(["was", was]);
  if (kind === "field") rows.push(["is", ""]);
  rows.push(["who", ""], ["when", new Date().toISOString().slice(0, 10)]);
  const others = choices.length > 1 ? "# " + choices.slice(1).join(" ") + " (is = …)\n" : "";
  return "[[correction]]\n" + others + rows.map(([key, value]) => `${key} = ${JSON.stringify(value).replaceAll("\x7f", "\\u007f")}\n`).join("");
}

/* A text in both languages, of which the style shows one. */
function both(zh, en) {
  return [["zh", zh], ["en", en]].map(([language, text]) => {
    const span = document.createElement("span");
    span.lang = language;
    span.textContent = text;
    return span;
  });
}

function offered(i, section) {
  const text = correction(i, section), details = document.createElement("details");
  if (!text) return [];
  const summary = document.createElement("summary"), pre = document.createElement("pre"), link = document.createElement("a");
  summary.append(...both("更正", "Correct"));
  pre.textContent = text;
  pre.tabIndex = 0;
  link.textContent = "correction.toml";
  link.download = "correction.toml";
  link.href = "data:application/toml;charset=utf-8," + encodeURIComponent(text);
  details.append(summary, pre, link);
  return [details];
}

function entry(i, section) {
  const [kind, rule, confidence, zh, en] = REMARKS[i];
  const article = document.createElement("article");
  const head = document.createElement("h2");
  head.append(...both(...KINDS[kind]), " ");
  const small = document.createElement("small");
  small.append(...both("规则", "rule"), " " + rule);
  if (confidence !== null) small.append(" · ", ...both("置信度", "confidence"), " " + confidence);
  head.append(small);
  const words = document.createElement("p");
  words.append(...both(zh, en));
  article.append(head, words, ...offered(i, section));
  return article;
}

document.querySelector("main").addEventListener("click", (event) => {
  const piece = event.target.closest(".m");
  if (!piece) return;
  document.querySelectorAll(".chosen").forEach((other) => other.classList.remove("chosen"));
  piece.classList.add("chosen");
  panel.replaceChildren(...piece.dataset.r.split(" ").map((i) => entry(i, piece.closest("section"))).reverse());
});

document.getElementById("legend").addEventListener("change", (event) => {
  document.body.classList.toggle("show-" + event.target.value, event.target.checked);
});
