// Puts back into the cells what was typed before the session ended. Returns the names of the cells that got it back,
// and what has no cell to go to any more.
import { cellOf, fieldOf, inputOf } from "./cells.js";

export function restore(form, storage) {
  const restored = [];
  const lost = [];
  Object.entries(storage.all()).forEach(([name, typed]) => {
    if (isToRestore(form, name, typed)) {
      putBack(form, name, typed);
      restored.push(name);
      return;
    }
    if (isLost(form, name, typed)) lost.push(`${name}: ${typed.text}`);
    storage.forget(name);
  });
  return { restored, lost };
}

function isToRestore(form, name, typed) {
  const input = inputOf(form, name);
  return Boolean(input) && (input.value !== typed.text || typed.remark !== undefined);
}

function isLost(form, name, typed) {
  if (inputOf(form, name)) return false;
  const shown = cellOf(name) ? cellOf(name).textContent.trim() : "";
  return Boolean(typed.text) && !shown.startsWith(typed.text);
}

function putBack(form, name, typed) {
  inputOf(form, name).value = typed.text;
  fieldOf(form, name, "version").value = typed.version;
  const remark = fieldOf(form, name, "remark");
  if (remark && typed.remark !== undefined) remark.value = typed.remark;
}
