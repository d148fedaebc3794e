// The table of reporters: a block of agencies is pasted like figures are; what was changed is counted until it is saved.
import { pasteBlocks } from "./paste.js";

const form = document.querySelector("form[data-reporters]");
if (form) watch(form);

function watch(form) {
  const count = form.querySelector("[data-changed]");
  const fields = [...form.querySelectorAll("select.cell-field")];

  function show() {
    const changed = fields.filter((field) => field.value !== beforeOf(field));
    fields.forEach((field) => field.closest("tr").classList.toggle("is-changed", changed.includes(field)));
    count.textContent = changed.length ? `${count.dataset.words} ${changed.length}` : "";
  }

  form.addEventListener("change", show);
  pasteBlocks(form, { onFilled: show, onUndone: show, onFailure: (answer) => { count.textContent = answer.words || ""; } });
  show();
}

function beforeOf(field) {
  return field.form.elements.namedItem(field.name.replace(/-agency$/, "-before")).value;
}
