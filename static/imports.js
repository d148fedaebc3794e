// The upload: a file may be dropped, and the person sees how far sending and reading are.
(function () {
  "use strict";

  function prepare(form) {
    const drop = form.querySelector("[data-drop]");
    const input = form.querySelector("input[type=file]");
    ["dragenter", "dragover"].forEach((name) => drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add("is-over");
    }));
    ["dragleave", "drop"].forEach((name) => drop.addEventListener(name, () => drop.classList.remove("is-over")));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
    });
    form.addEventListener("submit", (event) => {
      if (!input.files.length) return;
      event.preventDefault();
      send(form);
    });
  }

  function send(form) {
    const progress = form.querySelector("[data-progress]");
    const bar = progress.querySelector("progress");
    const words = progress.querySelector("span");
    const request = new XMLHttpRequest();
    request.open("POST", window.location.href);
    request.upload.addEventListener("progress", (step) => {
      bar.value = Math.round((step.loaded / step.total) * 100);
      words.textContent = `${progress.dataset.sending} ${bar.value}%`;
    });
    request.upload.addEventListener("load", () => {
      words.textContent = progress.dataset.reading;
      bar.removeAttribute("value");
    });
    request.addEventListener("load", () => (request.status < 400 ? open(request) : showAgain(request)));
    request.addEventListener("error", () => form.submit());
    progress.hidden = false;
    form.querySelector("button[type=submit]").disabled = true;
    request.send(new FormData(form));
  }

  function open(request) {
    window.location.assign(request.responseURL);
  }

  // The page with what is wrong said beside the field.
  function showAgain(request) {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const main = page.querySelector("main");
    if (!main) { window.location.reload(); return; }
    document.querySelector("main").replaceWith(main);
    const form = document.querySelector("form[data-reads]");
    if (form) prepare(form);
  }

  const form = document.querySelector("form[data-reads]");
  if (form) prepare(form);
})();
