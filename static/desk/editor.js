"use strict";

// Typing for the writer: every change goes through the browser's own undo, so that Ctrl+Z takes it
// back. Other scripts of the desk find these functions under `window.desk`.

window.desk = (() => {
  const isMac = /^(Mac|iP)/.test(navigator.platform);

  // Only what differs is typed, so that the cursor's place and the undo stay sensible.
  // Between `from` and `to` stands `text` afterwards, with the cursor or a selection in it.
  function put(field, from, to, text, start = from + text.length, end = start) {
    field.focus();
    field.setSelectionRange(from, to);
    const isChanged = field.value.slice(from, to) !== text;
    if (isChanged && !type(text)) {
      field.setRangeText(text, from, to);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    field.setSelectionRange(start, end);
  }

  // `execCommand` is the one way to type with the browser's undo; where it is missing, the text
  // still goes in.
  function type(text) {
    try {
      return document.execCommand(text ? "insertText" : "delete", false, text);
    } catch {
      return false;
    }
  }

  function insert(field, text) {
    put(field, field.selectionStart, field.selectionEnd, text);
  }

  // A block of its own: an empty line before and behind, as far as there is none yet.
  function insertBlock(field, text) {
    const before = field.value.slice(0, field.selectionStart);
    const after = field.value.slice(field.selectionEnd);
    const above = before ? "\n\n".slice(Math.min(2, before.match(/\n*$/)[0].length)) : "";
    const below = "\n\n".slice(Math.min(2, after.match(/^\n*/)[0].length));
    insert(field, above + text + (after ? below : "\n\n"));
  }

  const isCommand = (event) => (isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey) && !event.altKey;

  // With Option a Mac types letters, and AltGr does elsewhere: neither is taken.
  function isTool(event) {
    if (event.metaKey || !event.altKey || event.getModifierState("AltGraph")) return false;
    return isMac ? event.ctrlKey : !event.ctrlKey;
  }

  return { put, insert, insertBlock, isCommand, isTool, isMac };
})();

// markdownx takes Tab to indent, which traps everybody who writes by keyboard (WCAG 2.2, success
// criterion 2.1.2), and other keys for changes that cannot be undone. It does not get to see them.
// A letter that is typed is no shortcut, and asking every listener about it costs time: it goes
// straight into the text.
document.addEventListener(
  "keydown",
  (event) => {
    if (!event.target.classList.contains("markdownx-editor")) return;
    const isCommand = event.ctrlKey || event.metaKey;
    const isLetter = event.key.length === 1 && !isCommand && !event.altKey;
    const isTaken = event.key === "Tab" || (isCommand && "d[]".includes(event.key));
    if (isLetter || isTaken) event.stopImmediatePropagation();
  },
  { capture: true },
);

// The preview takes over the blocks that have changed and leaves the others where they are, so that
// neither typing nor the eye is disturbed. markdownx sets `innerHTML`; the text is parsed inertly.
for (const page of document.querySelectorAll(".markdownx-preview")) {
  const source = (node) => node.outerHTML ?? node.data;
  let shown = [];

  function show(html) {
    const made = document.createElement("template");
    made.innerHTML = html;
    const blocks = [...made.content.childNodes];
    const sources = blocks.map(source);
    const shorter = Math.min(shown.length, sources.length);
    let first = 0;
    while (first < shorter && shown[first] === sources[first]) first++;
    let same = 0;
    while (same < shorter - first && shown[shown.length - 1 - same] === sources[sources.length - 1 - same]) same++;
    const old = [...page.childNodes];
    for (const node of old.slice(first, old.length - same)) node.remove();
    const next = page.childNodes[first] ?? null;
    const fresh = document.createDocumentFragment();
    fresh.append(...blocks.slice(first, blocks.length - same));
    page.insertBefore(fresh, next);
    shown = sources;
  }

  Object.defineProperty(page, "innerHTML", { set: show });
}
