// The rows and columns of a sheet, and the fields in them.
import { FIELD } from "./records.js";

export function createGrid(form) {
  const rows = [...form.querySelectorAll("tbody tr[data-row]")];
  const isShown = (row) => !row.hidden;

  function cellAt(row, column) {
    return rows[row] && rows[row].cells[column];
  }

  function fieldAt(row, column) {
    const cell = cellAt(row, column);
    return cell && isShown(rows[row]) ? cell.querySelector(FIELD) : null;
  }

  function placeOf(field) {
    const cell = field.closest("td");
    return [rows.indexOf(cell.parentElement), cell.cellIndex];
  }

  // The next field in a direction; locked cells and hidden rows are passed over.
  function nextField(field, down, right) {
    let [row, column] = placeOf(field);
    do {
      row += down;
      column += right;
      if (!cellAt(row, column)) return null;
    } while (!fieldAt(row, column));
    return fieldAt(row, column);
  }

  return { rows, cellAt, fieldAt, placeOf, nextField };
}
