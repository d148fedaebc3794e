"""The bundle installs, upgrades, goes back, backs up and restores without a network, by the commands of the guide."""

import hashlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ipplans.bundle.__main__ import main as make_bundle
from tests.structure import ROOT

pytestmark = pytest.mark.own_database
GUIDE = (ROOT / "docs/operating.md").read_text()
# In a place of its own: no user of its own, no systemd, nothing of the machine.
STAND_INS = """
sudo() { shift 2; "$@"; }
systemctl() { :; }
install() { shift; mkdir -p "${@: -1}"; }
"""


class Office:
    """A machine without a network: where the guide says /opt/ipplans and the like, it is a folder of ours."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("etc", "data", "backups", "units"):
            (folder / name).mkdir()
        self.configure()
        names = {"ROOT": f"{folder}/opt", "CONFIG": f"{folder}/etc/env"}
        self.environment = names | {"PATH": os.environ["PATH"], "HOME": "/"}

    def configure(self, **more: str) -> None:
        settings = {"VAR_DIR": f"{self.folder}/data", "BIND": f"unix:{self.folder}/socket", "WORKERS": "2", **more}
        lines = [f"{name}={value}\n" for name, value in settings.items()]
        (self.folder / "etc/env").write_text("".join(lines))

    def placed(self, commands: str) -> str:
        places = {
            "/opt/ipplans": "opt",
            "/var/lib/ipplans": "data",
            "/etc/ipplans": "etc",
            "/etc/systemd/system": "units",
            "/var/backups/ipplans": "backups",
        }
        for there, here in places.items():
            commands = commands.replace(there, f"{self.folder}/{here}")
        return commands

    def run(self, commands: str, bundle: Path | None = None, **environment: str) -> str:
        """Run commands as the guide has them, without a network; return what they say."""
        script = f"set -e\n{STAND_INS}\n{self.placed(commands)}"
        done = subprocess.run(
            [*OFFLINE, "bash", "-c", script], cwd=bundle or self.folder, env=self.environment | environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout
        return done.stdout

    @contextmanager
    def serving(self) -> Iterator[None]:
        server = subprocess.Popen([*OFFLINE, str(self.folder / "opt/current/serve")], cwd="/", env=self.environment)
        try:
            for _try in range(200):
                if self.get("/healthz")[0] == 200:
                    break
                time.sleep(0.1)
            yield
        finally:
            server.terminate()
            server.wait(20)

    def get(self, path: str) -> tuple[int, str]:
        line = http.client.HTTPConnection("localhost", timeout=30)
        line.sock = socket.socket(socket.AF_UNIX)
        try:
            line.sock.connect(str(self.folder / "socket"))
            line.request("GET", path)
            answer = line.getresponse()
            return answer.status, answer.read().decode()
        except OSError:
            return 0, ""
        finally:
            line.close()


OFFLINE = ["unshare", "-n"] if os.geteuid() == 0 else ["unshare", "-rn"]


def commands(name: str) -> str:
    """The commands of the guide that stand under this name."""
    found = re.search(rf"<!-- run: {name} -->\n```sh\n(.*?)```", GUIDE, re.DOTALL)
    assert found is not None, name
    return found[1]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle as it is carried in, unpacked."""
    folder = tmp_path_factory.mktemp("bundle")
    with tarfile.open(make_bundle(folder)) as packed:
        packed.extractall(folder, filter="data")
    return next(path for path in folder.iterdir() if path.is_dir())


def copy_of(bundle: Path, target: Path) -> Path:
    """The same bundle once more; its wheels are not copied."""
    shutil.copytree(bundle, target, ignore=shutil.ignore_patterns("wheels"))
    shutil.copytree(bundle / "wheels", target / "wheels", copy_function=os.link)
    return target


def next_release(bundle: Path, folder: Path) -> Path:
    """The same program as a later release."""
    later = copy_of(bundle, folder / "later")
    (later / "VERSION").write_text("99.0.0\n")
    sums = (later / "SHA256SUMS").read_text().splitlines()
    digest = hashlib.sha256(b"99.0.0\n").hexdigest()
    lines = [f"{digest}  VERSION" if line.endswith("  VERSION") else line for line in sums]
    (later / "SHA256SUMS").write_text("\n".join(lines) + "\n")
    return later


