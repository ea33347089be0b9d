// Leaves out the letters with topics that this reader has hidden, before anything is painted.
// What is hidden is kept in this browser alone. Without this script nothing is hidden.
(() => {
  "use strict";
  const KEY = "hidden-topics";
  const TOPIC = /^[a-z0-9_-]{1,80}$/i;
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [sheet];

  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY));
      return Array.isArray(kept) ? kept.filter((topic) => TOPIC.test(topic)) : [];
    } catch {
      return [];
    }
  };
  const apply = (topics) => {
    const rules = topics.map((topic) => `[data-topics~="${topic}"]`).join();
    sheet.replaceSync(rules && `${rules} { display: none; }`);
    document.documentElement.classList.toggle("hides", topics.length > 0);
  };
  const keep = (topics) => {
    try {
      if (topics.length) localStorage.setItem(KEY, JSON.stringify(topics));
      else localStorage.removeItem(KEY);
    } catch {
      // A browser that keeps nothing hides the topic until the page is left.
    }
    apply(topics);
  };

  apply(read());
  document.addEventListener("DOMContentLoaded", () => {
    const place = document.getElementById("hiding");
    if (!place) return;
    const boxes = [...place.querySelectorAll("input")];
    const hidden = read();
    boxes.forEach((box) => { box.checked = hidden.includes(box.value); });
    place.hidden = false;
    place.addEventListener("change", () => keep(boxes.filter((box) => box.checked).map((box) => box.value)));
  });
})();
