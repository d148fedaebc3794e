// One box ticks all the boxes with which rows are picked.
export function pickAll() {
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-pick-all]")) return;
    document.querySelectorAll("input[name=pick]").forEach((box) => { box.checked = event.target.checked; });
  });
}
