"use strict";

// allauth tells the console alone when a passkey fails. Here the page says it, and what to do.
document.addEventListener("allauth.error", (event) => {
  const place = document.getElementById("passkey-trouble");
  if (!place) return;
  event.preventDefault();
  const words = place.dataset;
  const named = location.href.replace(location.hostname, "localhost");
  const said = {
    NotAllowedError: words.cancelled,
    AbortError: words.cancelled,
    InvalidStateError: words.known,
    SecurityError: words.number.replace("%s", named),
  };
  place.textContent = said[event.detail.exception.name] || words.other;
});

// Our own page for a new passkey has no words for allauth's loader in it.
const add = document.getElementById("mfa_webauthn_add");
if (add) {
  const ids = { add: add.id, passwordless: "id_passwordless", credential: "id_credential", data: "js_data" };
  window.allauth.webauthn.forms.addForm({ ids });
}
