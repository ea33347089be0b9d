"use strict";

// Drags drafts and scheduled answers onto days. The links and buttons of the page do the same.

(() => {
  const form = document.getElementById("put-down");
  if (!form) return;
  let dragged = "";

  document.addEventListener("dragstart", (event) => {
    const held = event.target.closest?.("[data-question]");
    if (!held) return;
    dragged = held.dataset.question;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged);
  });

  document.addEventListener("dragend", () => {
    dragged = "";
    for (const day of document.querySelectorAll(".day.over")) day.classList.remove("over");
  });

  for (const day of document.querySelectorAll("[data-day]")) {
    day.addEventListener("dragover", (event) => {
      if (!dragged) return;
      event.preventDefault();
      day.classList.add("over");
    });
    day.addEventListener("dragleave", () => day.classList.remove("over"));
    day.addEventListener("drop", (event) => {
      if (!dragged) return;
      event.preventDefault();
      form.action = form.dataset.address.replace("/0/", `/${dragged}/`);
      form.elements.day.value = day.dataset.day;
      form.submit();
    });
  }
})();
