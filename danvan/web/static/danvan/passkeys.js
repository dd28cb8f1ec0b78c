/* What allauth's passkey script does not do: say in Vietnamese why it did not work, and hide what cannot work here. */
"use strict";

(() => {
  const { failed, unsupported } = document.currentScript.dataset;
  const say = (words) => {
    for (const place of document.querySelectorAll("[data-passkey-error]")) {
      place.hidden = false;
      place.textContent = words;
    }
  };
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    say(failed);
  });
  const bareAddress = /^[\d.]+$|^\[/.test(location.hostname); // a key belongs to a name, never to a number
  if (!window.PublicKeyCredential || !window.isSecureContext || bareAddress) {
    for (const button of document.querySelectorAll("[data-passkeys] button")) button.disabled = true;
    say(unsupported);
  }
})();
