// One box ticks all the boxes with which rows are picked, a button those of rows that are normal; how many are is said.
export function pickAll() {
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-pick-all]")) pick(() => event.target.checked);
    if (event.target.matches("[data-pick-all], input[name=pick]")) count();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.matches("[data-pick-normal]")) return;
    pick((box) => box.matches("[data-normal]"));
    count();
  });
}

function pick(isPicked) {
  document.querySelectorAll("input[name=pick]").forEach((box) => { box.checked = isPicked(box); });
}

function count() {
  const picked = document.querySelectorAll("input[name=pick]:checked").length;
  document.querySelectorAll("[data-picked]").forEach((place) => { place.textContent = picked ? `（${picked}）` : ""; });
}
