// Shows in a cell what the server answered about it.
import { cellOf, fieldOf, inputOf, setStatus } from "./cells.js";

export function showProblem(form, name, result) {
  const cell = cellOf(name);
  const place = cell.querySelector("[data-problem]");
  cell.classList.toggle("has-error", Boolean(result.problem));
  if (result.problem) {
    place.innerHTML = result.problem;
    fieldOf(form, name, "version").value = result.version;
  } else {
    place.textContent = result.asks;
    place.classList.toggle("field-error", Boolean(result.asks));
  }
}

export function showStored(form, name, result) {
  fieldOf(form, name, "version").value = result.version;
  setStatus(name, result.status);
  cellOf(name).querySelector("[data-change]").textContent = result.change;
  const remark = fieldOf(form, name, "remark");
  if (remark && !remark.value) remark.value = result.remark; // a reason typed behind 不适用 became the remark
}

// The figure as the server writes it, but not under the hands of somebody who is typing there.
export function showText(form, name, text) {
  const input = inputOf(form, name);
  if (document.activeElement !== input) input.value = text;
}
