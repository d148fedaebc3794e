// How many things wait for the person, beside the menu; asked for when the page stands. Without an answer there is no count.
export async function showCounts() {
  const menu = document.querySelector("nav[data-menu-counts]");
  if (!menu) return;
  try {
    const response = await fetch(menu.dataset.menuCounts, { headers: { Accept: "application/json" } });
    if (!response.ok) return;
    const { counts, words } = await response.json();
    Object.entries(counts || {}).forEach(([name, count]) => {
      const place = menu.querySelector(`[data-count=${name}]`);
      if (!place) return;
      place.textContent = count;
      place.title = words[name];
      place.hidden = !count;
    });
  } catch {
    // the page is being left, or the server is gone: the next page asks again
  }
}

// What was reviewed in the page changes the counts: they are asked for again after each answer to a form.
export function showCountsAgain() {
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.successful && detail.requestConfig.verb !== "get") showCounts();
  });
}

// A menu that was opened closes when a person goes elsewhere, or presses Escape.
export function closeMenus() {
  document.querySelectorAll("details[data-menu]").forEach((menu) => {
    document.addEventListener("click", (event) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
    menu.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
    });
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
}
