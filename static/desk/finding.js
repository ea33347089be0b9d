"use strict";

// Find and replace in the answer. Each replacement, and all of them together, is one step back.

(() => {
  const { put, isCommand, isMac } = window.desk;
  const editor = document.getElementById("id_answer");
  const panel = document.getElementById("finding");
  if (!editor || !panel) return;
  const byId = (id) => document.getElementById(id);
  const sought = byId("find-words");
  const instead = byId("replace-words");
  const said = byId("found");

  // A straight quotation mark finds a curly one too, and the other way round.
  function pattern() {
    const plain = sought.value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    const words = plain.replace(/['’‘]/g, "['’‘]").replace(/["“”]/g, '["“”]');
    const isWhole = byId("find-whole").checked;
    return new RegExp(isWhole ? `(?<![\\p{L}\\p{N}])${words}(?![\\p{L}\\p{N}])` : words, byId("find-case").checked ? "gu" : "giu");
  }

  const matches = () => (sought.value ? [...editor.value.matchAll(pattern())] : []);
  const isChosen = (match) => match.index === editor.selectionStart && match.index + match[0].length === editor.selectionEnd;

  function tell(found, at) {
    const { none, some } = said.dataset;
    said.textContent = !sought.value ? "" : found.length ? some.replace("%s", at + 1).replace("%n", found.length) : none;
  }

  function go(step) {
    const found = matches();
    if (!found.length) return tell(found, 0);
    const from = step > 0 ? editor.selectionEnd : editor.selectionStart;
    const next = step > 0 ? found.findIndex((match) => match.index >= from) : found.findLastIndex((match) => match.index + match[0].length <= from);
    const at = next >= 0 ? next : step > 0 ? 0 : found.length - 1;
    choose(found[at]);
    tell(found, at);
  }

  // A text field only scrolls to its selection when it is given the focus.
  function choose(match) {
    const back = document.activeElement;
    editor.focus();
    editor.setSelectionRange(match.index, match.index);
    editor.blur();
    editor.focus();
    editor.setSelectionRange(match.index, match.index + match[0].length);
    back.focus();
  }

  function replaceOne() {
    const match = matches().find(isChosen);
    if (!match) return go(1);
    put(editor, match.index, match.index + match[0].length, instead.value);
    go(1);
    instead.focus();
  }

  function replaceAll() {
    const found = matches();
    if (!found.length) return tell(found, 0);
    const first = found[0].index;
    const last = found.at(-1).index + found.at(-1)[0].length;
    const text = editor.value.slice(first, last).replace(pattern(), () => instead.value);
    put(editor, first, last, text);
    said.textContent = said.dataset.replaced.replace("%n", found.length);
    instead.focus();
  }

  sought.addEventListener("input", () => {
    const found = matches();
    tell(found, 0);
  });
  byId("find-next").addEventListener("click", () => go(1));
  byId("find-previous").addEventListener("click", () => go(-1));
  byId("replace-one").addEventListener("click", replaceOne);
  byId("replace-all").addEventListener("click", replaceAll);
  sought.addEventListener("keydown", (event) => {
    if (event.key === "Enter") go(event.shiftKey ? -1 : 1);
  });

  document.addEventListener("keydown", (event) => {
    if ((!event.ctrlKey && !event.metaKey) || !isCommand(event) || event.key.toLowerCase() !== "h" || event.shiftKey !== isMac) return;
    event.preventDefault();
    const chosen = editor.value.slice(editor.selectionStart, editor.selectionEnd);
    if (chosen && !chosen.includes("\n")) sought.value = chosen;
    window.desk.openPanel("finding", true);
  });
})();
