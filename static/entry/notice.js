// The line above the grid that tells what happened; an empty text hides it.
export function createNotice(form) {
  const notice = form.querySelector("[data-notice]");
  return (text) => {
    notice.textContent = text;
    notice.hidden = !text;
  };
}
