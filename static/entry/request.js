// Posts the fields of some records. Returns the server's answer about each, or `refusal`: why it took none (401, 403, 404).

export async function postRecords(form, records, extra = {}) {
  const response = await fetch(form.getAttribute("action") || window.location.href, {
    method: "POST", body: bodyOf(form, records, extra), headers: { Accept: "application/json" },
  });
  if (response.status >= 500) throw new Error("server");
  if (!isJson(response)) return { refusal: { words: form.dataset.wordsWrong } };
  const answer = await response.json();
  return answer.records ? answer : { refusal: answer };
}

function bodyOf(form, records, extra) {
  const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value, ...extra });
  const wanted = new Set(records);
  new FormData(form).forEach((value, field) => {
    if (wanted.has(field.slice(0, field.lastIndexOf("-")))) body.append(field, value);
  });
  return body;
}

function isJson(response) {
  return (response.headers.get("Content-Type") || "").includes("json");
}

