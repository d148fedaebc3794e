// At signing out, what this person typed and did not store leaves this computer, which others may use after.
import { readStored, removeStored, storedKeys } from "../shared/local-storage.js";

export function forgetAtSignOut() {
  const form = document.querySelector("form[data-sign-out]");
  if (!form) return;
  form.addEventListener("submit", (event) => {
    const keys = keysOf(form.dataset.signOut);
    if (keys.some(isUnsent) && !window.confirm(form.dataset.question)) {
      event.preventDefault();
      return;
    }
    keys.forEach(removeStored);
  });
}

function keysOf(user) {
  return storedKeys().filter((key) => key.startsWith(`ipplans-entry-${user}-`) || key.startsWith(`ipplans-form-${user}-`));
}

function isUnsent(key) {
  return !readStored(key)?.isSent;
}
