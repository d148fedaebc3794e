"""What stands beside the guide for operators: units that systemd takes, and an nginx that serves the site."""

import re
import shutil
import ssl
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests.machine import free_port, wait_for
from tests.structure import ROOT

pytestmark = pytest.mark.own_database
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
BESIDE = ROOT / "docs/operating"
GUIDE = (ROOT / "docs/operating.md").read_text()


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    program = tmp_path / "current"
    program.mkdir()
    for name in ("manage", "serve"):
        (program / name).write_text("#!/bin/sh\n")
        (program / name).chmod(0o755)
    units = tmp_path / "units"
    units.mkdir()
    for path in (BESIDE / "units").iterdir():
        (units / path.name).write_text(path.read_text().replace("/opt/ipplans/current", str(program)))
    command = ["systemd-analyze", "verify", "--man=no", *map(str, sorted(units.iterdir()))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Unknown" not in done.stderr
    for timer in units.glob("*.timer"):
        [when] = re.findall(r"OnCalendar=(.*)", timer.read_text())
        subprocess.run(["systemd-analyze", "calendar", when], check=True, capture_output=True)
        assert timer.with_suffix(".service").exists()


def test_every_command_of_the_guide_and_of_the_units_exists() -> None:
    texts = [GUIDE, *(path.read_text() for path in (BESIDE / "units").glob("*.service"))]
    named = {name for text in texts for name in re.findall(r"(?:current/|[^/\w])manage (\w+)", text)}
    assert {"prepare", "backup", "restore", "remind", "work", "verifyaudit"} <= named
    assert named <= get_commands().keys()


def test_every_setting_of_the_example_is_one() -> None:
    listed = (ROOT / "ipplans/settings.py").read_text().split('"""')[1]
    named = re.findall(r"(?m)^([A-Z_]+)=", (BESIDE / "env.example").read_text())
    assert named
    assert [name for name in named if name not in listed] == []


@pytest.fixture
def site(live_server: object, tmp_path: Path) -> Iterator[str]:
    """The address at which nginx serves a server of ours, by the file of the guide."""
    key, certificate = tmp_path / "key", tmp_path / "certificate"
    subject = ["-subj", "/CN=ipplans.example.gov.cn", "-addext", "subjectAltName=DNS:ipplans.example.gov.cn"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
    subprocess.run([*made, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    plain, secure, behind = free_port(), free_port(), re.sub(r"^\w+://", "", str(live_server.url))  # type: ignore[attr-defined]
    places = {
        "127.0.0.1:8000": behind, "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{secure} ssl http2;", "/etc/nginx/ipplans.crt": str(certificate),
        "/etc/nginx/ipplans.key": str(key),
    }  # fmt: skip
    text = (BESIDE / "nginx.conf").read_text()
    for there, here in places.items():
        assert there in text, there
        text = text.replace(there, here)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    own = "".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in kinds)
    around = f"daemon off; pid {tmp_path}/pid; error_log {tmp_path}/errors; events {{}}"
    whole = f"{around} http {{ access_log off; {own} {text} }}"
    (tmp_path / "nginx.conf").write_text(whole)
    subprocess.run([NGINX, "-t", "-c", str(tmp_path / "nginx.conf")], check=True, capture_output=True)
    server = subprocess.Popen([NGINX, "-c", str(tmp_path / "nginx.conf")], stderr=subprocess.DEVNULL)
    try:
        wait_for(secure)
        yield f"https://127.0.0.1:{secure}"
    finally:
        server.terminate()
        server.wait(10)


@pytest.mark.django_db(transaction=True)
def test_nginx_serves_the_site_by_the_file_of_the_guide(site: str, settings: object) -> None:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    asked = urllib.request.Request(f"{site}/sign-in/", headers={"Host": "localhost"})  # noqa: S310
    with urllib.request.urlopen(asked, context=context, timeout=30) as answer:  # noqa: S310
        assert answer.status == 200
        assert "登录" in answer.read().decode()
        assert answer.headers["X-Request-ID"]
    codes = []
    for _try in range(30):
        try:
            with urllib.request.urlopen(asked, context=context, timeout=30) as answer:  # noqa: S310
                codes.append(answer.status)
        except urllib.error.HTTPError as refusal:
            codes.append(refusal.code)
    assert codes.count(200) >= 18
    assert set(codes) - {200} == {429}, "who tries to sign in very often is held back"
