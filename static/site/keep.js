"use strict";

// Asks before a page with unsent words is left. Sending them, "Leave this page" and three presses
// of Shift never ask: the way out marks the page as left before it goes. Nothing is stored.
(() => {
  let isSending = false;
  const hasWords = () => [...document.querySelectorAll("form[data-keep] textarea")].some(
    (box) => box.value.trim() !== "",
  );

  window.addEventListener("beforeunload", (event) => {
    if (isSending || document.documentElement.classList.contains("left") || !hasWords()) return;
    event.preventDefault();
  });
  document.addEventListener("submit", (event) => {
    isSending = event.target.matches("form[data-keep]");
  });
  window.addEventListener("pageshow", () => { isSending = false; });
})();
