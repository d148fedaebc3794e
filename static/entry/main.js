// The entry grid: keys move, a block can be copied and pasted, and every cell is saved as it is typed.
// What the server has not confirmed yet is kept on this computer, and comes back with the page.
import { copySelection, createSelection, selectByMouse } from "./block.js";
import { editedCell, nameOf, typedIn } from "./cells.js";
import { createGrid } from "./grid.js";
import { moveByKeys } from "./keys.js";
import { createNotice } from "./notice.js";
import { pasteBlocks } from "./paste.js";
import { restore } from "./restore.js";
import { createSaving } from "./saving.js";
import { createStorage } from "./storage.js";

const entryForm = document.querySelector("form[data-entry]");
if (entryForm) start(entryForm);

function start(form) {
  const page = {
    form,
    words: form.dataset,
    notify: createNotice(form),
    storage: createStorage(form.dataset.user, window.location.pathname),
    batches: new Map(), // cells that were pasted together are saved together
  };
  const grid = createGrid(form);
  const selection = createSelection(form, grid);
  const queue = createSaving(page);
  saveAsTyped(page, queue);
  moveByKeys(form, grid, selection);
  selectByMouse(form, selection);
  copySelection(selection);
  pasteBlocks(form, grid, {
    onFilled: (inputs) => saveBatch(page, queue, inputs.map(nameOf)),
    onMisfit: () => page.notify(page.words.wordsLocked),
  });
  guardLeaving(form, queue);
  bringBack(page, queue);
}

function saveAsTyped({ form, storage, batches }, queue) {
  form.addEventListener("input", (event) => {
    const name = editedCell(form, event.target);
    if (name) storage.remember(name, typedIn(form, name));
  });
  form.addEventListener("change", (event) => {
    const name = editedCell(form, event.target);
    if (name) queue.send(batches.get(name) || [name]);
  });
}

function saveBatch(page, queue, names) {
  const { form, words, notify, storage, batches } = page;
  names.forEach((name) => {
    storage.remember(name, typedIn(form, name));
    batches.set(name, names);
  });
  notify(`${words.wordsPasted} ${names.length}`);
  queue.send(names);
}

function guardLeaving(form, queue) {
  form.addEventListener("submit", (event) => {
    if (!queue.isBusy()) return;
    event.preventDefault();
    queue.afterLast(() => form.requestSubmit(event.submitter));
  });
  window.addEventListener("beforeunload", (event) => {
    if (queue.isBusy()) event.preventDefault();
  });
}

function bringBack(page, queue) {
  const { form, words, notify, storage } = page;
  const { restored, lost } = restore(form, storage);
  if (restored.length) {
    notify(words.wordsRestored);
    queue.send(restored);
  }
  if (lost.length) notify(`${words.wordsWrong} ${lost.join("; ")}`);
}
