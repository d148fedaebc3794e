// How far each record is: as the server said, or typed and not saved yet, or on its way. Shown in its row and counted.
import { elementOf, statusOf } from "./records.js";

export function createStates(form, words, onChange) {
  const states = new Map();
  form.querySelectorAll("[data-record]").forEach((element) => {
    const shown = element.querySelector("[data-state]");
    if (shown) states.set(element.dataset.record, shown.dataset.state);
  });

  // `state` is one of the server's, or "typed", "saving", "unsaved" (it could not be sent).
  function set(record, state, text) {
    states.set(record, state);
    const place = statusOf(record);
    if (place) {
      const span = document.createElement("span");
      span.dataset.state = state;
      span.textContent = text || wordsOf(state);
      place.replaceChildren(span);
    }
    const element = elementOf(form, record);
    element?.classList.toggle("has-error", state === "wrong");
    element?.querySelectorAll(".figure").forEach((field) => {
      if (state === "wrong") field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    });
    onChange();
  }

  function wordsOf(state) {
    return { typed: `✎ ${words.wordsTyped}`, saving: `… ${words.wordsSaving}`, unsaved: `✕ ${words.wordsWrong}` }[state];
  }

  const among = (...wanted) => [...states].filter(([, state]) => wanted.includes(state)).map(([record]) => record);
  return { set, among, get: (record) => states.get(record) };
}
