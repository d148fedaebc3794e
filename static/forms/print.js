// Prints the page once everything that has asked for time, such as a chart, has finished.
export function printOnClick() {
  document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", printWhenReady));
}

async function printWhenReady() {
  const ready = []; // whoever must finish something first puts its promise here
  document.dispatchEvent(new CustomEvent("prepareprint", { detail: ready }));
  await Promise.all(ready);
  window.print();
}
