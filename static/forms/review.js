// The reviewer's queue by keyboard, a question with numbers before many are decided at once, and how long it can be undone.
const FIELDS = "input:not([type=checkbox]), textarea, select, [contenteditable]";
let last = 0;

export function reviewByKeys() {
  if (!document.querySelector("#review-list")) return;
  document.addEventListener("keydown", onKey);
  document.addEventListener("submit", askBefore);
  document.addEventListener("htmx:afterSwap", () => { focusRow(last); countDown(); });
  countDown();
}

function rows() {
  return [...document.querySelectorAll("[data-report]")];
}

function current() {
  return document.activeElement?.closest("[data-report]");
}

function focusRow(place) {
  const all = rows();
  const row = all[Math.max(0, Math.min(place, all.length - 1))];
  row?.focus();
  row?.scrollIntoView({ block: "nearest" });
}

function onKey(event) {
  const isTyping = event.target.matches(FIELDS) || event.isComposing || event.keyCode === 229;
  if (isTyping || event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
  const act = KEYS[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act(current());
}

const KEYS = {
  j: (row) => focusRow(row ? rows().indexOf(row) + 1 : 0),
  k: (row) => focusRow(row ? rows().indexOf(row) - 1 : 0),
  x: (row) => row?.querySelector("input[name=pick]")?.click(),
  a: (row) => decide(row, (form) => form.requestSubmit(), "[data-approve]"),
  r: (row) => decide(row, openReturn, "[data-return]"),
  u: () => document.querySelector("[data-undo]")?.requestSubmit(),
};

function decide(row, act, which) {
  const place = row?.querySelector(which);
  if (!place) return;
  last = rows().indexOf(row);
  act(place);
}

function openReturn(details) {
  details.open = true;
  details.querySelector("[name=reason]").focus();
}

// Many at once are asked about first: how many, and how many of them need a look.
function askBefore(event) {
  const form = event.target;
  const decision = event.submitter?.name;
  const words = form.id === "review-many" && !form.dataset.isConfirmed && form.dataset[decision === "return" ? "confirmReturn" : "confirmApprove"];
  const picked = [...document.querySelectorAll("input[name=pick]:checked")];
  if (!words || picked.length < 2 || (decision === "return" && !form.elements.reason.value.trim())) return;
  event.preventDefault();
  const flagged = picked.filter((box) => !box.matches("[data-normal]")).length;
  const dialog = document.querySelector("[data-ask]");
  dialog.querySelector("[data-ask-words]").textContent = words.replace("{n}", picked.length).replace("{m}", flagged);
  dialog.returnValue = "";
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "yes") return event.submitter.focus();
    form.dataset.isConfirmed = "1";
    form.requestSubmit(event.submitter);
  }, { once: true });
  dialog.showModal();
}

function countDown() {
  const form = document.querySelector("[data-undo]");
  if (!form || form.dataset.isCounting) return;
  form.dataset.isCounting = "1";
  const end = Date.now() + Number(form.dataset.undo) * 1000;
  const timer = setInterval(() => {
    const left = Math.ceil((end - Date.now()) / 1000);
    if (left <= 0 || !form.isConnected) {
      clearInterval(timer);
      form.remove();
      return;
    }
    form.querySelector("[data-seconds]").textContent = left;
  }, 1000);
}
