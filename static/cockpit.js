// Turns through the regions, asks for new figures, and keeps the last picture when the server is away.
(function () {
  "use strict";
  const TURN = 12000;
  const REFRESH = 10000;
  const PATIENCE = 4000; // together under 15 seconds, within which a dead server is said
  const box = document.getElementById("slides");
  const state = document.getElementById("cockpit-state");
  const pause = document.querySelector("[data-pause]");
  let shown = 0;
  let seen = new Date();

  function clock(time) {
    return time.toLocaleTimeString("zh-CN", { hour12: false });
  }

  function tell(words, isStale) {
    state.textContent = `${words} ${clock(seen)}`;
    state.classList.toggle("is-stale", isStale);
  }

  function show(number) {
    const slides = box.querySelectorAll(".slide");
    shown = (number + slides.length) % slides.length;
    slides.forEach((slide, n) => { slide.hidden = n !== shown; });
  }

  async function refresh() {
    try {
      const headers = { Accept: "text/html", "X-Requested-With": "fetch" };
      const answer = await fetch(box.dataset.source, { headers, signal: AbortSignal.timeout(PATIENCE) });
      if (answer.status === 401) { tell(state.dataset.out, true); return; }
      if (answer.status === 404 && box.querySelector(".slide")) { tell(state.dataset.gone, true); return; }
      if (!answer.ok) throw new Error(answer.status);
      box.innerHTML = await answer.text();
      seen = new Date();
      show(shown);
      const year = box.querySelector("[data-year]")?.dataset.year;
      if (year) document.querySelector("[data-shown-year]").textContent = year;
      tell(state.dataset.fresh, false);
    } catch (fault) {
      tell(state.dataset.stale, true);
    }
  }

  function isPaused() {
    return pause.getAttribute("aria-pressed") === "true";
  }

  document.querySelectorAll("[data-turn]").forEach((button) => {
    button.addEventListener("click", () => show(shown + Number(button.dataset.turn)));
  });
  pause.addEventListener("click", () => pause.setAttribute("aria-pressed", String(!isPaused())));
  document.querySelector("[data-full]").addEventListener("click", () => document.documentElement.requestFullscreen());
  document.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") show(shown - 1);
    if (event.key === "ArrowRight") show(shown + 1);
  });
  show(0);
  tell(state.dataset.fresh, false);
  setInterval(() => { if (!isPaused()) show(shown + 1); }, TURN);
  setInterval(refresh, REFRESH);
  window.addEventListener("online", refresh);
  window.addEventListener("offline", () => tell(state.dataset.stale, true));
})();
