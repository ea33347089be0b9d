"use strict";

// Says gently, while a letter is written, what in it may give somebody away, and which answered
// letters are like it. The text goes to this site alone, which keeps nothing of it. Nothing is
// changed unless the writer asks for it.
const PAUSE = 900;

const off = document.querySelector("input[name=no_checks]");
if (off) off.closest("p").hidden = false;

function watch(place) {
  const letter = document.getElementById(place.dataset.letter);
  if (!letter) return;
  let timer = 0;
  let asking = new AbortController();

  // Answers whether the site has looked at the letter; when it was asked for, also with checks off.
  async function look(isWanted = false) {
    window.clearTimeout(timer);
    asking.abort();
    if (document.documentElement.classList.contains("left")) return false;
    if (off?.checked && isWanted !== true) return place.replaceChildren();
    asking = new AbortController();
    const body = new URLSearchParams({
      text: letter.value,
      csrfmiddlewaretoken: letter.form.elements.csrfmiddlewaretoken.value,
    });
    try {
      const answer = await fetch(place.dataset.address, { method: "POST", body, signal: asking.signal });
      if (answer.ok) show(await answer.text());
      return answer.status === 200;
    } catch {
      // Offline, or a newer question is under way: the letter can be written all the same.
      return false;
    }
  }

  // Only what is new is put in, so that a screen reader does not read the same again.
  function show(said) {
    const page = new DOMParser().parseFromString(said, "text/html");
    if (page.body.textContent !== place.textContent) place.replaceChildren(...page.body.childNodes);
  }

  letter.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(look, PAUSE);
  });

  place.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-words]");
    if (!button) return;
    const words = button.dataset.words;
    // From the end, so that the places in front stay right; nothing else is touched if the text
    // has changed since it was looked at.
    const { places } = button.closest("[data-places]").dataset;
    for (const place of places.split(" ").map(Number).reverse()) {
      if (letter.value.startsWith(words, place)) {
        letter.setRangeText("…", place, place + words.length, "end");
      }
    }
    letter.focus();
    look();
  });

  off?.addEventListener("change", look);
  if (letter.value) look();
  return () => look(true);
}

const places = [...document.querySelectorAll(".hints[data-address]")];
const looks = places.map(watch);

// The letter is checked without leaving the page, so that going back loses nothing.
document.querySelector("button[name=look]")?.addEventListener("click", async (event) => {
  const button = event.currentTarget;
  if (button.dataset.isWeb) return;
  event.preventDefault();
  const answers = await Promise.all(looks.map((look) => look()));
  if (answers.includes(false)) {
    button.dataset.isWeb = "yes"; // too often, or a fault: the page itself says what is the matter
    return button.form.requestSubmit(button);
  }
  const found = places.find((place) => place.innerText.trim()); // letters may be hidden
  const nothing = document.querySelector(".nothing");
  nothing.textContent = found ? "" : nothing.dataset.words;
  // A heading where there is one: what is taller than the screen would be met in its middle.
  const first = found?.querySelector("h2") || found || nothing;
  first.tabIndex = -1;
  first.focus({ preventScroll: true });
  first.scrollIntoView();
});
