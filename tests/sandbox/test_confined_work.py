"""Ordinary work of students is possible in a confined worker."""

from __future__ import annotations

import importlib
import signal
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))
starting = importlib.import_module("confined_host.starting")

LINES = 20_000

WORK = {
    "arithmetic": "x = np.arange(10.0); assert (x * 2 + 1).sum() == 100",
    "large arrays": "x = np.ones((1000, 1000)); assert (x + x.T).mean() == 2; del x; np.zeros(10**6)",
    "matrix products": """
x = np.eye(200)
assert np.array_equal(x @ x, x) and np.einsum("ij,jk->ik", x, x).sum() == 200
""",
    "linear algebra": """
x = np.random.default_rng(0).random((50, 50)) + 50 * np.eye(50)
assert np.allclose(np.linalg.inv(x) @ x, np.eye(50))
assert np.linalg.svd(x)[1].min() > 0 and np.linalg.norm(x) > 0
assert np.allclose(x @ np.linalg.solve(x, np.ones(50)), 1)
""",
    "transforms": "assert np.allclose(np.fft.ifft(np.fft.fft(np.arange(64.0))), np.arange(64.0))",
    "seeded chance": """
rng = np.random.default_rng(7)
assert rng.random(3).shape == (3,) and rng.binomial(1, 0.5, 10).max() <= 1 and rng.normal(size=4).size == 4
np.random.seed(1); np.random.rand(3); np.random.RandomState(3).permutation(5)
""",
    "fresh chance": "import os; np.random.default_rng().random(3); assert len(os.urandom(8)) == 8",
    "sorting": """
x = np.sort(np.random.default_rng(0).random(10**5))
assert (np.diff(x) >= 0).all() and np.argsort(np.arange(9)[::-1])[0] == 8
""",
    "showing arrays": """
print(np.arange(2000.0), repr(np.eye(3)), np.array2string(np.array([1e-9, 1])), np.float32(3))
""",
    "threads": """
import threading
results = []
threads = [threading.Thread(target=lambda: results.append(np.ones(100).sum())) for _ in range(8)]
[t.start() for t in threads]; [t.join() for t in threads]
assert results == [100.0] * 8
""",
    "a pool of threads": """
from concurrent.futures.thread import ThreadPoolExecutor
with ThreadPoolExecutor(4) as pool:
    assert list(pool.map(abs, [-1, -2])) == [1, 2]
""",
    "errors and their tracebacks": """
import traceback
try: np.ones(3) @ np.ones(4)
except ValueError as error: text = "".join(traceback.format_exception(error))
assert "ValueError" in text and "<work>" in text
""",
    "warnings": """
import warnings
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    np.array([1.0]) / 0
assert len(seen) == 1
""",
    "reading a module's source": """
import os
with open(os.__file__, encoding="utf-8") as file: assert "def makedirs" in file.read()
""",
    "seeking in a file": """
import os
with open(os.__file__, "rb") as file: file.seek(10); assert file.tell() == 10; file.readline()
""",
    "sleeping and clocks": """
import time
time.sleep(0.001); time.time(); time.monotonic(); time.perf_counter_ns()
time.process_time(); time.thread_time()
time.get_clock_info("process_time"); time.localtime()
""",
    "deep recursion": """
def deep(): return deep()
try: deep()
except RecursionError: pass
""",
    "questions about itself": """
import os, platform, resource, threading
os.getpid(); os.getppid(); os.getuid(); os.cpu_count(); os.getcwd(); os.uname(); os.times()
resource.getrlimit(resource.RLIMIT_CPU); resource.getrusage(resource.RUSAGE_SELF); threading.get_native_id()
""",
    "handling a signal of its own": """
import faulthandler, signal
faulthandler.enable()
signal.signal(signal.SIGTERM, signal.SIG_IGN)
""",
    "garbage collection": "import gc; x = [[] for _ in range(10**5)]; x.append(x); del x; gc.collect()",
    "refusals as exceptions": """
import socket, subprocess
acts = [socket.socket, lambda: subprocess.run(["true"])]
for act in (*acts, lambda: open("/etc/passwd"), lambda: open("new", "w")):
    try: act()
    except PermissionError: continue
    raise SystemExit("not refused")
""",
}


@pytest.mark.parametrize("name", WORK)
def test_ordinary_work_is_possible(name: str) -> None:
    """A confined worker can do its work."""
    done = starting.worker(WORK[name])
    assert done.returncode == 0, done.stderr


def test_much_output_reaches_a_pipe() -> None:
    """Far more output than a pipe holds can be printed, although files cannot grow."""
    done = starting.worker(f"for number in range({LINES}): print(number, 'x' * 80)")
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == LINES


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import os; os._exit(7)", 7),
        ("import ctypes; ctypes.string_at(0)", 128 + signal.SIGSEGV),
        # abort() may not signal its own process, so the C library ends it with an illegal instruction.
        ("import os; os.abort()", 128 + signal.SIGSEGV),
    ],
)
def test_worker_can_end(source: str, expected: int) -> None:
    """A worker that exits, crashes or aborts does end."""
    assert starting.worker(source).returncode == expected
