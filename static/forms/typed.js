// What is typed into a form is kept on this computer until a page with a newer version shows that it was stored.
import { readStored, removeStored, writeStored } from "../shared/local-storage.js";

const FIELDS = "textarea, select, input:not([type=hidden], [type=radio])";

export function keepTyped(form, isSent) {
  if (!form.elements.version) return;
  const values = fieldsOf(form).map((field) => [field.name, field.value]);
  writeStored(keyOf(form), { version: form.elements.version.value, values, isSent });
}

// Returns whether anything in the form differs from what the server gave.
export function restoreTyped(form) {
  const kept = readStored(keyOf(form));
  const version = form.elements.version;
  if (!kept || !version) return false;
  if (kept.version !== version.value && kept.isSent) {
    removeStored(keyOf(form));
    return false;
  }
  version.value = kept.version; // if somebody else stored meanwhile, the server will show both
  const isChanged = fillIn(form, new Map(kept.values));
  const notice = form.querySelector("[data-restored]");
  if (isChanged && notice) notice.hidden = false;
  return isChanged;
}

function fillIn(form, values) {
  const changed = fieldsOf(form).filter((field) => values.has(field.name) && values.get(field.name) !== field.value);
  changed.forEach((field) => { field.value = values.get(field.name); });
  return changed.length > 0;
}

function fieldsOf(form) {
  return [...form.elements].filter((field) => field.matches(FIELDS));
}

function keyOf(form) {
  return `ipplans-form-${form.dataset.guarded}-${window.location.pathname}`;
}
