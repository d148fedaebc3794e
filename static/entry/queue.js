// Sends one request at a time, so that nobody conflicts with their own earlier request. What failed is sent again later.
const RETRY_AFTER = 10000; // milliseconds

// `save(names)` makes the request; `unsaved()` names what is to be sent again.
export function createQueue(save, { unsaved, onSend, onFailure }) {
  let last = Promise.resolve();
  let pending = 0;
  let timer = 0;

  function retryLater() {
    clearTimeout(timer);
    timer = setTimeout(() => send(unsaved()), RETRY_AFTER);
  }

  function fail(names) {
    onFailure(names);
    retryLater();
  }

  function send(names) {
    if (!names.length) return;
    onSend(names);
    pending += 1;
    last = last.then(() => save(names)).catch(() => fail(names)).finally(() => { pending -= 1; });
  }

  return { send, isBusy: () => pending > 0, afterLast: (action) => last.then(action) };
}
