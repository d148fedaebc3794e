// Shows in a row what the server answered about its record.
import { fieldOf, setValue } from "./records.js";

export function showResult(form, record, result) {
  fieldOf(form, record, "version").value = result.version;
  showBelow(form, record, result);
}

// The fields as the server writes them, but not under the hands of somebody who is typing there.
export function showFields(form, record, result) {
  Object.entries(result.fields || {}).forEach(([part, value]) => {
    const field = fieldOf(form, record, part);
    if (field && document.activeElement !== field) setValue(field, value);
  });
  const change = document.getElementById(`${record}-change`);
  if (change && result.change !== undefined) change.textContent = result.change;
}

function showBelow(form, record, result) {
  const below = document.getElementById(`${record}-below`);
  if (!below) return;
  below.querySelector(`#${CSS.escape(`${record}-message`)}`).innerHTML = result.message;
  if (result.asked_names) {
    const place = below.querySelector("[data-asked]");
    if (place.dataset.names !== String(result.asked_names)) replaceAsked(place, record, result);
  }
  below.hidden = !result.is_below && !below.contains(document.activeElement);
}

// Other fields are asked for now: what is typed in those that stay, and where the person is, stays.
function replaceAsked(place, record, result) {
  const typed = new Map([...place.querySelectorAll("[name]")].map((field) => [field.name, field.value]));
  const focused = place.contains(document.activeElement) ? document.activeElement.name : "";
  place.innerHTML = result.asked;
  place.dataset.names = String(result.asked_names);
  place.querySelectorAll("[name]").forEach((field) => {
    if (typed.get(field.name)) field.value = typed.get(field.name);
    if (field.name === focused) field.focus();
  });
}
