"use strict";

// The tools above the editor: passages, earlier answers, pictures, keys, the count of words.

(() => {
  const form = document.getElementById("question_form");
  const editor = document.getElementById("id_answer");
  if (!form || !editor) return;
  const WORDS_A_MINUTE = 230;
  const byId = (id) => document.getElementById(id);

  const { insert: put, insertBlock, isCommand, isTool, isMac } = window.desk;
  const insert = (text) => put(editor, text);

  // Panels.

  function open(id, isOpen = byId(id).hidden) {
    for (const panel of document.querySelectorAll(".panel")) panel.hidden = panel.id !== id || !isOpen;
    for (const button of document.querySelectorAll("[data-opens]")) {
      button.setAttribute("aria-expanded", String(!byId(button.dataset.opens).hidden));
    }
    if (isOpen) byId(id).querySelector("input").focus();
    else editor.focus();
  }
  window.desk.openPanel = open;

  for (const button of document.querySelectorAll("[data-opens]")) {
    button.addEventListener("click", () => open(button.dataset.opens));
  }
  for (const panel of document.querySelectorAll(".panel")) {
    panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") open(panel.id, false);
      if (event.key === "Enter" && !event.target.closest("button, a")) event.preventDefault();
    });
  }

  // Passages and earlier answers.

  byId("find-passage").addEventListener("input", (event) => {
    const sought = event.target.value.toLowerCase();
    for (const item of byId("passages").querySelectorAll("li")) {
      item.hidden = !item.textContent.toLowerCase().includes(sought);
    }
  });

  byId("passages").addEventListener("click", async (event) => {
    const button = event.target.closest("[data-passage]");
    if (!button) return;
    const answer = await fetch(button.dataset.passage);
    insert((await answer.json()).text);
    open("passages", false);
  });

  const earlier = byId("earlier");
  const earlierSaid = byId("earlier-said");
  let asked = 0;

  byId("find-earlier").addEventListener("input", async (event) => {
    const mine = ++asked;
    const words = event.target.value.trim();
    const facts = words ? await findEarlier(words) : { questions: [], none: earlier.dataset.start };
    if (mine !== asked) return;
    byId("earlier-found").replaceChildren(...facts.questions.map(itemOf));
    earlierSaid.textContent = facts.questions.length ? "" : facts.none;
  });

  async function findEarlier(words) {
    try {
      const answer = await fetch(`${earlier.dataset.address}?${new URLSearchParams({ q: words })}`);
      return await answer.json();
    } catch {
      return { questions: [], none: earlier.dataset.away };
    }
  }

  function itemOf(question) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    const link = document.createElement("a");
    button.type = "button";
    button.textContent = question.headline;
    button.addEventListener("click", () => {
      insert(`[${question.headline.replace(/[[\]]/g, "")}](${question.path})`);
      open("earlier", false);
    });
    link.href = question.path;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = earlier.dataset.read;
    item.append(button, " ", link);
    return item;
  }

  // Pictures: chosen, pasted or dropped, each is asked for its words before it goes in.

  const file = byId("picture-file");

  byId("picture-done").addEventListener("click", async () => {
    const wrong = byId("picture-wrong");
    const words = byId("picture-words");
    wrong.textContent = !file.files.length ? wrong.dataset.none : !words.value.trim() ? wrong.dataset.words : "";
    if (wrong.textContent) return (file.files.length ? words : file).focus();
    const body = new FormData();
    body.set("image", file.files[0]);
    const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, Accept: "application/json" };
    try {
      const answer = await fetch(editor.dataset.markdownxUploadUrlsPath, { method: "POST", body, headers });
      place(await answer.json());
    } catch {
      wrong.textContent = wrong.dataset.away;
    }
  });

  // A picture stands in lines of its own.
  function place(facts) {
    if (!facts.image_code) {
      byId("picture-wrong").textContent = (facts.image || [byId("picture-wrong").dataset.away]).join(" ");
      return;
    }
    const words = byId("picture-words").value.replace(/[[\]]/g, "").trim();
    insertBlock(editor, facts.image_code.replace(/!\[[^\]]*\]/, () => `![${words}]`));
    byId("picture-words").value = file.value = "";
    open("picture", false);
  }

  function takeFile(event, carrier) {
    if (event.target !== editor || !carrier || !carrier.files.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    file.files = carrier.files;
    open("picture", true);
    byId("picture-words").focus();
  }

  document.addEventListener("paste", (event) => takeFile(event, event.clipboardData), { capture: true });
  document.addEventListener("drop", (event) => takeFile(event, event.dataTransfer), { capture: true });

  // Full screen: the answer alone, in the reading face.

  const full = byId("full-screen");

  function setFullScreen(isOn) {
    document.body.classList.toggle("full-screen", isOn);
    full.setAttribute("aria-pressed", String(isOn));
    editor.focus();
  }

  const switchFullScreen = () => setFullScreen(full.getAttribute("aria-pressed") !== "true");
  full.addEventListener("click", switchFullScreen);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const isOpen = document.querySelector(".panel:not([hidden]), dialog[open]");
    if (!isOpen && full.getAttribute("aria-pressed") === "true") setFullScreen(false);
  });

  // Keys.

  const publish = () => form.querySelector(".bar [name=_publish]")?.click();
  const withCommand = { s: () => window.desk.save(), enter: publish };
  const withTool = {
    KeyP: () => open("passages"),
    KeyE: () => open("earlier"),
    KeyM: () => open("picture"),
    KeyW: switchFullScreen,
    KeyN: () => byId("names").querySelector("input[type=text]").focus(),
  };

  document.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.altKey && event.key !== "?") return;
    const isPlain = isCommand(event) && !event.shiftKey;
    const action = isPlain ? withCommand[event.key.toLowerCase()] : isTool(event) ? withTool[event.code] : isAsking(event) && showKeys;
    if (!action) return;
    event.preventDefault();
    action();
  });

  if (isMac) {
    for (const key of document.querySelectorAll("#shortcuts kbd")) {
      key.textContent = { Ctrl: "⌘", Alt: "⌃ ⌥" }[key.textContent] || key.textContent;
    }
  }

  // An answer begins with its headline, and Enter leads on to the answer.
  const headline = byId("id_headline");
  if (!headline.value && matchMedia("(pointer: fine)").matches) (headline.checkVisibility() ? headline : editor).focus();
  headline.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.isComposing) return;
    event.preventDefault();
    editor.focus();
  });

  byId("names").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.type !== "text") return;
    event.preventDefault();
    form.requestSubmit(byId("put-pseudonyms-in"));
  });

  function isAsking(event) {
    const isWriting = event.target.matches("textarea, select, input:not([type=checkbox], [type=submit], [type=radio])");
    return event.key === "?" && !isWriting && !event.altKey && !event.ctrlKey && !event.metaKey;
  }

  const showKeys = () => byId("shortcuts").showModal();
  byId("show-shortcuts").addEventListener("click", showKeys);

  // The count of words.

  function count() {
    const many = editor.value.split(/\s+/).filter(Boolean).length;
    const minutes = Math.max(1, Math.ceil(many / WORDS_A_MINUTE));
    byId("count").textContent = many ? byId("count").dataset.words.replace("%s", many).replace("%m", minutes) : "";
  }

  count();

  // Where it has a column of its own, what readers will see is turned to where John writes.

  const page = document.querySelector(".reading .page");

  function follow() {
    const part = editor.selectionStart / Math.max(1, editor.value.length);
    page.scrollTop = part * page.scrollHeight - page.clientHeight / 2;
  }

  // Not at each key: the letter has to be shown first. A key only notes the time.
  const QUIET = 250;
  let touchedAt = 0;
  let isWaiting = false;
  window.requestIdleCallback ??= (action) => setTimeout(action, 1);

  function touch() {
    touchedAt = Date.now();
    if (!isWaiting) wait(QUIET);
  }

  function wait(milliseconds) {
    isWaiting = true;
    setTimeout(() => {
      const left = touchedAt + QUIET - Date.now();
      if (left > 0) return wait(left);
      isWaiting = false;
      requestIdleCallback(() => (count(), follow()), { timeout: 1000 });
    }, milliseconds);
  }

  for (const action of ["input", "click", "keyup"]) editor.addEventListener(action, touch);
  // What was pasted is there only when the preview has come back from the server.
  page.closest(".markdownx").addEventListener("markdownx.update", () => document.activeElement === editor && touch());

  // A box that narrows the tags, when there are more than a glance takes in.

  const tags = byId("id_tags");
  const box = byId("find-tag");
  if (tags && box && tags.querySelectorAll("input").length > 8) {
    tags.before(box.parentElement);
    box.parentElement.hidden = false;
    box.addEventListener("input", () => {
      const sought = box.value.toLowerCase();
      for (const input of tags.querySelectorAll("input")) {
        const item = input.closest("#id_tags > div, li");
        item.hidden = !input.checked && !item.textContent.toLowerCase().includes(sought);
      }
    });
  }

  // A new tag is made where the others are ticked.

  const fresh = byId("id_new_tags");
  const add = byId("add-tag");
  const tagSaid = byId("tag-said");

  async function addTags() {
    const names = fresh.value.split(",").map((name) => name.trim()).filter(Boolean);
    for (const name of names) {
      const facts = await makeTag(name);
      tagSaid.textContent = facts.errors ? facts.errors.join(" ") : tagSaid.dataset.added.replace("%s", facts.name);
      if (facts.errors) return;
      tick(facts);
    }
    fresh.value = "";
    fresh.focus();
  }

  async function makeTag(name) {
    const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, Accept: "application/json" };
    try {
      const answer = await fetch(add.dataset.address, { method: "POST", body: new URLSearchParams({ name }), headers });
      return await answer.json();
    } catch {
      return { errors: [tagSaid.dataset.away] };
    }
  }

  function tick({ pk, name }) {
    const known = tags.querySelector(`input[value="${pk}"]`);
    if (known) {
      known.checked = true;
      return;
    }
    const item = document.createElement("div");
    const label = document.createElement("label");
    const input = document.createElement("input");
    Object.assign(input, { type: "checkbox", name: "tags", value: pk, checked: true, id: `id_tags_new_${pk}` });
    label.htmlFor = input.id;
    label.append(input, ` ${name}`);
    item.append(label);
    tags.append(item);
  }

  if (fresh && add) {
    byId("new-tag-tools").hidden = false;
    fresh.parentElement.append(byId("new-tag-tools"));
    add.addEventListener("click", addTags);
    fresh.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      addTags();
    });
  }
})();
