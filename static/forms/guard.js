// A form with something typed in it is not left by mistake, and gets it back after the session has ended.
import { keepTyped, restoreTyped } from "./typed.js";

export function guardForm() {
  const form = document.querySelector("form[data-guarded]");
  if (!form) return;
  let isTyped = restoreTyped(form);
  form.addEventListener("input", () => {
    isTyped = true;
    keepTyped(form, false);
  });
  form.addEventListener("submit", () => {
    if (isTyped) keepTyped(form, true);
    isTyped = false;
  });
  window.addEventListener("beforeunload", (event) => { if (isTyped) event.preventDefault(); });
}
