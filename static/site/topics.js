// Lets a reader choose the topics that `hiding.js` leaves out.
document.addEventListener("DOMContentLoaded", () => {
  "use strict";
  const place = document.getElementById("hiding");
  const boxes = [...place.querySelectorAll("input")];
  const hidden = document.documentElement.dataset.hidden.split(" ");
  boxes.forEach((box) => { box.checked = hidden.includes(box.value); });
  place.hidden = false;

  place.addEventListener("change", () => {
    const topics = boxes.filter((box) => box.checked).map((box) => box.value);
    try {
      if (topics.length) localStorage.setItem("hidden-topics", JSON.stringify(topics));
      else localStorage.removeItem("hidden-topics");
    } catch {
      // A browser that keeps nothing hides the topic until the page is left.
    }
    document.dispatchEvent(new CustomEvent("hide", { detail: topics }));
  });
});
