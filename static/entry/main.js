// An entry sheet: keys move, a block can be copied and pasted, and every record is saved as it is typed.
// What the server has not confirmed yet is kept on this computer, and comes back with the page.
import { createBar } from "./bar.js";
import { copySelection, copyTable, createSelection, selectByMouse } from "./block.js";
import { createGrid } from "./grid.js";
import { moveByKeys } from "./keys.js";
import { createNotice } from "./notice.js";
import { pasteBlocks } from "./paste.js";
import { elementOf, isRecord, recordOf, typedIn } from "./records.js";
import { postRecords } from "./request.js";
import { restore } from "./restore.js";
import { createSaving } from "./saving.js";
import { createStates } from "./states.js";
import { createStorage } from "./storage.js";

document.querySelectorAll("form[data-entry]").forEach(start);

function start(form) {
  const words = form.dataset;
  const bar = createBar(form, words);
  const states = createStates(form, words, () => bar.update(states));
  const page = {
    form, words, bar, states, notify: createNotice(form), storage: createStorage(words.user, `${window.location.pathname}#${words.entry}`),
  };
  const grid = createGrid(form);
  const selection = createSelection(form, grid);
  const queue = createSaving(page);
  form.querySelectorAll("[data-asked]").forEach((place) => {
    place.dataset.names = [...place.querySelectorAll("[name]")].map((field) => field.name.slice(field.name.lastIndexOf("-") + 1));
  });
  saveAsTyped(page, queue);
  moveByKeys(form, grid, selection, (field) => sendIfTyped(page, queue, recordOf(field)));
  selectByMouse(form, selection);
  copySelection(selection);
  // The page has one button; its table is that of the first sheet.
  if (form === document.querySelector("form[data-entry]")) {
    copyTable(document.querySelector("[data-copy-table]"), form, () => page.notify(words.wordsCopied));
  }
  paste(page, queue);
  fillFromLastYear(page, queue);
  showOnlyOpen(form);
  guardLeaving(page, queue);
  submitReady(page, queue);
  bringBack(page, queue);
  bar.update(states);
}

function saveAsTyped(page, queue) {
  const { form, storage, states } = page;
  form.addEventListener("input", (event) => {
    const record = recordOf(event.target);
    if (!isRecord(form, record)) return;
    storage.remember(record, typedIn(form, record));
    if (states.get(record) !== "saving") states.set(record, "typed");
  });
  form.addEventListener("change", (event) => {
    const record = recordOf(event.target);
    if (!isRecord(form, record)) return;
    storage.remember(record, typedIn(form, record));
    queue.send([record]);
  });
}

function sendIfTyped({ states }, queue, record) {
  if (states.get(record) === "typed") queue.send([record]);
}

function saveAll(page, queue, fields, words) {
  const { form, notify, storage } = page;
  const records = [...new Set(fields.map(recordOf))];
  records.forEach((record) => storage.remember(record, typedIn(form, record)));
  notify(words);
  queue.send(records);
}

function filledWords(words, fields) {
  return words.wordsFilled.replace("{n}", fields.length);
}

function paste(page, queue) {
  const { form, words, notify } = page;
  pasteBlocks(form, {
    onFilled: (fields) => saveAll(page, queue, fields, filledWords(words, fields)),
    onUndone: (fields) => saveAll(page, queue, fields, words.wordsUndone),
    onFailure: (answer) => notify(answer.words, answer.link, answer.link_words),
  });
}

// A button puts last year's text into a field that is empty; one for all does so in every row.
function fillFromLastYear(page, queue) {
  const { form, words } = page;
  const fill = (buttons) => {
    const fields = buttons.map((button) => [form.elements.namedItem(button.dataset.lastText), button])
      .filter(([field]) => field && !field.value.trim());
    fields.forEach(([field, button]) => { field.value = button.closest("td").querySelector("[data-last]").textContent.trim(); });
    if (fields.length) saveAll(page, queue, fields.map(([field]) => field), filledWords(words, fields));
    else page.notify(words.wordsNothingToUse);
  };
  form.querySelectorAll("[data-last-text]").forEach((button) => button.addEventListener("click", () => fill([button])));
  form.querySelector("[data-last-texts]")?.addEventListener("click", () => fill([...form.querySelectorAll("[data-last-text]")]));
}

function showOnlyOpen(form) {
  const box = form.querySelector("[data-only-open]");
  box?.addEventListener("change", () => {
    form.querySelectorAll("tr[data-row]:not([data-record])").forEach((row) => { row.hidden = box.checked; });
  });
}

function guardLeaving({ states }, queue) {
  window.addEventListener("beforeunload", (event) => {
    if (queue.isBusy() || states.among("typed").length) event.preventDefault();
  });
}

// What is ready goes; what must be corrected or explained waits. The page comes anew, with what was done on top.
function submitReady(page, queue) {
  const { form, states, storage } = page;
  form.addEventListener("submit", (event) => {
    if (event.submitter?.name !== "submit") return;
    event.preventDefault();
    const typed = states.among("typed", "unsaved");
    typed.forEach((record) => storage.remember(record, typedIn(form, record)));
    queue.send(typed);
    queue.afterLast(() => submit(page, typed));
  });
}

async function submit({ form, words, states, notify }, typed) {
  if (typed.some((record) => states.get(record) === "unsaved")) return; // why is said already
  try {
    const answer = await postRecords(form, states.among("ready", "corrected", "to-explain", "returned", "wrong"), { submit: "1" });
    if (answer.refusal) notify.ofSaving(answer.refusal.words, answer.refusal.link, answer.refusal.link_words);
    else window.location.reload();
  } catch {
    notify.ofSaving(words.wordsOffline);
  }
}

function bringBack(page, queue) {
  const { form, words, notify, storage } = page;
  const { restored, lost } = restore(form, storage);
  if (restored.length) {
    const numbers = restored.map((record) => elementOf(form, record)?.closest("tr")?.querySelector(".seq")?.textContent.trim());
    notify(words.wordsRestored.replace("{rows}", numbers.filter(Boolean).join("、")));
    queue.send(restored);
  }
  if (lost.length) notify(`${words.wordsWrong} ${lost.join("; ")}`);
}
