// A block from a spreadsheet: the server says what it would fill in, a person looks and says yes, and can take it back.
import { FIELD, setValue, valueOf } from "./records.js";

// `onFilled(fields)` hears which fields were filled, or given back; `onFailure(answer)` why nothing can be shown.
export function pasteBlocks(form, { onFilled, onUndone, onFailure }) {
  const preview = form.parentElement.querySelector("[data-paste-preview]");
  const undo = form.querySelector("[data-undo-paste]");
  let before = []; // [field, value] of what the last block filled

  form.addEventListener("paste", async (event) => {
    if (!event.target.matches(FIELD) || !form.dataset.paste) return;
    const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n");
    if (isOneText(text)) return; // the browser pastes it
    event.preventDefault();
    const field = event.target;
    const answer = await ask(form, field, text);
    if (!answer.html) {
      onFailure(answer);
      return;
    }
    preview.innerHTML = answer.html;
    preview.onclose = () => {
      if (preview.returnValue === "fill") fill(answer.fills);
      field.focus();
    };
    preview.returnValue = "";
    preview.showModal();
  });

  function fill(fills) {
    const filled = Object.entries(fills).map(([name, value]) => [form.elements.namedItem(name), value]).filter(([f]) => f);
    before = filled.map(([field]) => [field, valueOf(field)]);
    filled.forEach(([field, value]) => setValue(field, value));
    undo.hidden = false;
    onFilled(filled.map(([field]) => field));
  }

  undo?.addEventListener("click", () => {
    before.forEach(([field, value]) => setValue(field, value));
    undo.hidden = true;
    onUndone(before.map(([field]) => field));
  });
}

// One cell, maybe with line breaks in it, or one without any: no block.
function isOneText(text) {
  return !/[\t\n]/.test(text.replace(/\n+$/, ""));
}

async function ask(form, field, text) {
  const body = new URLSearchParams({
    csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value, field: field.name, text,
  });
  try {
    const response = await fetch(form.dataset.paste, { method: "POST", body, headers: { Accept: "application/json" } });
    return await response.json();
  } catch {
    return { words: form.dataset.wordsOffline };
  }
}
