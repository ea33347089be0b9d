// "Copy link", where the browser can. Without this script there is no button.
(() => {
  "use strict";
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector("[data-copied]");
    if (!button || !navigator.clipboard) return;
    const address = document.querySelector("link[rel=canonical]").href;
    const status = button.nextElementSibling;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(address);
        status.textContent = button.dataset.copied;
      } catch {
        button.hidden = true;
      }
    });
  });
})();
