// A choice from a list sends its form at once.
export function submitOnChange() {
  document.querySelectorAll("select[data-submits]").forEach((select) => {
    select.addEventListener("change", () => select.form.requestSubmit());
  });
}
