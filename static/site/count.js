"use strict";

// How much room is left in a box, said only when there is not much of it.
document.querySelectorAll(".count[data-letter]").forEach((place) => {
  const box = document.getElementById(place.dataset.letter);
  const { from, limit, left, over } = place.dataset;
  const show = () => {
    const length = [...box.value].length;
    const words = length > limit ? over : left;
    place.hidden = length < from;
    place.textContent = words.replace("…", Math.abs(limit - length).toLocaleString("en-GB"));
  };
  box.addEventListener("input", show);
  show();
});
