"""The entry to confinement: prepared once, entered by every worker, completely or not at all."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

import pytest

from dropgrade.sandbox import linux
from dropgrade.sandbox.limits import Limits
from dropgrade.sandbox.linux import LAYERS, Confinement, Unavailable, landlock, probe, seccomp

sys.path.append(str(Path(__file__).parent))
starting = importlib.import_module("confined_host.starting")

LIMITS = Limits(cpu_seconds=10, memory_mb=256)
ALL_ATTEMPTS = 5

# The canary is in the folder of the tests, outside of all that a worker may read.
PROBING = f"""
import os
from dropgrade.sandbox.linux.probe import escapes
print(escapes({__file__!r}, os.getppid()))
"""


def _close(prepared: Confinement) -> None:
    if prepared.ruleset is not None:
        os.close(prepared.ruleset)


def test_kernel_lacks_nothing() -> None:
    """The kernel that runs these tests has every layer."""
    prepared = Confinement.prepare([])
    _close(prepared)
    assert prepared.missing == ()


def test_probe_finds_no_escape() -> None:
    """The probe achieves nothing in a confined worker."""
    done = starting.worker(PROBING)
    assert done.stdout == "[]\n", done.stderr


def test_probe_finds_every_escape() -> None:
    """The probe achieves everything in a process that is not confined."""
    done = starting.python("-c", PROBING)
    assert len(done.stdout.split(",")) == ALL_ATTEMPTS, done.stdout + done.stderr


def test_probe_is_not_satisfied_by_other_errors() -> None:
    """A missing canary or grader counts as an escape, because it does not prove a refusal."""
    missing = "/nowhere/at/all"
    attempts = probe.attempts(missing, os.getpid())
    assert len(attempts) == ALL_ATTEMPTS
    found = probe.escapes(missing, os.getpid())
    assert "read a file outside" in found
    assert "look at a file outside" in found


def test_no_layer_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """On another system all layers are missing, and entering does nothing."""
    monkeypatch.setattr(sys, "platform", "darwin")
    prepared = Confinement.prepare(["/"])
    assert prepared.missing == LAYERS
    prepared.enter(LIMITS, parent=-1)


def test_import_needs_nothing_of_linux() -> None:
    """The package can be imported without a libc, `resource` and NumPy."""
    source = """
import sys
sys.modules["resource"] = sys.modules["numpy"] = None
sys.platform = "win32"
import ctypes
def refuse(*args, **kwargs): raise OSError("no such library")
ctypes.CDLL = refuse
from dropgrade.sandbox.linux import Confinement, probe
from dropgrade.sandbox.limits import Limits
Confinement.prepare([]).enter(Limits(1, 1), 0)
"""
    done = starting.python("-c", source)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("layer", ["landlock", "seccomp"])
def test_missing_layer_is_said(layer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A layer that the kernel lacks is named, and the others are still prepared."""

    def lack() -> int:
        raise Unavailable(38, "no Landlock")

    if layer == "landlock":
        monkeypatch.setattr(landlock, "abi", lack)
    else:
        monkeypatch.setattr(seccomp, "available", lambda _: False)
    prepared = Confinement.prepare([])
    _close(prepared)
    assert prepared.missing == (layer,)


def test_without_privileges_to_give_up_nothing_can_follow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without no_new_privs, Landlock and seccomp are missing, too."""
    monkeypatch.setattr(linux.privileges, "no_new_privileges_available", lambda: False)
    assert Confinement.prepare([]).missing == ("no_new_privs", "landlock", "seccomp")


def test_without_landlock_nothing_is_opened() -> None:
    """Without Landlock, the filter refuses to open any file."""
    source = """
import os
from dropgrade.sandbox.linux import Confinement, Unavailable, landlock
from dropgrade.sandbox.limits import Limits
from confined_host.situations import await_end
def lack(): raise Unavailable(38, "none")
landlock.abi = lack
confinement, host = Confinement.prepare([os.path.dirname(os.__file__)]), os.getpid()
child = os.fork()
if child == 0:
    confinement.enter(Limits(5, 100), host)
    try: os.open(os.__file__, os.O_RDONLY)
    except PermissionError: os._exit(0)
    os._exit(1)
os._exit(await_end(child))
"""
    done = starting.python("-c", source)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "breaking", ["os.close(confinement.ruleset)", "host += 1", "confinement.program._number = 9999"]
)
def test_failing_layer_raises(breaking: str) -> None:
    """A layer that was found but fails raises OSError, so that no worker continues partly confined."""
    source = f"""
import os
from dropgrade.sandbox.linux import Confinement
from dropgrade.sandbox.limits import Limits
from confined_host.situations import await_end
confinement, host = Confinement.prepare([]), os.getpid()
{breaking}
child = os.fork()
if child == 0:
    try: confinement.enter(Limits(5, 100), host)
    except OSError: os._exit(0)
    os._exit(1)
os._exit(await_end(child))
"""
    done = starting.python("-c", source)
    assert done.returncode == 0, done.stderr


def test_ruleset_is_closed_after_entering() -> None:
    """A worker closes the ruleset's descriptor, while the process that prepared it keeps it."""
    source = """
import os
from dropgrade.sandbox.linux import Confinement
from dropgrade.sandbox.limits import Limits
from confined_host.situations import await_end
confinement, host = Confinement.prepare([]), os.getpid()
for _ in range(2):
    child = os.fork()
    if child == 0:
        confinement.enter(Limits(5, 100), host)
        try: os.dup(confinement.ruleset)
        except OSError: os._exit(0)
        os._exit(1)
    assert await_end(child) == 0
os.fstat(confinement.ruleset)
"""
    done = starting.python("-c", source)
    assert done.returncode == 0, done.stderr


def test_entering_applies_every_part() -> None:
    """Entering sets the session, the limits and the privileges in one call."""
    # Without filter and ruleset the worker can still inspect itself.
    source = """
import ctypes, dataclasses, os, resource
from dropgrade.sandbox.linux import Confinement, libc
from dropgrade.sandbox.limits import Limits
from confined_host.situations import await_end
confinement, host = Confinement.prepare([]), os.getpid()
bare = dataclasses.replace(confinement, ruleset=None, program=None)

def status():
    with open("/proc/self/status") as rows:
        return dict(row.split(":", 1) for row in rows)

def check():
    bare.enter(Limits(5, 100), host)
    signal = ctypes.c_int()
    libc.prctl(2, ctypes.addressof(signal))
    assert signal.value == 9 and libc.prctl(3) == 0
    assert os.getsid(0) == os.getpid() and os.umask(0) == 0o077
    assert resource.getrlimit(resource.RLIMIT_CPU) == (15, 15)
    assert status()["NoNewPrivs"].strip() == "1" and int(status()["CapEff"], 16) & ~4 == 0

child = os.fork()
if child == 0:
    try: check()
    except BaseException as error: print(repr(error), flush=True); os._exit(1)
    os._exit(0)
os._exit(await_end(child))
"""
    done = starting.python("-c", source)
    assert done.returncode == 0, done.stdout + done.stderr
