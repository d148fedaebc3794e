// A field that only one choice needs is shown with that choice, or while something stands in it: nothing typed is hidden.
export function showWhatApplies() {
  document.querySelectorAll("[data-applies-to]").forEach((place) => {
    const form = place.closest("form");
    const choice = form.elements[place.dataset.appliesTo];
    const field = place.querySelector("input, textarea, select");
    const show = () => { place.hidden = choice.value !== place.dataset.appliesWhen && !field.value; };
    choice.addEventListener("change", show);
    show();
  });
  document.querySelectorAll("details[data-filled]").forEach((place) => {
    place.open ||= [...place.querySelectorAll("input, textarea")].some((field) => field.value);
  });
}
