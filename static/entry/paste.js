// Pastes a block that was copied from a spreadsheet, from the focused cell on; a block that does not fit fills nothing,
// and a blank cell of it deletes nothing.
import { FIGURE } from "./cells.js";

// `onFilled(inputs)` hears which inputs were filled; `onMisfit()` that a cell is locked or outside the table.
export function pasteBlocks(form, grid, { onFilled, onMisfit }) {
  form.addEventListener("paste", (event) => {
    if (!event.target.matches(FIGURE)) return;
    const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    if (!/[\t\n]/.test(text)) return; // a single figure: the browser pastes it
    event.preventDefault();
    const targets = targetsOf(grid, event.target, text.split("\n").map((line) => line.split("\t")))
      .filter(({ figure }) => figure);
    if (!targets.length) return;
    if (targets.some(({ input }) => !input)) {
      onMisfit();
      return;
    }
    targets.forEach(({ input, figure }) => { input.value = figure; });
    onFilled(targets.map(({ input }) => input));
  });
}

function targetsOf(grid, first, block) {
  const [row, column] = grid.placeOf(first);
  return block.flatMap((line, down) => line.map((text, right) => (
    { input: grid.inputAt(row + down, column + right), figure: text.trim() }
  )));
}
