"use strict";

// Nothing that was written is lost by a slip. A page with unsent words asks before it is left, and
// what cannot reach the site is not sent off. "Leave this page" and three presses of Shift never
// ask: the way out marks the page as left before it goes. Nothing is stored.
(() => {
  let isSending = false;
  const hasLeft = () => document.documentElement.classList.contains("left");
  const hasWords = () => [...document.querySelectorAll("form[data-keep] textarea")].some(
    (box) => box.value.trim() !== "",
  );

  // Without a network a form would end on the browser's own page, and the way back is an empty box.
  async function send(form, button) {
    const said = form.querySelector(".unreached") || document.createElement("p");
    try {
      await fetch("/livez", { method: "HEAD", cache: "no-store" });
      said.remove();
      isSending = !hasLeft();
      if (isSending) form.requestSubmit(button);
    } catch {
      said.className = "wrong unreached";
      said.setAttribute("role", "alert");
      said.textContent = form.dataset.keep;
      form.append(said);
    }
  }

  window.addEventListener("beforeunload", (event) => {
    // A download leaves the page where it is: the next way out of it is asked about again.
    if (isSending) window.setTimeout(() => { isSending = false; });
    if (!isSending && !hasLeft() && hasWords()) event.preventDefault();
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (isSending || !form.matches("form[data-keep]")) return;
    event.preventDefault();
    send(form, event.submitter);
  });
  window.addEventListener("pageshow", () => { isSending = false; });
})();
