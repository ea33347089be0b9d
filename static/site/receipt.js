"use strict";

// Copies the receipt, or prints it as a slip, when its owner asks for it; never by itself.
(() => {
  const place = document.querySelector(".keeping");
  const said = place.querySelector("[role=status]");
  place.hidden = false;

  async function copy() {
    try {
      await navigator.clipboard.writeText(document.querySelector(".receipt").textContent.trim());
      said.textContent = said.dataset.done;
    } catch {
      said.textContent = said.dataset.failed;
    }
  }

  place.addEventListener("click", (event) => {
    const { does } = event.target.dataset;
    if (does === "copy") copy();
    if (does === "print") window.print();
  });
})();
