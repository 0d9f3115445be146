"""Run the Python source from standard input in a confined worker with NumPy, and end like it."""

from __future__ import annotations

import importlib
import os
import sys
import traceback

import numpy as np

from confined_host.situations import LIMITS, await_end, readable
from dropgrade.sandbox.limits import Limits
from dropgrade.sandbox.linux import Confinement

# The standard finders of modules need metadata, which is refused, so everything is imported before.
PRELOADED = """
    numpy.fft numpy.linalg numpy.random numpy.testing ctypes concurrent.futures.thread faulthandler gc
    platform resource signal socket subprocess threading time warnings dropgrade.sandbox.linux.probe
""".split()


def _work(source: str, confinement: Confinement, parent: int) -> None:
    seconds = int(sys.argv[1]) if sys.argv[1:] else LIMITS.cpu_seconds
    confinement.enter(Limits(seconds, LIMITS.memory_mb), parent)
    os.close(0)
    exec(compile(source, "<work>", "exec"), {"np": np, "__name__": "work"})


def main() -> None:
    """Fork one worker and pass on its exit code; a signal becomes 128 plus its number, as in a shell."""
    for name in PRELOADED:
        importlib.import_module(name)
    source = sys.stdin.read()
    confinement = Confinement.prepare(readable())
    host = os.getpid()
    child = os.fork()
    if child:
        code = await_end(child)
        os._exit(code if code >= 0 else 128 - code)
    status = 1
    try:
        _work(source, confinement, host)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(status)


if __name__ == "__main__":
    main()
