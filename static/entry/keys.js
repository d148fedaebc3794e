// Arrows and Enter move from cell to cell; with Shift, arrows select.
import { FIGURE } from "./cells.js";

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export function moveByKeys(form, grid, selection) {
  form.addEventListener("keydown", (event) => {
    const input = event.target;
    const move = input.matches(FIGURE) && moveOf(event);
    if (!move || staysInText(event, input)) return;
    event.preventDefault();
    const next = grid.nextInput(input, ...move);
    if (!next) return;
    if (event.shiftKey && event.key !== "Enter") selection.extend(input, next);
    else selection.clear();
    next.focus();
    next.select();
  });
}

function moveOf(event) {
  if (event.key === "Enter") return event.shiftKey ? MOVES.ArrowUp : MOVES.ArrowDown;
  return MOVES[event.key];
}

// Left and Right move in the text first.
function staysInText(event, input) {
  if (event.shiftKey || isAllSelected(input)) return false;
  if (event.key === "ArrowLeft") return input.selectionEnd !== 0;
  return event.key === "ArrowRight" && input.selectionStart !== input.value.length;
}

function isAllSelected(input) {
  return input.selectionStart === 0 && input.selectionEnd === input.value.length;
}
