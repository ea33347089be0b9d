"use strict";

// Rich text from the clipboard (Word, Google Docs, a web page) as clean Markdown. It is parsed by
// DOMParser, in a document of its own in which nothing is loaded and no script runs.

window.desk.htmlToMarkdown = (() => {
  const SKIPPED = new Set("STYLE SCRIPT META TITLE LINK TEMPLATE NOSCRIPT IFRAME OBJECT SVG HEAD BUTTON INPUT SELECT TEXTAREA".split(" "));
  const BLOCKS = new Set(
    "P DIV H1 H2 H3 H4 H5 H6 UL OL LI BLOCKQUOTE PRE HR TABLE THEAD TBODY TFOOT TR TD TH SECTION ARTICLE HEADER FOOTER MAIN NAV ASIDE FIGURE FIGCAPTION DL DT DD CENTER BODY FORM FIELDSET ADDRESS DETAILS SUMMARY".split(" "),
  );
  const HARMLESS = /^(?:https?:|mailto:|tel:|\/(?!\/)|#)/i;

  // The policy looks at styles and handlers in an inert document too: there they have other names.
  const TAG = /<[a-z][^\s>/]*(?:[^>"']|"[^"]*"|'[^']*')*>/gi;
  const withoutStyles = (html) => html.replace(/<style[\s\S]*?<\/style\s*>/gi, "").replace(TAG, (tag) => tag.replace(/([\s"'])(style|on[a-z]+)(\s*=)/gi, "$1data-$2$3"));
  const cssOf = (node) => node.getAttribute("data-style") || "";

  function convert(html) {
    const page = new DOMParser().parseFromString(withoutStyles(html), "text/html");
    const blocks = blocksOf(page.body, { depth: 0 });
    return blocks.map(tidy).filter(Boolean).join("\n\n").replace(/\n{3,}/g, "\n\n").trim();
  }

  const tidy = (text) => text.replace(/[ \t]+\n/g, "\n").replace(/\s+$/, "");

  // Blocks.

  function blocksOf(node, context) {
    const made = [];
    let line = "";
    const flush = () => {
      const text = paragraph(line);
      if (text) made.push(text);
      line = "";
    };
    for (const child of node.childNodes) {
      if (isSkipped(child)) continue;
      if (isBlock(child)) {
        flush();
        made.push(...block(child, context));
      } else {
        line += inline(child, {});
      }
    }
    flush();
    return joinWordLists(made);
  }

  const isSkipped = (node) => node.nodeType === 8 || (node.nodeType === 1 && (SKIPPED.has(node.tagName) || isHidden(node)));
  const isHidden = (node) => /display:\s*none|mso-hide:\s*all/i.test(cssOf(node)) || node.hidden;
  const isBlock = (node) => node.nodeType === 1 && (BLOCKS.has(node.tagName) || hasBlocks(node));
  // Google Docs puts everything into one <b>.
  const hasBlocks = (node) => !!node.querySelector && !!node.querySelector("p, div, h1, h2, h3, h4, h5, h6, ul, ol, blockquote, table, hr, pre");

  function block(node, context) {
    const { tagName } = node;
    const level = headingLevel(node);
    if (level) return headings(node, level);
    if (tagName === "UL" || tagName === "OL") return [list(node)];
    if (tagName === "BLOCKQUOTE") return [quoted(blocksOf(node, context).join("\n\n"))];
    if (tagName === "PRE") return [`\`\`\`\n${node.textContent.replace(/\n+$/, "")}\n\`\`\``];
    if (tagName === "HR") return ["---"];
    if (tagName === "TABLE") return table(node);
    if (isWordItem(node)) return [wordItem(node)];
    return blocksOf(node, context);
  }

  function headingLevel(node) {
    const byTag = /^H([1-6])$/.exec(node.tagName);
    const byClass = /^MsoHeading([1-6])$/.exec(node.className);
    const byRole = node.getAttribute("role") === "heading" && node.getAttribute("aria-level");
    const byName = node.className === "MsoTitle" && 1;
    return Number((byTag || byClass || [])[1] || byRole || byName || 0);
  }

  function headings(node, level) {
    const words = inlines(node, { isHeading: true }).replace(/\s+/g, " ").trim();
    return words ? [`${"#".repeat(Math.min(6, Math.max(2, level)))} ${words}`] : [];
  }

  const quoted = (text) => text.split("\n").map((line) => (line ? `> ${line}` : ">")).join("\n");

  // Lists.

  function list(node) {
    const isNumbered = node.tagName === "OL";
    const type = node.getAttribute("type") || listStyle(node);
    let number = Number(node.getAttribute("start")) || 1;
    const items = [];
    for (const child of node.children) {
      if (child.tagName === "UL" || child.tagName === "OL") {
        const inner = indent(list(child), 4);
        if (items.length) items.push(`${items.pop()}\n${inner}`);
        else items.push(inner.trim());
      } else if (!isSkipped(child)) {
        items.push(item(child, mark(isNumbered, type, number++)));
      }
    }
    const isLoose = items.some((text) => /\n\n/.test(text));
    return items.join(isLoose ? "\n\n" : "\n");
  }

  function listStyle(node) {
    const first = node.querySelector("li");
    const style = `${cssOf(node)};${first ? cssOf(first) : ""}`;
    return /lower-(?:alpha|latin)/.test(style) ? "a" : "";
  }

  function mark(isNumbered, type, number) {
    if (!isNumbered) return "- ";
    return type === "a" && number <= 26 ? `${String.fromCharCode(96 + number)}) ` : `${number}. `;
  }

  function item(node, sign) {
    const blocks = blocksOf(node, {});
    const [first = "", ...rest] = blocks;
    const width = /^[a-z]\)/.test(sign) ? 0 : sign.length;
    const isInner = (text) => /^(?:[-*+] |\d+[.)] )/.test(text);
    return sign + rest.reduce((text, more) => text + (isInner(more) ? "\n" : "\n\n") + indent(more, width), hang(first, width));
  }

  const indent = (text, width) => text.replace(/^(?=.)/gm, " ".repeat(width));
  const hang = (text, width) => text.replace(/\n(?=.)/g, `\n${" ".repeat(width)}`);

  // Word's lists are paragraphs with a sign of their own in front.

  const isWordItem = (node) => node.tagName === "P" && (/mso-list:/i.test(cssOf(node)) || /MsoListParagraph/.test(node.className)) && !!wordSign(node);

  function wordSign(node) {
    const ignored = [...node.querySelectorAll("span")].find((span) => /mso-list:\s*Ignore/i.test(cssOf(span)));
    if (ignored) return ignored.textContent.replace(/[\s\u00a0]+/g, "");
    const match = /^[\s\u00a0]*([·•§o▪–-]|\(?(?:\d{1,3}|[a-z])[.)])[\s\u00a0]{2,}/.exec(node.textContent);
    return match ? match[1] : "";
  }

  function wordItem(node) {
    const level = Number((/level(\d)/.exec(cssOf(node)) || [])[1] || 1);
    const sign = wordSign(node);
    const words = paragraph(inlines(node, { isWordItem: true })).replace(/^(?:[·•§▪–-]|o(?=\s)|\(?(?:\d{1,3}|[a-z])[.)])[\s\u00a0]+/, "");
    const number = /^\(?(\d{1,3})[.)]$/.exec(sign);
    const letter = /^(\(?[a-z]\)|[a-z]\.)$/.exec(sign);
    const shown = number ? `${number[1]}. ` : letter ? `${letter[1].replace(".", ")")} ` : "- ";
    return `\u0000${indent(shown + words, 4 * (level - 1))}`;
  }

  function joinWordLists(blocks) {
    const made = [];
    for (const text of blocks) {
      const isItem = text.startsWith("\u0000");
      const last = made.length - 1;
      if (isItem && last >= 0 && made[last].startsWith("\u0000")) made[last] += `\n${text.slice(1)}`;
      else made.push(text);
    }
    return made.map((text) => text.replace("\u0000", ""));
  }

  // Tables: those for layout are texts, the others are tables.

  function table(node) {
    const rows = [...node.rows].map((row) => [...row.cells].map((cell) => blocksOf(cell, {}).join(" ").replace(/\s*\n\s*/g, " ").replace(/\|/g, "\\|")));
    const width = Math.max(0, ...rows.map((row) => row.length));
    if (width < 2 || rows.length < 2) return [...node.rows].flatMap((row) => [...row.cells].flatMap((cell) => blocksOf(cell, {})));
    const line = (cells) => `| ${Array.from({ length: width }, (_, at) => cells[at] || " ").join(" | ")} |`;
    return [[line(rows[0]), line(Array(width).fill("---")), ...rows.slice(1).map(line)].join("\n")];
  }

  // Words.

  const inlines = (node, style) => [...node.childNodes].map((child) => (isSkipped(child) ? "" : inline(child, style))).join("");

  function inline(node, style) {
    if (node.nodeType === 3) return escaped(node.data);
    if (node.nodeType !== 1 || isSkipped(node)) return "";
    if (node.tagName === "BR") return "\u0001";
    if (node.tagName === "IMG") return picture(node);
    if (/mso-list:\s*Ignore/i.test(cssOf(node)) && style.isWordItem) return "";
    if (node.tagName === "CODE" || node.tagName === "TT") return code(node.textContent);
    if (node.tagName === "A") return link(node, style);
    return emphasised(node, style);
  }

  function emphasised(node, style) {
    const css = cssOf(node);
    const weight = /font-weight:\s*(\w+)/i.exec(css);
    const isNotBold = weight && /^(?:normal|[1-5]00)$/.test(weight[1]);
    const isBold = !style.bold && !style.isHeading && ((/^(?:B|STRONG)$/.test(node.tagName) && !isNotBold) || (weight && /^(?:bold|bolder|[6-9]00)$/.test(weight[1])));
    const isNotItalic = /font-style:\s*normal/i.test(css);
    const isItalic = !style.italic && ((/^(?:I|EM|CITE|DFN)$/.test(node.tagName) && !isNotItalic) || /font-style:\s*(?:italic|oblique)/i.test(css));
    const isStruck = !style.struck && (/^(?:S|DEL|STRIKE)$/.test(node.tagName) || /text-decoration[^;]*line-through/i.test(css));
    const inner = { ...style, bold: style.bold || isBold, italic: style.italic || isItalic, struck: style.struck || isStruck };
    let words = inlines(node, inner);
    if (isItalic) words = marked(words, "*");
    if (isBold) words = marked(words, "**");
    if (isStruck) words = marked(words, "~~");
    return words;
  }

  // Marks stand at words, never at spaces, and never reach over a line's end.
  function marked(words, sign) {
    return words
      .split("\u0001")
      .map((line) => {
        const [, before, inner, after] = /^([\s\u00a0]*)([\s\S]*?)([\s\u00a0]*)$/.exec(line);
        return inner ? before + sign + inner + sign + after : line;
      })
      .join("\u0001");
  }

  function link(node, style) {
    const words = inlines(node, style).replace(/\u0001/g, " ");
    const to = address(node.getAttribute("href") || "");
    const plain = node.textContent.trim();
    if (!to || !plain || to.startsWith("#")) return words;
    if (plain === to || `mailto:${plain}` === to || plain === to.replace(/\/$/, "")) return plain;
    const [, before, inner, after] = /^(\s*)([\s\S]*?)(\s*)$/.exec(words);
    return `${before}[${inner}](${/[()\s]/.test(to) ? `<${to}>` : to})${after}`;
  }

  // Google sends links around through itself; word processors invent bookmarks.
  function address(href) {
    const redirect = /^https?:\/\/www\.google\.[a-z.]+\/url\?(?:.*&)?(?:q|url)=([^&]+)/.exec(href);
    const to = redirect ? decode(redirect[1]) : href.trim();
    return HARMLESS.test(to) ? to.replace(/[<>\s]/g, encodeURIComponent) : "";
  }

  function decode(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return "";
    }
  }

  // A foreign picture cannot be shown; its words stay. Our own stays, without a passing key.
  function picture(node) {
    const words = escaped(node.getAttribute("alt") || "").trim();
    const source = node.getAttribute("src") || "";
    const own = /^(?:https?:\/\/[^/]+)?(\/media\/[a-z0-9]+\.(?:jpg|png|webp))(?:\?key=[^"]*)?$/.exec(source);
    return own ? `\u0001\u0001![${words}](${own[1]})\u0001\u0001` : words;
  }

  function code(text) {
    const longest = Math.max(0, ...(text.match(/`+/g) || []).map((run) => run.length));
    const fence = "`".repeat(longest + 1);
    const gap = longest ? " " : "";
    return text.trim() ? fence + gap + text.replace(/\s+/g, " ").trim() + gap + fence : text;
  }

  // What would be a mark and was a character is escaped, and only that.
  function escaped(text) {
    return text
      .replace(/[\t\n\r\f ]+/g, " ")
      .replace(/\\(?=[!-/:-@[-`{-~])/g, "\\\\")
      .replace(/([*`])(?=\S)|(?<=\S)([*`])/g, "\\$&")
      .replace(/(?<![\p{L}\p{N}])_(?=\S)|(?<=\S)_(?![\p{L}\p{N}])/gu, "\\_")
      .replace(/\[(?=[^\]]*\]\()/g, "\\[")
      .replace(/~~/g, "\\~\\~");
  }

  // A paragraph: spaces as one, breaks as lines, and no line that would begin a list by accident.
  function paragraph(text) {
    return text
      .replace(/[ \u00a0]*\u0001[ \u00a0]*/g, "\n")
      .replace(/ {2,}/g, " ")
      .split("\n")
      .map((line) => guarded(line.replace(/^[ \u00a0]+|[ ]+$/g, "")))
      .join("\n")
      .replace(/\u200b|\ufeff/g, "")
      .replace(/\n{3,}/g, "\n\n")
      .trim();
  }

  const guarded = (line) => line.replace(/^([-+*>]|#{1,6})(?= )/, "\\$1").replace(/^(\d{1,9})([.)])(?= )/, "$1\\$2").replace(/^(-{3,}|={1,}|_{3,})$/, "\\$1");

  return convert;
})();