def test_the_whole_life_of_an_installation(bundle: Path, tmp_path: Path) -> None:
    office = Office(tmp_path)
    with pytest.raises(AssertionError):
        office.run("python3 -c \"import socket; socket.create_connection(('127.0.0.1', 9), 1)\"")  # no network at all
    said = office.run(commands("install"), bundle)
    assert "Ready to serve." in said
    office.run("/opt/ipplans/current/manage loadplans && /opt/ipplans/current/manage loaddemo")
    with office.serving():
        status, page = office.get("/sign-in/")
        assert status == 200
        for sheet in re.findall(r'href="(/static/[^"]+\.css)"', page):
            assert office.get(sheet)[0] == 200
        ready = json.loads(office.get("/readyz")[1])
        assert ready == {"database": "ok", "migrations": "ok", "disk": "ok", "backup": "never"}
    for kept in ("secret_key", "ipplans.sqlite3"):
        assert (tmp_path / "data" / kept).stat().st_mode & 0o077 == 0
    (tmp_path / "etc/env").rename(tmp_path / "etc/away")
    with pytest.raises(AssertionError, match="cannot be read"):  # and no second system beside the first
        office.run("/opt/ipplans/current/manage prepare")
    (tmp_path / "etc/away").rename(tmp_path / "etc/env")
    office.run(commands("backup"))
    regions = "from plans.models import Region, Plan; print(Region.objects.count(), Plan.objects.count())"
    counted = office.run(f'/opt/ipplans/current/manage shell -v 0 -c "{regions}"').split()[-2:]
    asked = f'drill shell -v 0 -c "{regions}"\nrm -r /var/backups/ipplans/drill'
    drilled = office.run(commands("drill").replace("rm -r /var/backups/ipplans/drill", asked))
    assert drilled.split()[-2:] == counted
    old = os.readlink(tmp_path / "opt/current").removeprefix("releases/")
    later = next_release(bundle, tmp_path)
    (tmp_path / "backups").rename(tmp_path / "away")
    with pytest.raises(AssertionError, match="A step failed"):  # where no backup can be made nothing goes on
        office.run(commands("upgrade"), later)
    assert os.readlink(tmp_path / "opt/current") == f"releases/{old}"
    (tmp_path / "away").rename(tmp_path / "backups")
    office.run(commands("upgrade"), later)  # the same block once more
    with pytest.raises(AssertionError, match="A step failed"):  # and once too often: there is nothing to do
        office.run(commands("upgrade"), later)
    assert os.readlink(tmp_path / "opt/current") == "releases/99.0.0"
    assert (tmp_path / "units/ipplans.service").exists()
    with office.serving():
        assert office.get("/readyz")[0] == 200
    [before] = (tmp_path / "backups").glob("before-99.0.0-*.zip")
    office.run(commands("back").replace("OLD", old).replace("BEFORE", before.stem))
    assert os.readlink(tmp_path / "opt/current") == f"releases/{old}"
    assert office.run(f'/opt/ipplans/current/manage shell -v 0 -c "{regions}"').split()[-2:] == counted
    with office.serving():
        assert office.get("/sign-in/")[0] == 200
        assert json.loads(office.get("/readyz")[1])["backup"] == "ok"


def test_a_damaged_bundle_is_not_installed(bundle: Path, tmp_path: Path) -> None:
    damaged = copy_of(bundle, tmp_path / "damaged")
    with (damaged / "program/manage.py").open("a") as file:
        file.write("\n# changed on the way\n")
    with pytest.raises(AssertionError, match="damaged"):
        Office(tmp_path).run("./install.sh", damaged)
    assert not (tmp_path / "opt").exists()


def test_a_release_is_not_installed_over_itself_nor_by_another_python(bundle: Path, tmp_path: Path) -> None:
    office = Office(tmp_path)
    other = copy_of(bundle, tmp_path / "other")
    (other / "PYTHON").write_text("3.99\n")
    digest = hashlib.sha256(b"3.99\n").hexdigest()
    sums = re.sub(r"(?m)^\w+  PYTHON$", f"{digest}  PYTHON", (other / "SHA256SUMS").read_text())
    (other / "SHA256SUMS").write_text(sums)
    with pytest.raises(AssertionError, match=r"3\.99"):
        office.run("./install.sh", other)
    release = tmp_path / "opt/releases" / (bundle / "VERSION").read_text().strip()
    release.mkdir(parents=True)
    (release / "COMPLETE").touch()
    (release / "manage").write_text(f'done < "{tmp_path}/etc/env"')
    assert "installed already" in office.run("./install.sh", bundle)
    assert (tmp_path / "opt/current").readlink() == Path("releases", release.name)  # also where that had not been done
    with pytest.raises(AssertionError, match="other settings"):
        office.run("CONFIG=/elsewhere/env ./install.sh", bundle)
    (release / "COMPLETE").unlink()
    (tmp_path / "opt/current").unlink()
    (tmp_path / "opt/current").symlink_to(release)  # by hand
    with pytest.raises(AssertionError, match="is in use"):
        office.run("./install.sh", bundle)


def test_an_installation_that_is_broken_off_leaves_nothing_and_is_made_again(bundle: Path, tmp_path: Path) -> None:
    office = Office(tmp_path)
    release = tmp_path / "opt/releases" / (bundle / "VERSION").read_text().strip()
    broken_off = subprocess.Popen(
        [str(bundle / "install.sh")], env=office.environment, start_new_session=True, stdout=subprocess.DEVNULL
    )
    for _try in range(400):
        if (release / ".venv").exists():
            break
        time.sleep(0.05)
    assert (release / ".venv").exists()
    os.killpg(broken_off.pid, signal.SIGTERM)
    assert broken_off.wait(30) != 0
    assert not release.exists()
    assert not (tmp_path / "opt/current").exists()
    release.mkdir()  # as a machine leaves it that lost its power
    (release / "manage").touch()
    office.run("./install.sh", bundle)
    assert (release / "serve").exists()
    assert os.readlink(tmp_path / "opt/current") == f"releases/{release.name}"


def test_what_the_bundle_holds(bundle: Path) -> None:
    assert not (bundle / "program/tests").exists()
    locked = set(re.findall(r"(?m)^([a-z0-9.-]+)==", (ROOT / "requirements.lock").read_text()))
    named = {line.split()[0].lower().replace("_", "-") for line in (bundle / "LICENCES").read_text().splitlines()}
    assert not named - locked
    assert all(line.partition("\t")[2].strip() for line in (bundle / "LICENCES").read_text().splitlines())
    assert {"django", "weasyprint", "openpyxl", "psycopg2-binary"} & named == {
        "django",
        "weasyprint",
        "openpyxl",
        "psycopg2-binary",
    } & locked
