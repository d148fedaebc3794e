"""The file of a backup: written whole or not at all, checked whole before anything is done with it."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

import pyrage

FORMAT = 1
PROGRAM = "ipplans"
MANIFEST = "manifest.json"
SECRET_KEY = "secret_key"  # noqa: S105  # the name of a member  # nosec B105
LOCKED, KEY = "backup.zip.age", "key.age"  # the members of a locked backup
PIECE = 1024 * 1024  # bytes


class BackupRefused(Exception):
    """A backup that cannot be made or taken; says why, and what to do."""


@dataclass
class Member:
    """What a part of the file must be."""

    bytes: int
    sha256: str
    rows: int | None = None  # of a table


@dataclass
class Manifest:
    """What a backup holds, and of which version it is."""

    made: str  # ISO time
    database: str  # sqlite or postgresql
    migrations: list[list[str]]
    numbers: dict[str, int]  # the last number that each table gave
    members: dict[str, Member] = field(default_factory=dict)
    format: int = FORMAT
    program: str = PROGRAM

    def tables(self) -> dict[str, Member]:
        """Return of each table its part of the file."""
        return {PurePosixPath(name).stem: one for name, one in self.members.items() if name.startswith("tables/")}

    def files(self) -> list[str]:
        """Return the members that are files people added."""
        return [name for name in self.members if name.startswith("files/")]


class Writer:
    """Adds members to an open backup, and notes of each what it must be."""

    def __init__(self, packed: zipfile.ZipFile, manifest: Manifest) -> None:
        self.packed, self.manifest = packed, manifest

    def add(self, name: str, pieces: Iterable[bytes], *, are_rows: bool = False) -> None:
        """Write one member; of a table, `pieces` are its lines, the first with the names of its columns."""
        digest, size, count = hashlib.sha256(), 0, 0
        with self.packed.open(name, "w", force_zip64=True) as member:
            for piece in pieces:
                member.write(piece)
                digest.update(piece)
                size += len(piece)
                count += 1
        self.manifest.members[name] = Member(size, digest.hexdigest(), count - 1 if are_rows else None)


@contextmanager
def written(target: Path, manifest: Manifest, passphrase: str) -> Iterator[Writer]:
    """Yield a writer; `target` is there only once all is in it, for its owner alone to read."""
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        part.touch(mode=0o600)
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as packed:
            yield Writer(packed, manifest)
            packed.writestr(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
        if passphrase:
            _lock(part, passphrase)
        with part.open("rb") as done:
            os.fsync(done.fileno())
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)


def _lock(part: Path, passphrase: str) -> None:
    """Lock the file with a key of its own, and that key with the passphrase: what `age` itself opens, too."""
    identity = pyrage.x25519.Identity.generate()
    plain = part.with_name(part.name + ".plain")
    os.replace(part, plain)
    try:
        part.touch(mode=0o600)
        with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as packed, plain.open("rb") as source:
            packed.writestr(KEY, pyrage.passphrase.encrypt(str(identity).encode(), passphrase))
            with packed.open(LOCKED, "w", force_zip64=True) as member:
                pyrage.encrypt_io(source, member, [identity.to_public()])
    finally:
        plain.unlink()


@contextmanager
def opened(source: Path, scratch: Path, passphrase: str) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """Yield a backup and its manifest, every part of it compared with its checksum.

    A locked one is unlocked into the folder `scratch`. Raises BackupRefused for a file that is none, is damaged, is of
    another program or a newer version of this one, or for a wrong passphrase.
    """
    try:
        with zipfile.ZipFile(source) as outer:
            if LOCKED not in outer.namelist():
                yield outer, _checked(outer)
                return
            _unlock(outer, scratch / "unlocked.zip", passphrase)
        with zipfile.ZipFile(scratch / "unlocked.zip") as packed:
            yield packed, _checked(packed)
    except FileNotFoundError as fault:
        raise BackupRefused(f"There is no file {source}.") from fault
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as fault:
        raise BackupRefused(f"{source} is no backup, or is damaged: {fault}") from fault


def is_locked(source: Path) -> bool:
    """Return whether a passphrase is needed; False for what is no backup at all."""
    try:
        with zipfile.ZipFile(source) as packed:
            return LOCKED in packed.namelist()
    except (zipfile.BadZipFile, OSError):
        return False


def _unlock(outer: zipfile.ZipFile, plain: Path, passphrase: str) -> None:
    if not passphrase:
        raise BackupRefused("This backup is locked: please give its passphrase.")
    try:
        key = pyrage.passphrase.decrypt(outer.read(KEY), passphrase).decode()
    except (pyrage.DecryptError, KeyError) as fault:
        raise BackupRefused("The passphrase is wrong, or the backup is damaged.") from fault
    plain.touch(mode=0o600)
    try:
        with outer.open(LOCKED) as member, plain.open("wb") as target:
            pyrage.decrypt_io(member, target, [pyrage.x25519.Identity.from_str(key)])
    except (pyrage.DecryptError, pyrage.IdentityError, OSError) as fault:
        raise BackupRefused("The backup is damaged: it cannot be unlocked to its end.") from fault


def _checked(packed: zipfile.ZipFile) -> Manifest:
    manifest = _manifest(packed)
    names = packed.namelist()
    if len(names) != len(set(names)) or set(names) != {MANIFEST, *manifest.members}:
        raise BackupRefused("The backup is damaged: it does not hold what its list of contents says.")
    for name, member in manifest.members.items():
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            raise BackupRefused(f"The backup is foreign: {name} would lie outside the system.")
        with packed.open(name) as part:
            if digest_of(part) != (member.bytes, member.sha256):
                raise BackupRefused(f"The backup is damaged: {name} is not what it was.")
    return manifest


def _manifest(packed: zipfile.ZipFile) -> Manifest:
    try:
        said: dict[str, Any] = json.loads(packed.read(MANIFEST))
        if said.get("program") != PROGRAM:
            raise BackupRefused("This is the backup of another program.")
        if said.get("format") != FORMAT:
            raise BackupRefused("This backup was made by a newer version: please install that version first.")
        members = {name: Member(**member) for name, member in said.pop("members").items()}
        return Manifest(members=members, **said)
    except (KeyError, ValueError, TypeError, AttributeError) as fault:
        raise BackupRefused("This is no backup of ipplans: its list of contents cannot be read.") from fault


def digest_of(part: IO[bytes]) -> tuple[int, str]:
    """Return how many bytes a stream holds, and their SHA-256."""
    digest, size = hashlib.sha256(), 0
    while piece := part.read(PIECE):
        digest.update(piece)
        size += len(piece)
    return size, digest.hexdigest()
