// Arrows and Enter move from cell to cell; with Shift, arrows select; Alt+Enter breaks a line; F2 tells about a row.
// While an input method composes, every key is its own.
import { FIELD } from "./records.js";

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const COMPOSING = 229; // the key code of keys that an input method takes, also where isComposing is false already
const isTouched = window.matchMedia("(pointer: coarse)");

export function isOfInputMethod(event) {
  return event.isComposing || event.keyCode === COMPOSING;
}

// `onEnter(field)` hears that a field is done, also in the last row, from which nothing leads on.
export function moveByKeys(form, grid, selection, onEnter) {
  form.addEventListener("keydown", (event) => {
    if (isOfInputMethod(event)) return;
    if (event.key === "F2") tellAbout(event);
    else if (event.key === "Enter" && event.target.matches("input, select, textarea")) enter(event);
    else if (event.target.matches(FIELD) && MOVES[event.key]) moveBy(event, MOVES[event.key]);
  });

  // Enter in a field never submits a form.
  function enter(event) {
    const field = event.target;
    const isText = field.matches("textarea");
    if (isText && isTouched.matches) return; // a keyboard on glass has no Alt
    event.preventDefault();
    if (isText && (event.altKey || event.ctrlKey)) {
      field.setRangeText("\n", field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      return;
    }
    onEnter(field);
    if (field.matches(FIELD)) go(grid.nextField(field, ...(event.shiftKey ? MOVES.ArrowUp : MOVES.ArrowDown)), event);
  }

  function moveBy(event, move) {
    if (staysInField(event, event.target)) return;
    event.preventDefault();
    const next = grid.nextField(event.target, ...move);
    if (next && event.shiftKey) selection.extend(event.target, next);
    go(next, event);
  }

  function go(next, event) {
    if (!next) return;
    if (!event.shiftKey || event.key === "Enter") selection.clear();
    next.focus();
    if (next.select) next.select();
  }
}

function tellAbout(event) {
  const row = event.target.closest("tr[data-row]");
  const info = row && row.querySelector("details[data-info]");
  if (!info) return;
  event.preventDefault();
  info.open = !info.open;
}

// In a list, and in a text of several lines, arrows are the field's; else Left and Right move in the text first.
function staysInField(event, field) {
  const isAcross = event.key === "ArrowLeft" || event.key === "ArrowRight";
  if (field.matches("select")) return !isAcross;
  if (field.type === "checkbox") return false;
  if (event.shiftKey && !field.matches("textarea")) return false;
  if (isAllSelected(field) && field.value.indexOf("\n") < 0) return false;
  const [start, end] = [field.selectionStart, field.selectionEnd];
  if (event.key === "ArrowLeft") return end !== 0;
  if (event.key === "ArrowRight") return start !== field.value.length;
  if (!field.matches("textarea")) return false;
  return event.key === "ArrowUp" ? start !== 0 : end !== field.value.length;
}

function isAllSelected(field) {
  return field.selectionStart === 0 && field.selectionEnd === field.value.length;
}
