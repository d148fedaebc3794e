// What is typed and not confirmed by the server yet, by the name of its cell; kept for each user and path.
import { readStored, removeStored, writeStored } from "../shared/local-storage.js";

export function createStorage(user, path) {
  const key = `ipplans-entry-${user}-${path}`;

  function all() {
    return readStored(key) || {};
  }

  function keep(cells) {
    if (Object.keys(cells).length) writeStored(key, cells);
    else removeStored(key);
  }

  function remember(name, typed) {
    keep({ ...all(), [name]: typed });
  }

  function forget(name) {
    const cells = all();
    delete cells[name];
    keep(cells);
  }

  return { all, remember, forget };
}
