// Draws every [data-chart] from the JSON beside it, when it comes near the screen.
(function () {
  "use strict";
  const config = {
    displaylogo: false,
    displayModeBar: false,
    responsive: true,
    plotlyServerURL: "",
    modeBarButtonsToRemove: ["sendChartToCloud"],
  };

  function draw(box) {
    const chart = JSON.parse(document.getElementById(box.dataset.chart).textContent);
    window.Plotly.newPlot(box, chart.data, chart.layout, config).then(() => box.setAttribute("data-drawn", ""));
  }

  const boxes = document.querySelectorAll("[data-chart]");
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting) {
          watcher.unobserve(entry.target);
          draw(entry.target);
        }
      }
    },
    { rootMargin: "400px" },
  );
  boxes.forEach((box) => watcher.observe(box));
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll("[data-chart]:not([data-drawn])").forEach(draw);
  });
})();
