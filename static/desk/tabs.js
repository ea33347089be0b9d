"use strict";

// On a small screen the letter, the writing and the preview are tabs; without a script they stand
// below each other.

(() => {
  const tabs = document.querySelector(".tabs");
  if (!tabs) return;
  const buttons = [...tabs.querySelectorAll("[data-tab-for]")];
  const places = {};

  function open(name) {
    places[document.body.dataset.tab] = scrollY;
    document.body.dataset.tab = name;
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.tabFor === name));
    scrollTo(0, places[name] || 0);
  }

  for (const button of buttons) button.addEventListener("click", () => open(button.dataset.tabFor));
  tabs.hidden = false;
  open("write");
})();
