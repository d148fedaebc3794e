// Small helps for forms: the demo accounts fill the sign-in form; typed figures are not left by mistake.
(function () {
  "use strict";
  document.querySelectorAll("[data-fill-user]").forEach((button) => {
    button.addEventListener("click", () => {
      document.getElementById("id_username").value = button.dataset.fillUser;
      document.getElementById("id_password").value = button.dataset.fillPassword;
      document.getElementById("sign-in-button").focus();
    });
  });

  document.querySelectorAll("select[data-submits]").forEach((select) => {
    select.addEventListener("change", () => select.form.requestSubmit());
  });

  const marked = document.querySelector("[data-mark]");
  if (marked) {
    const place = document.getElementById(marked.dataset.mark);
    if (place) {
      place.classList.add("is-marked");
      const frame = place.closest(".source");
      frame.scrollTop = place.offsetTop - frame.clientHeight / 3;
    }
  }

  const entry = document.querySelector("form[data-guarded]");
  if (entry) {
    let typed = false;
    entry.addEventListener("input", () => { typed = true; });
    entry.addEventListener("submit", () => { typed = false; });
    window.addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
    entry.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !event.target.matches("input.figure")) return;
      event.preventDefault();
      const figures = [...entry.querySelectorAll("input.figure:not([disabled])")];
      const next = figures[figures.indexOf(event.target) + (event.shiftKey ? -1 : 1)];
      if (next) { next.focus(); next.select(); }
    });
  }
})();
