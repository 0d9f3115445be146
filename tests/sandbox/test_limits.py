"""What a worker gives up besides files and system calls: limits, its session, its privileges."""

from __future__ import annotations

import importlib
import os
import resource
import signal
import sys
from pathlib import Path

import pytest

from dropgrade.sandbox.limits import Limits
from dropgrade.sandbox.linux import libc, privileges, rlimits

sys.path.append(str(Path(__file__).parent))
starting = importlib.import_module("confined_host.starting")

KILLED = 128 + signal.SIGKILL

# A forked child with the given part of confinement, which can still read about itself in /proc.
IN_A_CHILD = """
import os, resource, signal, sys, threading
from dropgrade.sandbox.linux import privileges, rlimits, syscall_numbers
from dropgrade.sandbox.limits import Limits
from confined_host.situations import await_end

def in_a_child(act):
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            act(parent)
            status = 0
        except BaseException:
            import traceback
            traceback.print_exc()
        finally:
            os._exit(status)
    return await_end(child)

def status(field):
    with open("/proc/self/status") as rows:
        return next(row.split(":", 1)[1].strip() for row in rows if row.startswith(field + ":"))
"""


def _passes(source: str) -> None:
    done = starting.python("-c", IN_A_CHILD + source)
    assert done.returncode == 0, done.stderr


def test_limits_are_hard() -> None:
    """Every limit has the same soft and hard value, and a worker has the time of three checks."""
    source = """
def act(parent):
    before = rlimits.address_space()
    rlimits.apply(Limits(cpu_seconds=7, memory_mb=100))
    wanted = {"CPU": 21, "FSIZE": 0, "CORE": 0, "NOFILE": 32, "MEMLOCK": 0, "MSGQUEUE": 0}
    for name, value in wanted.items():
        assert resource.getrlimit(getattr(resource, f"RLIMIT_{name}")) == (value, value), name
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    assert soft == hard and abs(soft - before - (100 << 20)) < 8 << 20
    soft, hard = resource.getrlimit(resource.RLIMIT_NPROC)
    assert soft == hard and 256 <= soft < rlimits._threads() + 256
assert in_a_child(act) == 0
"""
    _passes(source)


def test_tighter_limits_stay() -> None:
    """A limit that was tighter before stays as it was."""
    source = """
def act(parent):
    resource.setrlimit(resource.RLIMIT_CPU, (2, 3))
    rlimits.apply(Limits(cpu_seconds=7, memory_mb=100))
    assert resource.getrlimit(resource.RLIMIT_CPU) == (3, 3)
assert in_a_child(act) == 0
"""
    _passes(source)


def test_endless_work_is_killed() -> None:
    """A worker that uses up its time is killed, although it ignores and handles all signals it can."""
    source = """
import signal
for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)
from threading import Thread
Thread(target=lambda: pow(9, 9**9)).start()
while True:
    try:
        while True: pass
    except BaseException: pass
"""
    assert starting.worker(source, "1").returncode == KILLED


def test_memory_runs_out_as_an_error() -> None:
    """Memory beyond the limit raises MemoryError; below it is available."""
    source = """
np.ones(100 << 17)
try:
    np.ones(1 << 27)
except MemoryError: pass
else: raise SystemExit("no limit")
"""
    done = starting.worker(source)
    assert done.returncode == 0, done.stderr


def test_bomb_of_threads_ends() -> None:
    """Endless threads are refused before they exhaust the machine."""
    source = """
import threading
threading.stack_size(1 << 20)
stop = threading.Event()
try:
    for _ in range(100_000): threading.Thread(target=stop.wait).start()
except (RuntimeError, MemoryError): pass
else: raise SystemExit("no limit")
finally: stop.set()
"""
    done = starting.worker(source)
    assert done.returncode == 0, done.stderr


def test_worker_leads_its_own_session() -> None:
    """A worker leaves its parent's terminal, session and group, and its files are private."""
    source = """
def act(parent):
    privileges.stand_alone()
    assert os.getsid(0) == os.getpgid(0) == os.getpid() != os.getsid(parent)
    assert os.umask(0) == 0o077
    privileges.stand_alone()
assert in_a_child(act) == 0
"""
    _passes(source)


def test_worker_dies_with_its_parent() -> None:
    """A worker whose parent ends is killed."""
    source = """
import time
from confined_host import situations
prepared = situations.prepared()
def act(parent):
    reading, writing = os.pipe()
    middle = os.getpid()
    if os.fork() == 0:
        prepared.enter(Limits(5, 100), middle)
        os.write(writing, b"!")
        while True: time.sleep(100)
    os.close(writing)
    assert os.read(reading, 1) == b"!"
    os.kill(middle, signal.SIGKILL)
reading, writing = os.pipe()
def watched(parent):
    os.close(reading)
    act(parent)
in_a_child(watched)
os.close(writing)
assert os.read(reading, 1) == b""  # ends only when the grandchild, too, has let go of the pipe
"""
    _passes(source)


def test_orphan_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker whose parent ended too early refuses to continue."""
    # The process of the tests must not ask for a deadly signal itself.
    monkeypatch.setattr(libc, "prctl", lambda *_: 0)
    with pytest.raises(ProcessLookupError, match="not the parent"):
        privileges.die_with(os.getppid() + 1)


def test_several_threads_are_not_confined() -> None:
    """A process with several threads is not confined, because only one of them would be."""
    source = """
def act(parent):
    privileges.be_one_thread()
    stop = threading.Event()
    threading.Thread(target=stop.wait).start()
    try: privileges.be_one_thread()
    except OSError: return
    finally: stop.set()
    raise SystemExit("not noticed")
assert in_a_child(act) == 0
"""
    _passes(source)


def test_worker_is_hidden() -> None:
    """A worker writes no core files, and other processes of its user cannot inspect it."""
    source = """
from dropgrade.sandbox.linux import libc
def act(parent):
    privileges.hide()
    assert libc.prctl(3) == 0
assert in_a_child(act) == 0
"""
    _passes(source)


def test_worker_gives_up_privileges() -> None:
    """A worker can gain no privileges and keeps none but reading, which Landlock restricts."""
    source = """
def act(parent):
    privileges.no_new_privileges()
    privileges.drop_capabilities(syscall_numbers.running())
    assert status("NoNewPrivs") == "1"
    for kind in ("CapEff", "CapPrm"):
        assert int(status(kind), 16) & ~privileges.CAP_DAC_READ_SEARCH == 0, kind
    assert int(status("CapInh"), 16) == 0
assert in_a_child(act) == 0
"""
    _passes(source)


def test_refused_limit_is_an_os_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit that cannot be set raises OSError, like any failing layer."""

    def refuse(*_: object) -> None:
        raise ValueError("not allowed")

    monkeypatch.setattr(resource, "setrlimit", refuse)
    with pytest.raises(OSError, match="cannot be set"):
        rlimits.apply(Limits(cpu_seconds=1, memory_mb=1))
