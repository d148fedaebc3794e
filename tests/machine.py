"""What the tests need of the machine: named, and installed with apt where that is possible.

Use: python -m tests.machine chromium fonts postgresql redis gettext pdf office nginx systemd openssl
"""

import ctypes.util
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def postgres_programs() -> Path | None:
    """Return the folder of PostgreSQL's server programs, if they are installed."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    return next((folder for folder in reversed(folders) if (folder / "initdb").exists()), None)


def chromium() -> str | None:
    """Return the browser's path, if there is one."""
    return os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )


def chinese_font() -> str:
    """Return the name of a font with Chinese characters, or ""."""
    if not shutil.which("fc-list"):
        return ""
    listed = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False)
    return listed.stdout.strip()


def _pango() -> str:
    """Return the library by which PDF are laid out, or ""."""
    return ctypes.util.find_library("pangoft2-1.0") or ""


NEEDS: dict[str, tuple[Callable[[], object], str]] = {
    "chromium": (chromium, "chromium"),
    "fonts": (chinese_font, "fonts-noto-cjk fontconfig"),
    "postgresql": (postgres_programs, "postgresql"),
    "redis": (lambda: shutil.which("redis-server"), "redis-server"),
    "gettext": (lambda: shutil.which("xgettext"), "gettext"),
    "pdf": (_pango, "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"),
    "nginx": (lambda: shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin"), "nginx-light"),
    "systemd": (lambda: shutil.which("systemd-analyze"), "systemd"),
    "openssl": (lambda: shutil.which("openssl"), "openssl"),
    "office": (lambda: shutil.which("soffice"), "libreoffice-calc-nogui libreoffice-writer-nogui poppler-utils"),
}


def office(path: Path) -> list[str]:
    """Return the text of each page that LibreOffice prints of a workbook or a Word file."""
    folder = path.parent
    profile = f"-env:UserInstallation=file://{folder}/profile"  # two of them at once do not share one
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    pdf = path.with_suffix(".pdf")
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    return text.split("\f")[:-1]


def pdf_text(content: bytes) -> str:
    """Return the text of a PDF as it is laid out, a form feed after each page."""
    command = ["pdftotext", "-layout", "-", "-"]
    return subprocess.run(command, input=content, check=True, capture_output=True).stdout.decode()


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    """Return when somebody listens there. Raises TimeoutError after 20 seconds."""
    for _try in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"nobody listens on port {port}")


def missing(names: list[str]) -> list[str]:
    """Return the Debian packages that these needs still lack."""
    return [package for name in names if not NEEDS[name][0]() for package in NEEDS[name][1].split()]


def install(packages: list[str]) -> None:
    """Install Debian packages; the tests' own database server is not the system's."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}  # no service is started
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", *command], check=True, env=environment, stdout=subprocess.DEVNULL)


def main(names: list[str]) -> int:
    packages = missing(names)
    if packages and shutil.which("apt-get") and os.geteuid() == 0:
        print(f"Installing {' '.join(packages)} …", flush=True)
        install(packages)
        packages = missing(names)
    if packages:
        print(f"The tests need these Debian packages: {' '.join(packages)}. Install them and start again.")
    return 1 if packages else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
