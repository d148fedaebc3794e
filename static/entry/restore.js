// Puts back into the records what was typed before the session ended. Returns the names of those that got it back, and
// what has no place any more.
import { fieldOf, isRecord, setValue, valueOf } from "./records.js";

export function restore(form, storage) {
  const restored = [];
  const lost = [];
  Object.entries(storage.all()).forEach(([record, { version, typed }]) => {
    const parts = Object.entries(typed || {});
    if (!isRecord(form, record)) {
      const texts = parts.map(([, text]) => text).filter(Boolean);
      if (texts.length && !isShown(record, texts[0])) lost.push(`${record}: ${texts.join(" ")}`);
      storage.forget(record);
      return;
    }
    const changed = parts.filter(([part, text]) => isOther(form, record, part, text));
    if (!changed.length) {
      storage.forget(record);
      return;
    }
    changed.forEach(([part, text]) => setValue(fieldOf(form, record, part), text));
    fieldOf(form, record, "version").value = version;
    restored.push(record);
  });
  return { restored, lost };
}

function isOther(form, record, part, text) {
  const field = fieldOf(form, record, part);
  return Boolean(field) && valueOf(field) !== text;
}

function isShown(record, text) {
  const place = document.getElementById(record);
  return Boolean(place) && place.textContent.trim().startsWith(text);
}
