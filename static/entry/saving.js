// Saves cells in the background, and shows the result in each.
import { inputOf, setStatus } from "./cells.js";
import { createQueue } from "./queue.js";
import { postCells } from "./request.js";
import { showProblem, showStored, showText } from "./result.js";

export function createSaving(page) {
  const { form, words, notify, storage } = page;
  const setAll = (names, text) => names.forEach((name) => setStatus(name, text));
  return createQueue((names) => save(page, names), {
    unsaved: () => Object.keys(storage.all()).filter((name) => inputOf(form, name)),
    onSend: (names) => setAll(names, words.wordsSaving),
    onFailure: (names) => {
      notify(words.wordsOffline);
      setAll(names, words.wordsWrong);
    },
  });
}

async function save(page, names) {
  const { form, words, notify } = page;
  const sent = new Map(names.map((name) => [name, inputOf(form, name).value]));
  const answer = await postCells(form, names);
  if (answer.refusal) {
    names.forEach((name) => setStatus(name, words.wordsWrong));
    notify(answer.refusal.words, answer.refusal.link, answer.refusal.link_words);
    return;
  }
  notify(answer.lock);
  Object.entries(answer.cells).forEach(([name, result]) => settle(page, name, result, answer.isStored, sent.get(name)));
}

function settle({ form, words, storage, batches }, name, result, isStored, sentText) {
  showProblem(form, name, result);
  if (result.problem || !isStored) {
    setStatus(name, words.wordsWrong);
    return;
  }
  showStored(form, name, result);
  batches.delete(name);
  if (inputOf(form, name).value !== sentText) return; // changed since it was sent
  showText(form, name, result.text);
  storage.forget(name);
}
