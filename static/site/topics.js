// Says where letters were left out, and on the page of tags lets a reader choose which topics.
(() => {
  "use strict";
  const root = document.documentElement;
  const isHidden = (letter) => getComputedStyle(letter).display === "none";
  root.classList.toggle("hides", [...document.querySelectorAll("[data-topics]")].some(isHidden));

  const place = document.getElementById("hiding");
  if (!place) return;
  const boxes = [...place.querySelectorAll("input")];
  const hidden = root.dataset.hidden.split(" ");
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
})();
