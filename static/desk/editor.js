"use strict";

// markdownx takes the Tab key to indent, which traps everybody who writes by keyboard
// (WCAG 2.2, success criterion 2.1.2). Tab is stopped before markdownx sees it, and leaves the
// editor as it leaves any other field.
document.addEventListener(
  "keydown",
  (event) => {
    if (event.key === "Tab" && event.target.classList.contains("markdownx-editor")) {
      event.stopImmediatePropagation();
    }
  },
  { capture: true },
);
