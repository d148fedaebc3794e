// Folds the rows of regions below a region, or of a branch, in and out.
(function () {
  "use strict";
  // A branch: its rows are fetched when it is opened first (htmx), and folded in and out afterwards.
  document.querySelectorAll("[data-branch]").forEach((button) => {
    button.addEventListener("click", () => {
      const isOpen = button.getAttribute("aria-expanded") !== "true";
      button.setAttribute("aria-expanded", String(isOpen));
      button.closest("tbody").nextElementSibling.hidden = !isOpen;
    });
  });

  const table = document.querySelector("table#regions");
  if (!table) return;

  function rowsUnder(region) {
    return [...table.querySelectorAll(`tr[data-under="${region}"]`)];
  }

  function show(region, isShown) {
    for (const row of rowsUnder(region)) {
      row.hidden = !isShown;
      const button = row.querySelector("[data-fold]");
      // What was folded in below stays so when its parent opens.
      if (button) show(row.dataset.region, isShown && button.getAttribute("aria-expanded") === "true");
    }
  }

  function turn(button, isOpen) {
    button.setAttribute("aria-expanded", String(isOpen));
    show(button.dataset.fold, isOpen);
  }

  table.querySelectorAll("[data-fold]").forEach((button) => {
    button.addEventListener("click", () => turn(button, button.getAttribute("aria-expanded") !== "true"));
    if ("folded" in table.dataset) turn(button, false);
  });
})();
