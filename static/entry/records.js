// A record is what is saved at once: a figure with its remark and explanations, a task's report. Its fields are named
// `<record>-<part>`; its own element bears the record's name, and says how far it is.
export const FIELD = ".cell-field";
const OWN = new Set(["version", "asked", "choice"]); // of the exchange with the server, not of a person

export function recordOf(field) {
  return field.name ? field.name.slice(0, field.name.lastIndexOf("-")) : "";
}

export function partOf(field) {
  return field.name.slice(field.name.lastIndexOf("-") + 1);
}

export function elementOf(form, record) {
  return form.querySelector(`[data-record="${CSS.escape(record)}"]`);
}

export function isRecord(form, record) {
  return Boolean(record) && Boolean(form.elements.namedItem(`${record}-version`));
}

export function fieldOf(form, record, part) {
  return form.elements.namedItem(`${record}-${part}`);
}

export function fieldsOf(form, record) {
  return [...form.elements].filter((field) => field.name && recordOf(field) === record);
}

// What a person typed into a record, and the version that was seen then.
export function typedIn(form, record) {
  const typed = {};
  fieldsOf(form, record).forEach((field) => {
    if (!OWN.has(partOf(field))) typed[partOf(field)] = valueOf(field);
  });
  return { version: fieldOf(form, record, "version").value, typed };
}

export function valueOf(field) {
  return field.type === "checkbox" ? (field.checked ? field.value : "") : field.value;
}

export function setValue(field, value) {
  if (field.type === "checkbox") field.checked = value !== "";
  else field.value = value;
}

export function statusOf(record) {
  return document.getElementById(`${record}-status`);
}
