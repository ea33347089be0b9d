"use strict";

// The inbox by keyboard, and on a wide screen each letter beside the list. Without this script the
// list's links open a letter's page, and its buttons work all the same.

(() => {
  const list = document.getElementById("letters");
  const pane = document.getElementById("pane");
  const keys = document.getElementById("inbox-keys");
  if (!list || !pane) return;
  const wide = matchMedia("(min-width: 64rem)");
  const links = [...list.querySelectorAll("a.open")];
  const SOON = 120; // milliseconds after which the letter on which one stays is fetched
  let here = -1;
  let timer = 0;
  let wanted = "";

  const row = () => links[here]?.closest(".row");

  function choose(place, focus) {
    if (!links[place]) return;
    row()?.classList.remove("here");
    here = place;
    row().classList.add("here");
    if (focus) {
      links[here].focus({ preventScroll: true });
      row().scrollIntoView({ block: "nearest" });
    }
    clearTimeout(timer);
    timer = setTimeout(show, SOON);
  }

  async function show() {
    if (!wide.matches || here < 0) return;
    const address = links[here].dataset.pane;
    if (address === wanted) return;
    wanted = address;
    pane.replaceChildren(); // nobody answers the letter that stood here
    const answer = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
    if (wanted !== address) return;
    if (!answer || !answer.ok || answer.redirected) {
      wanted = "";
      return;
    }
    pane.innerHTML = await answer.text();
    pane.hidden = false;
    pane.scrollTop = 0;
  }

  function press(key) {
    row()?.querySelector(`[data-key="${key}"]`)?.click();
  }

  const isTyping = (target) => target.closest("textarea, select, [contenteditable], input:not([type=checkbox])") !== null;

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || isTyping(event.target) || keys.open) return;
    if (event.key === "j") choose(Math.min(here + 1, links.length - 1), true);
    else if (event.key === "k") choose(Math.max(here - 1, 0), true);
    else if (event.key === "?") keys.showModal();
    else if (event.key === "Enter" && event.target.matches("body, a.open") && links[here]) location.assign(links[here].href);
    else if ("std".includes(event.key) && event.key.length === 1) press(event.key);
    else return;
    event.preventDefault();
  });

  list.addEventListener("focusin", (event) => {
    const place = links.indexOf(event.target.closest(".row")?.querySelector("a.open"));
    if (place >= 0 && place !== here) choose(place, false);
  });

  list.addEventListener("click", (event) => {
    const link = event.target.closest("a.open");
    if (!link || !wide.matches || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    choose(links.indexOf(link), false);
  });

  wide.addEventListener("change", show);
  choose(0, false);
})();
