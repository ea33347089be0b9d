"use strict";

// A page with several forms: words in one of them are not sent by the button of another, so the
// browser asks before they are lost. The answer itself is saved all the time (saving.js).
(() => {
  const touched = new Set();
  document.addEventListener("input", ({ target: { form } }) => form && form.id !== "question_form" && touched.add(form));
  document.addEventListener("submit", (event) => touched.delete(event.target));
  window.addEventListener("beforeunload", (event) => {
    if (touched.size) event.preventDefault();
  });
})();
