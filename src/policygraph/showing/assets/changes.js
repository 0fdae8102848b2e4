document.getElementById("choose").addEventListener("change", (event) => {
  document.body.classList.toggle("hide-" + event.target.value, !event.target.checked);
});
