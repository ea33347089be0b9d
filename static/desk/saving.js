"use strict";

// Saves what is being written every few seconds, and always says how that went. While the server is
// away the text stays where it is, in the form, and saving goes on as soon as the server answers.

(() => {
  const form = document.getElementById("question_form");
  const status = document.getElementById("saved");
  const meanwhile = document.getElementById("meanwhile");
  if (!form || !status) return;
  const words = status.dataset;
  const EVERY = 3000;
  const OURS = new Set(["csrfmiddlewaretoken", "base_revision", "slug", "new_tags", "pseudonym", "pseudonym-words"]);
  const token = form.elements.csrfmiddlewaretoken;
  const base = form.elements.base_revision;
  let kept = "unsaved" in words ? null : asItCame();
  let keptAt = null;
  let saving = null;
  let chosen = meanwhile.hidden;
  let leaving = false;
  let theirs = null;
  let namesTouched = false;

  function written() {
    const pairs = [...new FormData(form)].filter(([name]) => !OURS.has(name));
    return new URLSearchParams(pairs).toString();
  }

  // What the server sent, whatever was typed before this script arrived.
  function asItCame() {
    const fields = [...form.elements].filter((field) => field.name && !OURS.has(field.name) && field.type !== "submit");
    const isIn = (field) => field.type !== "checkbox" || field.defaultChecked;
    const pairs = fields.filter(isIn).map((field) => [field.name, field.defaultValue]);
    return new URLSearchParams(pairs).toString();
  }

  const isUnsaved = () => written() !== kept;

  function say(text, kind) {
    if (status.textContent !== text) status.textContent = text;
    status.dataset.kind = kind;
  }

  function sayHowLongAgo() {
    if (status.dataset.kind !== "saved" || keptAt === null) return;
    const seconds = Math.round((Date.now() - keptAt) / 1000);
    const ago = seconds < 90 ? words.ago.replace("%s", seconds) : words.minutes.replace("%s", Math.round(seconds / 60));
    status.setAttribute("aria-live", "off");
    say(seconds < 2 ? words.saved : ago, "saved");
  }

  function save() {
    saving = send().finally(() => {
      saving = null;
    });
    return saving;
  }

  const SENT_WHILE_CLOSING = 60_000; // bytes; browsers send up to 64 kB for a page that is gone

  async function send() {
    const sent = written();
    const body = new URLSearchParams(sent);
    body.set("base_revision", base.value);
    status.setAttribute("aria-live", "polite");
    try {
      const headers = { "X-CSRFToken": token.value, Accept: "application/json" };
      const answer = await fetch(words.address, { method: "POST", body, headers, keepalive: sent.length < SENT_WHILE_CLOSING });
      await heed(answer, sent);
    } catch {
      say(words.away, "away");
    }
  }

  async function heed(answer, sent) {
    if (answer.status === 401 || answer.status === 403 || answer.redirected) return renew();
    const facts = await answer.json();
    if (answer.status === 409) return offer(facts);
    if (answer.status === 400) return say(facts.errors.join(" "), "refused");
    if (!answer.ok) throw new Error(answer.status);
    base.value = facts.revision;
    kept = sent;
    keptAt = Date.now();
    say(words.saved, "saved");
    show("checklist", facts.checklist);
    show("differences", facts.differences);
    if (!namesTouched) show("names", facts.names);
  }

  function show(id, html) {
    const place = document.getElementById(id);
    const wasOpen = place.querySelector("details[open]") !== null;
    if (place.contains(document.activeElement)) return;
    place.innerHTML = html;
    const details = place.querySelector("details");
    if (details) details.open = wasOpen;
  }

  // After signing in again in another window the form's token is another one.
  async function renew() {
    say(words.signedOut, "away");
    const answer = await fetch(words.token, { headers: { Accept: "application/json" } });
    const isOurs = answer.ok && !answer.redirected;
    if (isOurs) token.value = (await answer.json()).token;
  }

  function offer(facts) {
    theirs = facts;
    chosen = false;
    for (const place of meanwhile.querySelectorAll("[data-theirs]")) {
      const other = facts.theirs[place.dataset.theirs];
      const isSame = form.elements[place.dataset.theirs].value.replace(/\r/g, "") === other.replace(/\r/g, "");
      place.textContent = other;
      place.hidden = place.previousElementSibling.hidden = isSame;
    }
    meanwhile.hidden = false;
    say(words.conflict, "away");
    document.getElementById("meanwhile-heading").focus();
  }

  function choose() {
    chosen = true;
    meanwhile.hidden = true;
    if (theirs) base.value = theirs.revision;
    return save();
  }

  function takeTheirs() {
    if (!theirs) return location.assign(location.pathname);
    for (const [name, text] of Object.entries(theirs.theirs)) {
      if (form.elements[name]) form.elements[name].value = text;
    }
    for (const [name, values] of Object.entries(theirs.lists)) {
      const chosenNow = new Set(values.map(String));
      for (const box of form.querySelectorAll(`input[name="${name}"]`)) box.checked = chosenNow.has(box.value);
    }
    form.elements.answer.dispatchEvent(new Event("input", { bubbles: true }));
    return choose();
  }

  function look() {
    sayHowLongAgo();
    if (!isUnsaved() || saving || !chosen) return;
    if (status.dataset.kind === "saved" || !status.dataset.kind) say(words.writing, "writing");
  }

  document.getElementById("names").addEventListener("input", () => {
    namesTouched = true;
  });
  document.getElementById("keep-mine").addEventListener("click", choose);
  document.getElementById("take-theirs").addEventListener("click", takeTheirs);

  // Everything that is written is on the server when this is fulfilled, or the page says why not.
  window.desk.save = async () => {
    await saving;
    if (chosen && isUnsaved()) await save();
    return !isUnsaved();
  };

  // The whole form is read for it, so it waits for a moment between two keys.
  const soon = (action) => (window.requestIdleCallback ? requestIdleCallback(action, { timeout: 1000 }) : action());

  setInterval(() => soon(look), 1000);
  setInterval(() => soon(() => isUnsaved() && !saving && chosen && save()), EVERY);

  // A save by hand waits for the one on its way, so that the two do not take each other for
  // somebody else.
  form.addEventListener("submit", (event) => {
    if (saving) {
      event.preventDefault();
      const button = event.submitter;
      saving.then(() => form.requestSubmit(button));
      return;
    }
    leaving = true;
  });
  addEventListener("pageshow", () => {
    leaving = false;
  });

  // Leaving the page saves: a link waits until that is done, and a window that is closed or put
  // away sends what it has. The browser asks only where saving is not possible.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    const isHere = link && link.origin === location.origin && !link.target && !link.getAttribute("href").startsWith("#");
    const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!isHere || !isPlain || event.defaultPrevented || !chosen || !isUnsaved()) return;
    event.preventDefault();
    await window.desk.save();
    location.assign(link.href);
  });

  function saveWhileClosing() {
    if (!leaving && !saving && chosen && isUnsaved()) save();
  }

  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && saveWhileClosing());
  addEventListener("pagehide", saveWhileClosing);
  addEventListener("beforeunload", (event) => {
    if (leaving || !isUnsaved()) return;
    const isPossible = chosen && !saving && status.dataset.kind !== "away" && written().length < SENT_WHILE_CLOSING;
    if (isPossible) save();
    else event.preventDefault();
  });

  // The page as readers will see it opens beside, so that the writing stays where it is.
  const beside = form.querySelector("[data-beside]");
  beside?.addEventListener("click", async (event) => {
    event.preventDefault();
    const other = window.open("", `page-${location.pathname.replace(/\D/g, "")}`);
    await window.desk.save();
    if (other) other.location = beside.dataset.beside;
    else location.assign(beside.dataset.beside);
  });
})();
