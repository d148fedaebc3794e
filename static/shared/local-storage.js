// Keeps values as JSON in the browser. A browser that stores nothing is no error: what is typed is then in the page alone.
export function readStored(key) {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
}

export function writeStored(key, value) {
  try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* not kept */ }
}

export function removeStored(key) {
  try { localStorage.removeItem(key); } catch { /* there is nothing */ }
}

export function storedKeys() {
  try { return Object.keys(localStorage); } catch { return []; }
}
