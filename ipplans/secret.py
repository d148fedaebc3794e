"""The secret key: from the environment, else made once and kept beside the data."""

import os
import secrets
from pathlib import Path


def secret_key(folder: Path) -> str:
    """Return SECRET_KEY of the environment, else the key kept in `folder`, made when there is none.

    Raises SystemExit, with what to do, where the folder belongs to another user.
    """
    if key := os.environ.get("SECRET_KEY"):
        return key
    path = folder / "secret_key"
    if not path.exists():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _write_once(path, secrets.token_urlsafe(64))
        except OSError as fault:
            raise SystemExit(
                f"{path} cannot be written ({fault.strerror}): VAR_DIR must belong to who runs ipplans."
            ) from fault
    try:
        return path.read_text().strip()
    except OSError as fault:
        words = f"{path} cannot be read ({fault.strerror}). Run ipplans as the user it belongs to, or change its owner."
        raise SystemExit(words) from fault


def _write_once(path: Path, text: str) -> None:
    """Write `text` for the owner only; of two processes that start together, one wins and both read its key."""
    part = path.with_name(f"{path.name}.{os.getpid()}")
    part.touch(mode=0o600)
    part.write_text(text)
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()
