// The entry grid: keys move, a block can be copied and pasted, and every cell is saved as it is typed.
// What the server has not confirmed yet is kept on this computer, and comes back with the page.
(function () {
  "use strict";
  const form = document.querySelector("form[data-entry]");
  if (!form) return;
  const words = form.dataset;
  const notice = form.querySelector("[data-notice]");
  const inputs = [...form.querySelectorAll("input.figure")];
  const rows = [...form.querySelectorAll("tbody tr")].filter((row) => row.id);
  const storageKey = `ipplans-entry-${words.user}-${window.location.pathname}`;
  const blockOf = new Map(); // the cells that were pasted together are stored together

  const cellOf = (name) => document.getElementById(name);
  const inputOf = (name) => form.elements.namedItem(`${name}-text`);
  const nameOf = (field) => field.name.slice(0, field.name.indexOf("-"));

  // What is typed and not confirmed yet

  function waiting() {
    try { return JSON.parse(localStorage.getItem(storageKey)) || {}; } catch { return {}; }
  }
  function keep(all) {
    try {
      if (Object.keys(all).length) localStorage.setItem(storageKey, JSON.stringify(all));
      else localStorage.removeItem(storageKey);
    } catch { /* a browser that stores nothing: the page itself still warns before it is left */ }
  }
  function remember(name) {
    const all = waiting();
    const remark = form.elements.namedItem(`${name}-remark`);
    all[name] = { text: inputOf(name).value, version: form.elements.namedItem(`${name}-version`).value };
    if (remark) all[name].remark = remark.value;
    keep(all);
  }
  function forget(name) {
    const all = waiting();
    delete all[name];
    keep(all);
  }
  function say(text) {
    notice.textContent = text;
    notice.hidden = !text;
  }

  // Sending: one request at a time, so that nobody comes second to oneself

  let line = Promise.resolve();
  let isBusy = 0;
  function send(names) {
    names.forEach((name) => status(name, words.wordsSaving));
    isBusy += 1;
    line = line.then(() => request(names)).catch(() => { say(words.wordsOffline); retryLater(names); })
      .finally(() => { isBusy -= 1; });
    return line;
  }
  let timer = 0;
  function retryLater(names) {
    names.forEach((name) => status(name, words.wordsWrong));
    clearTimeout(timer);
    timer = setTimeout(() => send(Object.keys(waiting()).filter(inputOf)), 10000);
  }
  async function request(names) {
    const body = new FormData();
    const sent = new Map(names.map((name) => [name, inputOf(name).value]));
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    new FormData(form).forEach((value, field) => {
      if (sent.has(field.slice(0, field.indexOf("-")))) body.set(field, value);
    });
    const response = await fetch(window.location.href, {
      method: "POST", body: new URLSearchParams(body), headers: { Accept: "application/json" },
    });
    if (response.status >= 500) throw new Error("server");
    if (response.redirected || !(response.headers.get("Content-Type") || "").includes("json")) {
      names.forEach((name) => status(name, words.wordsWrong));
      say(words.wordsSignedOut);
      return;
    }
    const answer = await response.json();
    say(answer.lock);
    Object.entries(answer.cells).forEach(([name, told]) => show(name, told, response.ok, sent.get(name)));
  }

  function status(name, text) {
    const place = cellOf(name).querySelector("[data-status]");
    if (place) place.textContent = text;
  }
  function show(name, told, isStored, sentText) {
    const cell = cellOf(name);
    const problem = cell.querySelector("[data-problem]");
    cell.classList.toggle("has-error", Boolean(told.problem));
    if (told.problem) {
      problem.innerHTML = told.problem;
      form.elements.namedItem(`${name}-version`).value = told.version;
    } else {
      problem.textContent = told.asks;
      problem.classList.toggle("field-error", Boolean(told.asks));
    }
    if (told.problem || !isStored) { status(name, words.wordsWrong); return; }
    form.elements.namedItem(`${name}-version`).value = told.version;
    status(name, told.status);
    cell.querySelector("[data-change]").textContent = told.change;
    blockOf.delete(name);
    const input = inputOf(name);
    if (input.value !== sentText) return; // typed on meanwhile
    if (document.activeElement !== input) input.value = told.text;
    forget(name);
  }

  form.addEventListener("input", (event) => {
    if (!event.target.name || !inputOf(nameOf(event.target))) return;
    remember(nameOf(event.target));
  });
  form.addEventListener("change", (event) => {
    if (!event.target.name || !inputOf(nameOf(event.target))) return;
    const name = nameOf(event.target);
    send(blockOf.get(name) || [name]);
  });
  form.addEventListener("submit", (event) => {
    if (!isBusy) return;
    event.preventDefault();
    line.then(() => form.requestSubmit(event.submitter));
  });
  window.addEventListener("beforeunload", (event) => {
    if (isBusy) event.preventDefault();
  });

  // What was typed before the session ended comes back

  function restore() {
    const lost = [];
    const back = [];
    Object.entries(waiting()).forEach(([name, typed]) => {
      const input = inputOf(name);
      if (!input) {
        const shown = cellOf(name) ? cellOf(name).textContent.trim() : "";
        if (typed.text && !shown.startsWith(typed.text)) lost.push(`${name}: ${typed.text}`);
        forget(name);
      } else if (input.value === typed.text && typed.remark === undefined) {
        forget(name);
      } else {
        input.value = typed.text;
        form.elements.namedItem(`${name}-version`).value = typed.version;
        const remark = form.elements.namedItem(`${name}-remark`);
        if (remark && typed.remark !== undefined) remark.value = typed.remark;
        back.push(name);
      }
    });
    if (back.length) { say(words.wordsRestored); send(back); }
    if (lost.length) say(`${words.wordsWrong} ${lost.join("; ")}`);
  }

  // Keys

  function at(row, column) {
    const cell = rows[row] && rows[row].cells[column];
    return cell ? cell.querySelector("input.figure") : null;
  }
  function placeOf(input) {
    const cell = input.closest("td");
    return [rows.indexOf(cell.parentElement), cell.cellIndex];
  }
  function step(input, down, right) {
    let [row, column] = placeOf(input);
    do {
      row += down;
      column += right;
      if (!rows[row] || !rows[row].cells[column]) return null;
    } while (!at(row, column));
    return at(row, column);
  }
  const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  form.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!input.matches("input.figure")) return;
    let move = moves[event.key];
    if (event.key === "Enter") move = event.shiftKey ? moves.ArrowUp : moves.ArrowDown;
    if (!move) return;
    const isAtEdge = event.key === "ArrowLeft" ? input.selectionEnd === 0 || isAllSelected(input)
      : input.selectionStart === input.value.length || isAllSelected(input);
    if (event.key.endsWith("t") && !event.shiftKey && !isAtEdge) return; // Left and Right move in the text first
    event.preventDefault();
    const next = step(input, ...move);
    if (!next) return;
    if (event.shiftKey && event.key !== "Enter") select(anchor || input, next);
    else clearSelection();
    next.focus();
    next.select();
  });
  function isAllSelected(input) {
    return input.selectionStart === 0 && input.selectionEnd === input.value.length;
  }

  // A block of cells: chosen with Shift, copied and pasted as in a spreadsheet

  let anchor = null;
  let chosen = [];
  function select(from, to) {
    clearSelection();
    anchor = from;
    const [row1, column1] = placeOf(from);
    const [row2, column2] = placeOf(to);
    for (let row = Math.min(row1, row2); row <= Math.max(row1, row2); row += 1) {
      const part = [];
      for (let column = Math.min(column1, column2); column <= Math.max(column1, column2); column += 1) {
        const cell = rows[row].cells[column];
        cell.classList.add("is-selected");
        part.push(at(row, column) ? at(row, column).value : (cell.querySelector("span") || cell).textContent.trim());
      }
      chosen.push(part);
    }
  }
  function clearSelection() {
    anchor = null;
    chosen = [];
    form.querySelectorAll(".is-selected").forEach((cell) => cell.classList.remove("is-selected"));
  }
  form.addEventListener("mousedown", (event) => {
    if (!event.target.matches("input.figure")) return;
    const focused = document.activeElement;
    if (!event.shiftKey || !inputs.includes(focused)) { clearSelection(); return; }
    event.preventDefault();
    select(anchor || focused, event.target);
  });
  document.addEventListener("copy", (event) => {
    if (chosen.length * (chosen[0] || []).length < 2) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", chosen.map((part) => part.join("\t")).join("\n"));
  });
  form.addEventListener("paste", (event) => {
    if (!event.target.matches("input.figure")) return;
    const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    if (!/[\t\n]/.test(text)) return;
    event.preventDefault();
    fill(event.target, text.split("\n").map((part) => part.split("\t")));
  });
  function fill(first, block) {
    const [row, column] = placeOf(first);
    const goals = block.flatMap((part, down) => part.map((text, right) => [at(row + down, column + right), text.trim()]));
    if (goals.some(([input]) => !input)) { say(words.wordsLocked); return; }
    const names = goals.map(([input]) => nameOf(input));
    goals.forEach(([input, text]) => {
      input.value = text;
      remember(nameOf(input));
      blockOf.set(nameOf(input), names);
    });
    say(`${words.wordsPasted} ${names.length}`);
    send(names);
  }

  restore();
})();
