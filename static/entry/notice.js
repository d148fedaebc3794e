// The line above the grid that tells what happened, with a link where one helps. A message stays until the next one;
// what is said about saving (`ofSaving`) goes as soon as saving works again (`saved`).
export function createNotice(form) {
  const notice = form.querySelector("[data-notice]");
  let isOfSaving = false;
  const show = (text, address, linkText) => {
    notice.textContent = text;
    notice.hidden = !text;
    if (address) notice.append(" ", linkTo(address, linkText));
  };
  const notify = (...said) => {
    isOfSaving = false;
    show(...said);
  };
  notify.ofSaving = (...said) => {
    isOfSaving = true;
    show(...said);
  };
  notify.saved = () => {
    if (isOfSaving) show("");
  };
  return notify;
}

function linkTo(address, text) {
  const link = document.createElement("a");
  link.href = address;
  link.target = "_blank";
  link.textContent = text;
  return link;
}
