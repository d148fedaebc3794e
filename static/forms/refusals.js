// What the server refuses is said on the page; the list, and what was typed, stay as they are.
export function showRefusals() {
  const place = document.getElementById("messages");
  if (!place) return;
  document.addEventListener("htmx:responseError", ({ detail }) => show(place, detail.xhr));
  document.addEventListener("htmx:sendError", () => showWords(place, place.dataset.wordsOffline));
}

// A refusal comes as a sentence for this place (401, 403, 404); any other fault has words of this page.
function show(place, answer) {
  if (answer.status > 404) showWords(place, place.dataset.wordsFault);
  else place.innerHTML = answer.responseText;
  place.scrollIntoView({ block: "nearest" });
}

function showWords(place, words) {
  const notice = document.createElement("div");
  notice.className = "notice error";
  notice.textContent = words;
  place.replaceChildren(notice);
}
