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

  document.querySelectorAll("[data-print]").forEach((button) => {
    button.addEventListener("click", () => window.print());
  });

  document.querySelectorAll("[data-copy]").forEach((button) => {
    button.addEventListener("click", () => {
      const text = button.parentElement.querySelector("textarea");
      text.select();
      // The clipboard's own interface is closed to pages without HTTPS, as inside many offices.
      document.execCommand("copy");
    });
  });

  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-pick-all]")) return;
    document.querySelectorAll("input[name=pick]").forEach((box) => { box.checked = event.target.checked; });
  });

  document.querySelectorAll("select[data-submits]").forEach((select) => {
    select.addEventListener("change", () => select.form.requestSubmit());
  });

  // A row of a draft and its place in the document beside it are marked together.
  function markSource(id) {
    const place = id && document.getElementById(id);
    const frame = place && place.closest(".source");
    if (!frame) return;
    frame.querySelectorAll(".is-marked").forEach((other) => other.classList.remove("is-marked"));
    place.classList.add("is-marked");
    if (window.matchMedia("(max-width: 900px)").matches) frame.scrollIntoView();
    frame.scrollTop += place.getBoundingClientRect().top - frame.getBoundingClientRect().top - frame.clientHeight / 3;
  }
  function markChosen() {
    const row = document.getElementById(window.location.hash.slice(1));
    if (row && row.dataset.source) markSource(row.dataset.source);
  }
  if (document.querySelector(".source")) {
    const marked = document.querySelector("[data-mark]");
    if (marked) markSource(marked.dataset.mark);
    markChosen();
    window.addEventListener("hashchange", markChosen);
    document.querySelectorAll("a[data-place]").forEach((link) => link.addEventListener("click", (event) => {
      event.preventDefault();
      markSource(link.dataset.place);
    }));
  }

  const entry = document.querySelector("form[data-guarded]");
  if (entry) {
    let typed = false;
    entry.addEventListener("input", () => { typed = true; });
    entry.addEventListener("submit", () => { typed = false; });
    window.addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
  }
})();
