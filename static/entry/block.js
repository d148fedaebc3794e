// A block of cells: selected with Shift and the keys or the mouse, and copied as a spreadsheet copies it.
import { FIELD } from "./records.js";

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
    texts = rows.map((row) => columns.map((column) => textOf(grid.cellAt(row, column))));
  }

  return { clear, extend, texts: () => texts };
}

export function selectByMouse(form, selection) {
  form.addEventListener("mousedown", (event) => {
    if (!event.target.matches(FIELD)) return;
    const focused = document.activeElement;
    if (!event.shiftKey || !form.contains(focused) || !focused.matches(FIELD)) {
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
    event.clipboardData.setData("text/plain", asBlock(texts));
  });
}

// The whole table with its titles: what is pasted back finds its rows by their names.
export function copyTable(button, form, onCopied) {
  button?.addEventListener("click", () => {
    const table = form.querySelector("table.entry");
    const titles = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
    const rows = [...table.querySelectorAll("tbody tr[data-row]")].map((row) => [...row.cells].map(textOf));
    const copy = (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      event.clipboardData.setData("text/plain", asBlock([titles, ...rows]));
    };
    document.addEventListener("copy", copy, { capture: true, once: true });
    document.execCommand("copy"); // the clipboard's own interface is closed to pages without HTTPS
    document.removeEventListener("copy", copy, { capture: true });
    onCopied();
  });
}

function textOf(cell) {
  const field = cell.querySelector(FIELD);
  if (field && field.matches("select")) return field.selectedOptions[0].textContent.trim();
  if (field && field.type === "checkbox") return field.checked ? field.dataset.word || "✓" : "";
  if (field) return field.value;
  const own = cell.querySelector("summary, [data-copy-text], span") || cell;
  return own.textContent.trim().replace(/\s+/g, " ");
}

function asBlock(rows) {
  return rows.map((row) => row.map(quoted).join("\t")).join("\n");
}

function quoted(text) {
  return /[\t\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function ranges([row1, column1], [row2, column2]) {
  return [range(row1, row2), range(column1, column2)];
}

function range(one, other) {
  const first = Math.min(one, other);
  return Array.from({ length: Math.abs(one - other) + 1 }, (_, n) => first + n);
}
