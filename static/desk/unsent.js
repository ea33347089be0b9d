"use strict";

// A letter's page has several forms. Words in one of them are not sent by the button of another:
// the browser asks before they are lost.
(() => {
  const touched = new Set();
  document.addEventListener("input", (event) => touched.add(event.target.form));
  document.addEventListener("submit", (event) => touched.delete(event.target));
  window.addEventListener("beforeunload", (event) => {
    if (touched.size) event.preventDefault();
  });
})();
