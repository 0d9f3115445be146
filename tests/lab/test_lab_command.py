"""`dropgrade lab` from outside: how it begins, what it refuses, and how it ends."""

from __future__ import annotations

import importlib.util
import os
import signal
import socket
import subprocess
import tomllib
from collections.abc import Iterator

import pytest

from dropgrade.cli import lab
from dropgrade.cli._extras import CLUSTER, LAB, PICTURES, module_of
from dropgrade.cli.grade_class import command as grade
from dropgrade.cli.lab import command
from dropgrade.errors import TargetError
from dropgrade.jupyter.lab_widget import INSTALL
from tests.conftest import COMMAND, ROOT, Run
from tests.lab.server.conftest import Client

PATIENCE = 60


@pytest.fixture
def running() -> Iterator[subprocess.Popen[str]]:
    """The lab as a process, started without a browser."""
    started = subprocess.Popen(
        [str(COMMAND), "lab", "--no-browser"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    yield started
    started.kill()
    started.communicate()


def test_it_prints_its_address_and_ends_with_ctrl_c(running: subprocess.Popen[str]) -> None:
    """The address works, nothing listens on other interfaces, and Ctrl-C is a good end."""
    assert running.stdout is not None
    address = running.stdout.readline().split()[-1]
    assert running.stdout.readline() == "It ends with Ctrl-C, or ten minutes after its last page was closed.\n"
    port = int(address.partition("?")[0].rstrip("/").rpartition(":")[2])
    assert Client(port).request(f"/?{address.partition('?')[2]}").status == 303
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.2", port), timeout=PATIENCE)
    running.send_signal(signal.SIGINT)
    assert running.communicate(timeout=PATIENCE) == ("", "")
    assert running.returncode == 0


def test_a_port_that_is_taken_is_said(run: Run) -> None:
    """What to do about it is said, too."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ended = run("lab", "--no-browser", "--port", str(port))
    assert ended.returncode == 2
    assert ended.stderr == f"dropgrade: Port {port} is taken.\nLeave --port out, and a free one is found.\n"


def test_without_the_extra_it_says_the_line_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where one of the libraries is missing, one line of pip brings them."""
    there = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "uvicorn" else there(name))
    with pytest.raises(TargetError, match="needs uvicorn, which is not installed") as refused:
        command(["--no-browser"], standalone_mode=False)
    assert refused.value.hint.endswith(' -m pip install "uvicorn>=0.36"')


def test_the_line_that_installs_asks_for_what_the_extra_has() -> None:
    """Libraries and versions are those of the project's file, and each is imported by the name that is looked for."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    for own, name in ((LAB, "lab"), (CLUSTER, "cluster"), (PICTURES, "pictures")):
        assert sorted(own) == sorted(extras[name])
        assert all(importlib.util.find_spec(module_of(each)) for each in own)
    assert f'"{extras["jupyter"][0]}"' in INSTALL


def test_a_cluster_without_its_libraries_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where several are missing, one line brings all of them."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(TargetError, match="needs distributed, fastjsonschema, which are not installed") as refused:
        grade(["class.zip", "--scheduler", "127.0.0.1:8786"], standalone_mode=False)
    assert refused.value.hint.endswith(' -m pip install "distributed>=2024.8" "fastjsonschema>=2.16"')


def test_a_browser_is_opened(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The page that opens is the one whose address was printed."""
    opened: list[str] = []

    def leave(address: str) -> None:
        opened.append(address)
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(lab.webbrowser, "open", leave)
    monkeypatch.setenv("DISPLAY", ":0")
    assert command(["--problem", "p03", "--course", str(ROOT)], standalone_mode=False) == 0
    assert f"The lab is at {opened[0]}\n" in capsys.readouterr().out
