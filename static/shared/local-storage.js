// Keeps values as JSON in the browser. A browser that stores nothing is no error: pages still warn before they are left.
export function readStored(key) {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
}

export function writeStored(key, value) {
  try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* not kept */ }
}

export function removeStored(key) {
  try { localStorage.removeItem(key); } catch { /* there is nothing */ }
}
