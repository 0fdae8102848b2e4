"use strict";
/* The page in its other language: what stands in both is shown in one. */
document.getElementById("language").addEventListener("click", (event) => {
  const language = document.body.dataset.lang === "zh" ? "en" : "zh";
  document.body.dataset.lang = language;
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  event.target.textContent = language === "zh" ? "English" : "中文";
});
