// A row of a draft and its place in the document are marked together, and the place is scrolled into view.
const MARKED = "is-marked";

export function scrollToMarked() {
  const marked = document.querySelector(`.document-text .${MARKED}`);
  if (marked) marked.scrollIntoView({ block: "center" });
}

export function markSources() {
  if (!document.querySelector(".source")) return;
  const marked = document.querySelector("[data-mark]");
  if (marked) markSource(marked.dataset.mark);
  markSourceOfRow();
  window.addEventListener("hashchange", markSourceOfRow);
  document.querySelectorAll("a[data-place]").forEach((link) => link.addEventListener("click", (event) => {
    event.preventDefault();
    markSource(link.dataset.place);
  }));
}

// The row is the one that the address names.
function markSourceOfRow() {
  const row = document.getElementById(window.location.hash.slice(1));
  if (row && row.dataset.source) markSource(row.dataset.source);
}

function markSource(id) {
  const place = id && document.getElementById(id);
  const frame = place && place.closest(".source");
  if (!frame) return;
  frame.querySelectorAll(`.${MARKED}`).forEach((other) => other.classList.remove(MARKED));
  place.classList.add(MARKED);
  scrollFrame(frame, place);
}

function scrollFrame(frame, place) {
  if (window.matchMedia("(max-width: 900px)").matches) frame.scrollIntoView(); // there the frame is below the draft
  frame.scrollTop += place.getBoundingClientRect().top - frame.getBoundingClientRect().top - frame.clientHeight / 3;
}
