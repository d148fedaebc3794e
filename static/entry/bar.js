// The bar below a sheet: when all was saved last, and how many are not, are wrong, must be explained; each count leads to
// the next of its cells. The button says how many are ready.
import { elementOf } from "./records.js";

const UNSAVED = ["typed", "saving", "unsaved"];

export function createBar(form, words) {
  const place = form.querySelector("[data-counts]");
  const ready = form.querySelector("[data-ready]");
  const visited = new Map(); // how far each count has led already
  let savedAt = place ? place.textContent : "";
  let shown = "";

  function update(states) {
    if (!place) return;
    const counts = [
      ["unsaved", words.wordsUnsaved, states.among(...UNSAVED)],
      ["wrong", words.wordsToCorrect, states.among("wrong")],
      ["to-explain", words.wordsToExplain, states.among("to-explain", "returned")],
    ];
    const text = `${savedAt} ${counts.map(([, word, records]) => `${word} ${records.length}`).join(" ")}`;
    if (text !== shown) {
      shown = text;
      place.replaceChildren(savedAt, ...counts.flatMap((count) => [" · ", countOf(...count)]));
    }
    if (ready) ready.textContent = `（${states.among("ready", "corrected").length}/${ready.dataset.total}）`;
  }

  function countOf(name, word, records) {
    const text = `${word} ${records.length}`;
    if (!records.length) return text;
    const link = document.createElement("a");
    link.href = "#";
    link.textContent = text;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const next = (visited.get(name) ?? -1) + 1;
      visited.set(name, next % records.length);
      goTo(form, records[next % records.length]);
    });
    return link;
  }

  return { update, saved: (time) => { savedAt = `${words.wordsSaved} ${time}`; } };
}

// Into the first field that is asked for below the row, else into the first of the row.
function goTo(form, record) {
  const below = document.getElementById(`${record}-below`);
  const asked = below && !below.hidden
    ? [...below.querySelectorAll("input:not([type=hidden]), textarea")].find((field) => !field.value || field.type === "radio")
    : null;
  const field = asked || elementOf(form, record)?.querySelector("input:not([type=hidden]), textarea, select");
  field?.focus();
  field?.scrollIntoView({ block: "nearest" });
}
