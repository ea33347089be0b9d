"use strict";

// The quick way out. Without this file the link still works. With it the page is covered at once,
// what was typed is cleared, and this page's place in the history is taken by the one that follows.
// Three presses of Shift alone do the same, each within five seconds of the last.
(() => {
  const PRESSES = 3;
  const SECONDS = 5;
  const way = document.querySelector(".leave");
  if (!way) return;
  const link = way.querySelector("a");
  const status = way.querySelector("[role=status]");
  let presses = 0;
  let alone = false;
  let timer = 0;

  function leave() {
    document.documentElement.classList.add("left");
    document.title = "\u2026";
    for (const field of document.querySelectorAll("input, textarea, select")) {
      if (field.type === "checkbox" || field.type === "radio") field.checked = false;
      else if (field.type !== "hidden") field.value = "";
    }
    status.textContent = way.dataset.leaving;
    window.location.replace(link.href);
  }

  function forget() {
    window.clearTimeout(timer);
    presses = 0;
    alone = false;
    status.textContent = "";
    way.removeAttribute("data-presses");
  }

  function count() {
    window.clearTimeout(timer);
    presses += 1;
    if (presses === PRESSES) return leave();
    way.dataset.presses = String(presses);
    status.textContent = presses === 1 ? way.dataset.first : way.dataset.second;
    timer = window.setTimeout(() => {
      forget();
      status.textContent = way.dataset.stayed;
    }, SECONDS * 1000);
  }

  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });

  // A press counts when Shift goes up again and nothing else happened in between.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift" || event.ctrlKey || event.altKey || event.metaKey) forget();
    else if (!event.repeat) alone = true;
  });
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !alone) return;
    alone = false;
    count();
  });
  document.addEventListener("pointerdown", () => presses + alone && forget());

  // A browser that brings the page back as it was must not show it.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && document.documentElement.classList.contains("left")) {
      window.location.reload();
    }
  });
})();
