"use strict";

// Bold, italic, link, heading, lists, quote and footnote, as buttons and keys. Each of them puts its
// marks in, takes them out where they are already, and is one step for Ctrl+Z.

(() => {
  const { put, insert, isCommand } = window.desk;
  const editor = document.getElementById("id_answer");
  if (!editor) return;
  const PREFIX = /^(?:\s*(?:[-*+] |\d+[.)] |\(?[a-z]\) |> |#{1,6} ))+/;
  const ITEM = { heading: /^#{1,6} /, list: /^[-*+] /, numbers: /^\d+[.)] /, quote: /^> ?/ };
  const BLOCK = /^(?:#{1,6} |[-*+] |\d+[.)] |> )/;
  const LINK = /\[([^\][\n]*)\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)/g;

  const run = (text, at, step) => {
    let many = 0;
    while (text[at + many * step] === "*") many++;
    return many;
  };
  const has = (many, size) => (size === 1 ? many % 2 === 1 : many >= 2);

  // Emphasis: of the selection, or of the word in which the cursor stands.

  function toggle(mark) {
    const { value } = editor;
    let [start, end] = trimmed(value, editor.selectionStart, editor.selectionEnd);
    if (start === end) {
      if (leave(mark, start)) return;
      [start, end] = wordAt(value, start);
    }
    const chosen = value.slice(start, end);
    if (chosen.includes("\n")) return toggleLines(mark, start, end);
    const size = mark.length;
    const isAround = has(run(value, start - 1, -1), size) && has(run(value, end, 1), size);
    const isInside = chosen.length > 2 * size && has(run(chosen, 0, 1), size) && has(run(chosen, chosen.length - 1, -1), size);
    if (isInside) put(editor, start, end, chosen.slice(size, -size), start, end - 2 * size);
    else if (isAround) put(editor, start - size, end + size, chosen, start - size, end - size);
    else put(editor, start, end, mark + chosen + mark, start + size, end + size);
  }

  // Pressed once more, the key leads out of the mark, or takes an empty pair away.
  function leave(mark, at) {
    const { value } = editor;
    const size = mark.length;
    const behind = run(value, at, 1);
    if (!has(behind, size)) return false;
    const before = run(value, at - 1, -1);
    if (before === behind) put(editor, at - size, at + size, "");
    else editor.setSelectionRange(at + size, at + size);
    return true;
  }

  function toggleLines(mark, start, end) {
    const lines = editor.value.slice(start, end).split("\n");
    const parts = lines.map((line) => {
      const lead = (line.match(PREFIX) || [""])[0];
      return [lead, line.slice(lead.length).trimEnd()];
    });
    const size = mark.length;
    const isMarked = (words) => has(run(words, 0, 1), size) && has(run(words, words.length - 1, -1), size);
    const isOn = parts.every(([, words]) => !words || isMarked(words));
    const made = parts.map(([lead, words]) => {
      if (!words || (!isOn && isMarked(words))) return lead + words;
      return lead + (isOn ? words.slice(size, -size) : mark + words + mark);
    });
    const text = made.join("\n");
    put(editor, start, end, text, start, start + text.length);
  }

  function trimmed(value, start, end) {
    while (start < end && /\s/.test(value[start])) start++;
    while (end > start && /\s/.test(value[end - 1])) end--;
    return [start, end];
  }

  function wordAt(value, at) {
    const before = value.slice(0, at).match(/[\p{L}\p{N}'’-]*$/u)[0].length;
    const after = value.slice(at).match(/^[\p{L}\p{N}'’-]*/u)[0].length;
    return before && after ? [at - before, at + after] : [at, at];
  }

  // Links.

  function toggleLink() {
    const { value, selectionStart: start, selectionEnd: end } = editor;
    for (const match of value.matchAll(LINK)) {
      const last = match.index + match[0].length;
      if (match.index <= start && end <= last) return put(editor, match.index, last, match[1], match.index, match.index + match[1].length);
    }
    const chosen = value.slice(start, end);
    if (isAddress(chosen)) return put(editor, start, end, `[](${chosen})`, start + 1);
    const made = `[${chosen}](https://)`;
    const at = start + made.length - 9;
    if (chosen) put(editor, start, end, made, at, at + 8);
    else put(editor, start, end, made, start + 1);
  }

  const isAddress = (text) => /^(?:https?:\/\/|mailto:)\S+$/.test(text.trim());

  // An address that is pasted over words makes a link of them.
  function linkTo(address) {
    const { value, selectionStart: start, selectionEnd: end } = editor;
    const chosen = value.slice(start, end);
    if (!chosen.trim() || /[\n\][]/.test(chosen) || isAddress(chosen) || !isAddress(address)) return false;
    const to = address.trim();
    const [from, last] = trimmed(value, start, end);
    put(editor, from, last, `[${value.slice(from, last)}](${/[()<>]/.test(to) ? `<${to.replace(/[<>]/g, encodeURIComponent)}>` : to})`);
    return true;
  }

  // Marks at the beginning of lines.

  function toggleBlock(kind) {
    const { value, selectionStart, selectionEnd } = editor;
    const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
    const next = value.indexOf("\n", Math.max(selectionStart, selectionEnd - 1));
    const end = next < 0 ? value.length : next;
    const lines = value.slice(start, end).split("\n");
    const isOn = lines.every((line) => !line.trim() || ITEM[kind].test(line)) && lines.some((line) => line.trim());
    let number = 0;
    const marked = (line) => {
      const bare = kind === "quote" ? line : line.replace(BLOCK, "");
      return { heading: "## ", list: "- ", numbers: `${++number}. `, quote: "> " }[kind] + bare;
    };
    const made = lines.map((line) => {
      if (!line.trim() && lines.length > 1) return kind === "quote" && !isOn ? ">" : isOn ? line.replace(/^>$/, "") : line;
      return isOn ? line.replace(ITEM[kind], "") : marked(line);
    });
    const text = made.join("\n");
    const isOneLine = lines.length === 1;
    const at = Math.max(start, selectionStart + text.length - (end - start));
    put(editor, start, end, text, isOneLine ? at : start, isOneLine ? at : start + text.length);
  }

  // A footnote: its number in the text, its words at the end.

  function addFootnote() {
    const { value, selectionEnd: at } = editor;
    const known = [...value.matchAll(/\[\^(\d+)\]/g)].map((match) => Number(match[1]));
    const number = Math.max(0, ...known) + 1;
    const rest = value.slice(at).trimEnd();
    const gap = /(?:^|\n)\[\^[^\]]+\]:[^\n]*$/.test(value.trimEnd()) ? "\n" : "\n\n";
    put(editor, at, value.length, `[^${number}]${rest}${gap}[^${number}]: `);
    editor.scrollTop = editor.scrollHeight;
  }

  const actions = {
    bold: () => toggle("**"),
    italic: () => toggle("*"),
    link: toggleLink,
    heading: () => toggleBlock("heading"),
    list: () => toggleBlock("list"),
    numbers: () => toggleBlock("numbers"),
    quote: () => toggleBlock("quote"),
    footnote: addFootnote,
  };
  const keys = { KeyB: "bold", KeyI: "italic", KeyK: "link" };
  const keysWithShift = { Digit1: "heading", Digit7: "numbers", Digit8: "list", Digit9: "quote", Digit0: "footnote" };

  for (const button of document.querySelectorAll("[data-format]")) {
    button.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
    button.addEventListener("click", () => actions[button.dataset.format]());
  }

  editor.addEventListener("keydown", (event) => {
    if ((!event.ctrlKey && !event.metaKey) || !isCommand(event) || event.isComposing) return;
    const byLetter = `Key${event.key.toUpperCase()}`; // on every layout the letter counts
    const action = event.shiftKey ? keysWithShift[event.code] : keys[byLetter];
    if (!action) return;
    event.preventDefault();
    actions[action]();
  });

  Object.assign(window.desk, { linkTo, insertText: (text) => insert(editor, text) });
})();
