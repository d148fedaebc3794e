// Draws every [data-chart] from the page's charts, when it comes near the screen.
(function () {
  "use strict";
  const config = {
    displaylogo: false,
    displayModeBar: false,
    responsive: true,
    plotlyServerURL: "",
    modeBarButtonsToRemove: ["sendChartToCloud"],
  };

  function charts() {
    return JSON.parse(document.getElementById("charts").textContent);
  }

  function draw(box, given) {
    const chart = given.figures[box.dataset.chart];
    const layout = Object.assign({ template: given.template }, chart.layout);
    return window.Plotly.react(box, chart.data, layout, config).then(() => box.setAttribute("data-drawn", ""));
  }

  const boxes = document.querySelectorAll("[data-chart]");
  if (!boxes.length) return;
  const given = charts();
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting) {
          watcher.unobserve(entry.target);
          draw(entry.target, given);
        }
      }
    },
    { rootMargin: "200px" },
  );
  boxes.forEach((box) => watcher.observe(box));
  const drawAll = () => [...document.querySelectorAll("[data-chart]:not([data-drawn])")].map((box) => draw(box, given));
  window.addEventListener("beforeprint", drawAll);
  document.addEventListener("prepareprint", (event) => event.detail.push(...drawAll()));
})();
