// Posts the fields of some cells. Returns the server's answer, or null when the session has ended.
export async function postCells(form, names) {
  const response = await fetch(window.location.href, {
    method: "POST", body: fieldsOfCells(form, names), headers: { Accept: "application/json" },
  });
  if (response.status >= 500) throw new Error("server");
  if (response.redirected || !isJson(response)) return null;
  const { lock, cells } = await response.json();
  return { lock, cells, isStored: response.ok };
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
