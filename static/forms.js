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

  const marked = document.querySelector(".document-text .is-marked");
  if (marked) marked.scrollIntoView({ block: "center" });

  document.querySelectorAll("[data-print]").forEach((button) => {
    button.addEventListener("click", async () => {
      const ready = []; // whoever must finish something first puts its promise here
      document.dispatchEvent(new CustomEvent("prepareprint", { detail: ready }));
      await Promise.all(ready);
      window.print();
    });
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

  // What was typed into a form is kept on this computer until a page with a newer version shows that it was stored.
  function keyOf(form) {
    return `ipplans-form-${form.dataset.guarded}-${window.location.pathname}`;
  }
  function fieldsOf(form) {
    return [...form.elements].filter((field) => field.matches("textarea, select, input:not([type=hidden], [type=radio])"));
  }
  function keepTyped(form, isSent = false) {
    if (!form.elements.version) return;
    const values = fieldsOf(form).map((field) => [field.name, field.value]);
    try {
      localStorage.setItem(keyOf(form), JSON.stringify({ version: form.elements.version.value, values, isSent }));
    } catch { /* a browser that stores nothing: the page itself still warns before it is left */ }
  }
  function bringBack(form) {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(keyOf(form))); } catch { /* nothing to bring back */ }
    if (!kept || !form.elements.version) return false;
    if (kept.version !== form.elements.version.value) {
      if (kept.isSent) { localStorage.removeItem(keyOf(form)); return false; }
      form.elements.version.value = kept.version; // somebody else stored meanwhile: the server will show both
    }
    const values = new Map(kept.values);
    const changed = fieldsOf(form).filter((field) => values.has(field.name) && values.get(field.name) !== field.value);
    changed.forEach((field) => { field.value = values.get(field.name); });
    const notice = form.querySelector("[data-restored]");
    if (changed.length && notice) notice.hidden = false;
    return changed.length > 0;
  }

  const entry = document.querySelector("form[data-guarded]");
  if (entry) {
    let typed = bringBack(entry);
    entry.addEventListener("input", () => {
      typed = true;
      keepTyped(entry);
    });
    entry.addEventListener("submit", () => {
      if (typed) keepTyped(entry, true);
      typed = false;
    });
    window.addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
  }
})();
