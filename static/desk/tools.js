"use strict";

// The tools above the editor: passages, earlier answers, pictures, keys, the count of words.

(() => {
  const form = document.getElementById("question_form");
  const editor = document.getElementById("id_answer");
  if (!form || !editor) return;
  const WORDS_A_MINUTE = 230;
  const byId = (id) => document.getElementById(id);

  function insert(text) {
    editor.setRangeText(text, editor.selectionStart, editor.selectionEnd, "end");
    changed();
  }

  function changed() {
    editor.dispatchEvent(new Event("input", { bubbles: true }));
    editor.focus();
  }

  function around(before, after) {
    const chosen = editor.value.slice(editor.selectionStart, editor.selectionEnd);
    insert(before + chosen + after);
    if (!chosen) editor.selectionStart = editor.selectionEnd -= after.length;
  }

  // Panels.

  function open(id, isOpen = byId(id).hidden) {
    for (const panel of document.querySelectorAll(".panel")) panel.hidden = panel.id !== id || !isOpen;
    for (const button of document.querySelectorAll("[data-opens]")) {
      button.setAttribute("aria-expanded", String(!byId(button.dataset.opens).hidden));
    }
    if (isOpen) byId(id).querySelector("input").focus();
    else editor.focus();
  }

  for (const button of document.querySelectorAll("[data-opens]")) {
    button.addEventListener("click", () => open(button.dataset.opens));
  }
  for (const panel of document.querySelectorAll(".panel")) {
    panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") open(panel.id, false);
      if (event.key === "Enter" && event.target.type !== "button") event.preventDefault();
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
  let asked = 0;

  byId("find-earlier").addEventListener("input", async (event) => {
    const mine = ++asked;
    const address = `${earlier.dataset.address}?${new URLSearchParams({ q: event.target.value })}`;
    const facts = await (await fetch(address)).json();
    if (mine === asked) earlier.querySelector("ul").replaceChildren(...facts.questions.map(itemOf));
  });

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

  byId("add-picture").addEventListener("click", () => open("picture"));
  byId("picture-done").addEventListener("click", async () => {
    byId("picture-wrong").textContent = "";
    if (!file.files.length) return file.focus();
    const body = new FormData();
    body.set("image", file.files[0]);
    const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, Accept: "application/json" };
    try {
      const answer = await fetch(editor.dataset.markdownxUploadUrlsPath, { method: "POST", body, headers });
      place(await answer.json());
    } catch {
      byId("picture-wrong").textContent = byId("picture-wrong").dataset.away;
    }
  });

  function place(facts) {
    if (!facts.image_code) {
      byId("picture-wrong").textContent = (facts.image || [byId("picture-wrong").dataset.away]).join(" ");
      return;
    }
    const words = byId("picture-words").value.replace(/[[\]]/g, "").trim();
    insert(words ? facts.image_code.replace(/!\[[^\]]*\]/, () => `![${words}]`) : facts.image_code);
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

  // Keys.

  const withControl = {
    s: () => document.dispatchEvent(new Event("desk:save")),
    b: () => around("**", "**"),
    i: () => around("*", "*"),
    k: () => around("[", "](https://)"),
    Enter: () => form.querySelector(".bar .default")?.click(),
  };
  const withAlt = {
    KeyP: () => open("passages"),
    KeyE: () => open("earlier"),
    KeyM: () => open("picture"),
    KeyN: () => byId("names").querySelector("input[type=text]").focus(),
  };
  const inEditorAlone = new Set(["b", "i", "k"]);

  document.addEventListener("keydown", (event) => {
    const isControl = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    const isAlt = event.altKey && !event.ctrlKey && !event.metaKey;
    const deed = isControl ? withControl[event.key] : isAlt ? withAlt[event.code] : isAsking(event) && showKeys;
    if (!deed || (isControl && inEditorAlone.has(event.key) && event.target !== editor)) return;
    event.preventDefault();
    deed();
  });

  byId("id_headline").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) event.preventDefault();
  });

  byId("names").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.type !== "text") return;
    event.preventDefault();
    form.requestSubmit(byId("put-stand-ins-in"));
  });

  function isAsking(event) {
    const isWriting = event.target.matches("textarea, select, input:not([type=checkbox], [type=submit], [type=radio])");
    return event.key === "?" && !isWriting;
  }

  const showKeys = () => byId("shortcuts").showModal();
  byId("show-shortcuts").addEventListener("click", showKeys);

  // The count of words.

  function count() {
    const many = editor.value.split(/\s+/).filter(Boolean).length;
    const minutes = Math.max(1, Math.ceil(many / WORDS_A_MINUTE));
    byId("count").textContent = byId("count").dataset.words.replace("%s", many).replace("%m", minutes);
  }

  editor.addEventListener("input", count);
  count();

  // Where it has a column of its own, what readers will see is turned to where John writes.

  const page = document.querySelector(".reading .page");

  function follow() {
    const part = editor.selectionStart / Math.max(1, editor.value.length);
    page.scrollTop = part * page.scrollHeight - page.clientHeight / 2;
  }

  for (const deed of ["input", "click", "keyup"]) editor.addEventListener(deed, follow);

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
})();
