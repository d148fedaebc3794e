// Finds the cells of the entry form by name: the cell itself, its figure, and the fields that are sent with it.
export const FIGURE = "input.figure";

export function cellOf(name) {
  return document.getElementById(name);
}

export function fieldOf(form, name, part) {
  return form.elements.namedItem(`${name}-${part}`);
}

export function inputOf(form, name) {
  return fieldOf(form, name, "text");
}

export function nameOf(field) {
  return field.name.slice(0, field.name.indexOf("-"));
}

// The name of the cell that a field belongs to, or "" if it belongs to none.
export function editedCell(form, field) {
  return field.name && inputOf(form, nameOf(field)) ? nameOf(field) : "";
}

export function typedIn(form, name) {
  const remark = fieldOf(form, name, "remark");
  const typed = { text: inputOf(form, name).value, version: fieldOf(form, name, "version").value };
  return remark ? { ...typed, remark: remark.value } : typed;
}

export function setStatus(name, text) {
  const place = cellOf(name).querySelector("[data-status]");
  if (place) place.textContent = text;
}
