"use strict";

// Solves the form's small puzzle while a letter is written: a number whose hash, together with the
// form's name, begins with so many zero bits. Without it the letter is taken all the same.
(async () => {
  const BATCH = 200;
  const field = document.querySelector("input[name=proof][data-bits]");
  if (!field || !window.crypto.subtle) return;
  const bits = Number(field.dataset.bits);
  const name = field.form.elements.token.value;
  const letters = new TextEncoder();

  function zeros(hash) {
    const first = hash.findIndex((byte) => byte !== 0);
    return first < 0 ? 256 : 8 * first + Math.clz32(hash[first]) - 24;
  }

  for (let number = 0; ; number += 1) {
    const hash = await crypto.subtle.digest("SHA-256", letters.encode(`${name}:${number}`));
    if (zeros(new Uint8Array(hash)) >= bits) {
      field.value = number;
      return;
    }
    if (number % BATCH === 0) await new Promise((next) => setTimeout(next));
  }
})();
