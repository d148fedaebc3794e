// Saves records in the background, and shows the result in each.
import { createQueue } from "./queue.js";
import { isRecord, typedIn } from "./records.js";
import { postRecords } from "./request.js";
import { showFields, showResult } from "./result.js";

export function createSaving(page) {
  const { form, words, notify, storage, states } = page;
  const setAll = (records, state) => records.forEach((record) => states.set(record, state));
  return createQueue((records) => save(page, records), {
    unsaved: () => Object.keys(storage.all()).filter((record) => isRecord(form, record)),
    onSend: (records) => setAll(records, "saving"),
    onFailure: (records) => {
      notify.ofSaving(words.wordsOffline);
      setAll(records, "unsaved");
    },
  });
}

async function save(page, records) {
  const { form, notify, states, bar } = page;
  const sent = new Map(records.map((record) => [record, JSON.stringify(typedIn(form, record).typed)]));
  const answer = await postRecords(form, records);
  if (answer.refusal) {
    records.forEach((record) => states.set(record, "unsaved"));
    notify.ofSaving(answer.refusal.words, answer.refusal.link, answer.refusal.link_words);
    return;
  }
  if (answer.lock) notify.ofSaving(answer.lock);
  else notify.saved();
  bar.saved(answer.time);
  Object.entries(answer.records).forEach(([record, result]) => settle(page, record, result, sent.get(record)));
}

function settle({ form, storage, states }, record, result, sentText) {
  showResult(form, record, result);
  const isTypedSince = JSON.stringify(typedIn(form, record).typed) !== sentText;
  if (result.is_stored && !isTypedSince) {
    showFields(form, record, result);
    storage.forget(record);
  }
  states.set(record, isTypedSince ? "typed" : result.state, isTypedSince ? "" : result.status);
}
