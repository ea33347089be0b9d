// A box grows with what is written in it, where the browser can do that. It is no rule of site.css,
// which every page has in itself, because the W3C's checker does not know the property yet.
(() => {
  "use strict";
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(".field textarea { field-sizing: content; }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
})();
