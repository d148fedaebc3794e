// Posts the fields of some cells. Returns the server's answer about each, or `refusal`: why it took none (401, 403, 404).
export async function postCells(form, names) {
  const response = await fetch(window.location.href, {
    method: "POST", body: fieldsOfCells(form, names), headers: { Accept: "application/json" },
  });
  if (response.status >= 500) throw new Error("server");
  if (!isJson(response)) return { refusal: { words: form.dataset.wordsWrong } };
  const answer = await response.json();
  if (!answer.cells) return { refusal: answer };
  return { lock: answer.lock, cells: answer.cells, isStored: response.ok };
}

function fieldsOfCells(form, names) {
  const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
  new FormData(form).forEach((value, field) => {
    if (names.includes(field.slice(0, field.indexOf("-")))) body.set(field, value);
  });
  return body;
}

function isJson(response) {
  return (response.headers.get("Content-Type") || "").includes("json");
}
