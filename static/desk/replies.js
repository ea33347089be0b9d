"use strict";

// Ready replies and help lines go into the message at the cursor; without a script a ready reply is
// a link that opens the page with its text, and a help line is a line to copy.

for (const list of document.querySelectorAll(".ready")) {
  const field = document.getElementById(list.dataset.into);
  if (!field) continue;
  const kind = field.form?.elements.kind ?? document.getElementById(field.id.replace(/text$/, "kind"));

  for (const button of list.querySelectorAll("button[hidden]")) {
    button.hidden = false;
    button.nextElementSibling.hidden = true;
  }
  list.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-text]");
    if (!chosen) return;
    event.preventDefault();
    const { text } = chosen.dataset;
    const before = field.value.slice(0, field.selectionStart);
    const gap = before && !before.endsWith("\n") ? "\n" : "";
    field.focus();
    if (!document.execCommand("insertText", false, gap + text)) field.setRangeText(gap + text, field.selectionStart, field.selectionEnd, "end");
    if (chosen.dataset.kind && kind && [...kind.options].some((one) => one.value === chosen.dataset.kind)) kind.value = chosen.dataset.kind;
  });
}
