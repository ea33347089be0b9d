// Leaves out the letters with topics that this reader has hidden, before anything is painted.
// What is hidden is kept in this browser alone. Without this script nothing is hidden.
(() => {
  "use strict";
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [sheet];

  const apply = (topics) => {
    const chosen = topics.map((topic) => `[data-topics~="${topic}"]`).join();
    // A section with no other letters goes too: its heading would stand over nothing.
    const emptied = `section:has([data-topics]):not(:has([data-topics]:not(${chosen})))`;
    sheet.replaceSync(chosen && [chosen, emptied].map((one) => `${one} { display: none; }`).join(""));
    document.documentElement.dataset.hidden = topics.join(" ");
  };
  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem("hidden-topics"));
      return Array.isArray(kept) ? kept.filter((topic) => /^[a-z0-9_-]{1,80}$/i.test(topic)) : [];
    } catch {
      return [];
    }
  };

  apply(read());
  document.addEventListener("hide", (event) => apply(event.detail));
})();
