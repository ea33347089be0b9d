"use strict";

// What is pasted or dropped into the editor: an address over words, rich text, pictures. Text that
// is only text goes in as it is, by the browser itself.

(() => {
  const { insert, linkTo, htmlToMarkdown } = window.desk;
  const editor = document.getElementById("id_answer");
  if (!editor) return;
  const MARKED = /<(?:b|strong|i|em|a|h[1-6]|ul|ol|li|blockquote|table|hr|s|del|img|p|div|br|code)\b|style=|class=["']?Mso/i;
  let isPlain = false;

  // With Shift the browser pastes words alone: so do we.
  editor.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey) isPlain = event.shiftKey && event.key.toLowerCase() === "v";
  });

  function takeText(event) {
    const carrier = event.clipboardData;
    if (event.target !== editor || !carrier || carrier.files.length) return;
    const text = carrier.getData("text/plain");
    const html = carrier.getData("text/html");
    const isTaken = linkTo(text) || (!isPlain && takeRich(html, text));
    isPlain = false;
    if (!isTaken) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  // From an editor of code, or of Markdown, the clipboard has both; then the text is meant.
  function takeRich(html, text) {
    if (!html || !MARKED.test(html) || isMarkdown(text)) return false;
    const made = htmlToMarkdown(html);
    if (!made) return false;
    insert(editor, made);
    return true;
  }

  const isMarkdown = (text) => /\*\*\S|\]\((?:https?:|\/)|^#{1,6} |^\[\^\d+\]:/m.test(text);

  document.addEventListener("paste", takeText, { capture: true });
})();
