// The rows and columns of the entry table, and the inputs in them.
import { FIGURE } from "./cells.js";

export function createGrid(form) {
  const rows = [...form.querySelectorAll("tbody tr")].filter((row) => row.id);

  function cellAt(row, column) {
    return rows[row] && rows[row].cells[column];
  }

  function inputAt(row, column) {
    const cell = cellAt(row, column);
    return cell ? cell.querySelector(FIGURE) : null;
  }

  function placeOf(input) {
    const cell = input.closest("td");
    return [rows.indexOf(cell.parentElement), cell.cellIndex];
  }

  // The next input in a direction; locked cells are passed over.
  function nextInput(input, down, right) {
    let [row, column] = placeOf(input);
    do {
      row += down;
      column += right;
      if (!cellAt(row, column)) return null;
    } while (!inputAt(row, column));
    return inputAt(row, column);
  }

  return { cellAt, inputAt, placeOf, nextInput };
}
