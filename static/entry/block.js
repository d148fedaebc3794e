// A block of cells: selected with Shift and the keys or the mouse, and copied as a spreadsheet copies it.
import { FIGURE } from "./cells.js";

const SELECTED = "is-selected";

export function createSelection(form, grid) {
  let anchor = null;
  let texts = []; // of the selected cells, row by row

  function clear() {
    anchor = null;
    texts = [];
    form.querySelectorAll(`.${SELECTED}`).forEach((cell) => cell.classList.remove(SELECTED));
  }

  // From where the selection began, or from `start` if there is none.
  function extend(start, end) {
    const from = anchor || start;
    clear();
    anchor = from;
    const [rows, columns] = ranges(grid.placeOf(from), grid.placeOf(end));
    rows.forEach((row) => columns.forEach((column) => grid.cellAt(row, column).classList.add(SELECTED)));
    texts = rows.map((row) => columns.map((column) => textAt(grid, row, column)));
  }

  return { clear, extend, texts: () => texts };
}

export function selectByMouse(form, selection) {
  form.addEventListener("mousedown", (event) => {
    if (!event.target.matches(FIGURE)) return;
    const focused = document.activeElement;
    if (!event.shiftKey || !form.contains(focused) || !focused.matches(FIGURE)) {
      selection.clear();
      return;
    }
    event.preventDefault();
    selection.extend(focused, event.target);
  });
}

export function copySelection(selection) {
  document.addEventListener("copy", (event) => {
    const texts = selection.texts();
    if (texts.flat().length < 2) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", texts.map((row) => row.join("\t")).join("\n"));
  });
}

function textAt(grid, row, column) {
  const input = grid.inputAt(row, column);
  const cell = grid.cellAt(row, column);
  return input ? input.value : (cell.querySelector("span") || cell).textContent.trim();
}

function ranges([row1, column1], [row2, column2]) {
  return [range(row1, row2), range(column1, column2)];
}

function range(one, other) {
  const first = Math.min(one, other);
  return Array.from({ length: Math.abs(one - other) + 1 }, (_, n) => first + n);
}
