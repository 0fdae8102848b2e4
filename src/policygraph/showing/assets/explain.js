"use strict";
const panel = document.getElementById("panel");

function entry([kind, rule, confidence, says]) {
  const article = document.createElement("article");
  const head = document.createElement("h2");
  head.textContent = kind + " ";
  const small = document.createElement("small");
  small.textContent = rule + (confidence === null ? "" : " · " + confidence);
  head.append(small);
  const words = document.createElement("p");
  words.textContent = says;
  article.append(head, words);
  return article;
}

document.querySelector("main").addEventListener("click", (event) => {
  const piece = event.target.closest(".m");
  if (!piece) return;
  document.querySelectorAll(".chosen").forEach((other) => other.classList.remove("chosen"));
  piece.classList.add("chosen");
  panel.replaceChildren(...piece.dataset.r.split(" ").map((i) => entry(REMARKS[i])).reverse());
});

document.getElementById("legend").addEventListener("change", (event) => {
  document.body.classList.toggle("show-" + event.target.value, event.target.checked);
});
