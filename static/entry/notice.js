// The line above the grid that tells what happened, with a link where one helps; an empty text hides it.
export function createNotice(form) {
  const notice = form.querySelector("[data-notice]");
  return (text, address, linkText) => {
    notice.textContent = text;
    notice.hidden = !text;
    if (address) notice.append(" ", linkTo(address, linkText));
  };
}

function linkTo(address, text) {
  const link = document.createElement("a");
  link.href = address;
  link.target = "_blank";
  link.textContent = text;
  return link;
}
