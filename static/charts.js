// Draws every [data-chart] from the page's charts, when it comes near the screen; and anew, at its width, for paper.
(function () {
  "use strict";
  const PAPER_WIDTH = 1030; // px: A4 across within its margins, less the frame of a card
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

  function draw(box, given, width) {
    const chart = given.figures[box.dataset.chart];
    const layout = Object.assign({ template: given.template }, chart.layout, width ? { width, autosize: false } : {});
    return window.Plotly.react(box, chart.data, layout, config).then(() => box.setAttribute("data-drawn", ""));
  }

  const boxes = [...document.querySelectorAll("[data-chart]")];
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

  // A chart keeps the width of the screen on paper, where its last years would be cut off.
  function paperWidth(box) {
    return parseInt(getComputedStyle(box).getPropertyValue("--paper-width"), 10) || PAPER_WIDTH;
  }
  const folded = [...document.querySelectorAll("details[data-opens-for-print]")].filter((one) => !one.open);
  function drawForPaper() {
    folded.forEach((one) => { one.open = true; });
    return boxes.map((box) => draw(box, given, paperWidth(box)));
  }
  window.addEventListener("beforeprint", drawForPaper);
  window.addEventListener("afterprint", () => {
    folded.forEach((one) => { one.open = false; });
    boxes.forEach((box) => {
      window.Plotly.purge(box); // else it keeps the width of the paper
      box.removeAttribute("data-drawn");
      if (box.offsetParent) draw(box, given);
      else watcher.observe(box);
    });
  });
  document.addEventListener("prepareprint", (event) => event.detail.push(...drawForPaper()));
})();
