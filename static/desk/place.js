"use strict";

// After a save by hand the page is where it was: as far down, and with the cursor in its place.
// What is kept for that is three numbers and a field's name, until the page is there again.

(() => {
  const form = document.getElementById("question_form");
  if (!form) return;
  const KEY = "desk-place";
  const STAYS = new Set(["_continue", "_keep", "_save"]);
  const SOON = 60000; // milliseconds

  form.addEventListener("submit", (event) => {
    if (!STAYS.has(event.submitter?.name)) return;
    const field = document.querySelector("#question_form :is(textarea, input[type=text])[data-last]");
    const place = { path: location.pathname, at: Date.now(), top: scrollY, id: field?.id, from: field?.selectionStart, to: field?.selectionEnd };
    sessionStorage.setItem(KEY, JSON.stringify(place));
  });

  function remember(field) {
    if (!field.matches("#question_form :is(textarea, input[type=text])")) return; // a button is no place to write
    for (const one of form.querySelectorAll("[data-last]")) delete one.dataset.last;
    field.dataset.last = "";
  }

  form.addEventListener("focusin", (event) => remember(event.target));
  remember(document.activeElement); // it may have been entered before this script arrived

  // Taken before anything can be saved here: what is pressed while the page still loads is for the
  // next page.
  const before = JSON.parse(sessionStorage.getItem(KEY) || "null");
  sessionStorage.removeItem(KEY);

  function restore() {
    if (!before || before.path !== location.pathname || Date.now() - before.at > SOON) return;
    const field = before.id && document.getElementById(before.id);
    if (field) {
      field.focus({ preventScroll: true });
      field.setSelectionRange(before.from, before.to);
    }
    scrollTo(0, before.top);
  }

  addEventListener("load", () => setTimeout(restore, 0));
})();
