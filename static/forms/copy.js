// A button copies the text beside it.
export function copyOnClick() {
  document.querySelectorAll("[data-copy]").forEach((button) => {
    button.addEventListener("click", () => {
      button.parentElement.querySelector("textarea").select();
      // The clipboard's own interface is closed to pages without HTTPS, as inside many offices.
      document.execCommand("copy");
    });
  });
}
