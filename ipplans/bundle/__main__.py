"""Make the bundle: `python -m ipplans.bundle FOLDER` (make bundle).

In it: the program as it was committed, the packages it needs as wheels for this kind of machine and this Python, the
script that installs them without a network, a list of licences, and a sum of every file.
"""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from email.parser import HeaderParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LEFT_OUT = ("tests", ".ci")  # folders of those who change the program


def main(folder: Path) -> Path:
    """Return the archive that was made in `folder`."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    name = f"ipplans-{version}"
    with tempfile.TemporaryDirectory() as scratch:
        bundle = Path(scratch) / name
        _program(bundle / "program")
        _wheels(bundle / "wheels")
        shutil.copy(ROOT / "docs/operating/install.sh", bundle / "install.sh")
        (bundle / "VERSION").write_text(f"{version}\n")
        (bundle / "PYTHON").write_text(f"{sys.version_info.major}.{sys.version_info.minor}\n")
        (bundle / "LICENCES").write_text("".join(_licences(bundle / "wheels")))
        _sums(bundle)
        folder.mkdir(parents=True, exist_ok=True)
        archive = folder / f"{name}.tar.gz"
        with tarfile.open(archive, "w:gz") as packed:
            packed.add(bundle, name)
    return archive


def _program(target: Path) -> None:
    """What is committed, without what only its makers need."""
    target.mkdir(parents=True)
    command = ["git", "archive", "HEAD"]
    packed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)  # noqa: S603  # nosec B603
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        archive.extractall(target, filter="data")  # nosec B202  # our own commit
    for name in LEFT_OUT:
        shutil.rmtree(target / name, ignore_errors=True)


def _wheels(target: Path) -> None:
    """Every package of the lock, as it was checked when it was locked."""
    wanted = ["--require-hashes", "--requirement", str(ROOT / "requirements.lock")]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--only-binary", ":all:", "--dest", str(target)]
    subprocess.run([*command, *wanted], check=True)  # noqa: S603


def _licences(wheels: Path) -> list[str]:
    """A line a package: name, version, licence as the package says it."""
    lines = []
    for path in sorted(wheels.glob("*.whl")):
        with zipfile.ZipFile(path) as wheel:
            [meta] = [one for one in wheel.namelist() if one.endswith(".dist-info/METADATA") and one.count("/") == 1]
            said = HeaderParser().parsestr(wheel.read(meta).decode())
        classified = [one.rpartition(" :: ")[2] for one in said.get_all("Classifier", []) if one.startswith("License")]
        named = said.get("License-Expression") or "; ".join(classified) or (said.get("License") or "?").splitlines()[0]
        lines.append(f"{said['Name']} {said['Version']}\t{named}\n")
    return lines


def _sums(bundle: Path) -> None:
    files = sorted(path for path in bundle.rglob("*") if path.is_file())
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(bundle)}\n" for path in files]
    (bundle / "SHA256SUMS").write_text("".join(lines))


if __name__ == "__main__":
    sys.stdout.write(f"{main(Path(sys.argv[1]))}\n")
