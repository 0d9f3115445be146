"""Choose the sandbox for this machine and start its processes, which warm up while the grader imports."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from dropgrade.errors import TargetError
from dropgrade.sandbox.needs import refuse_tight_limits, starting_a_process

if TYPE_CHECKING:
    from dropgrade.sandbox.client import Sandbox

# Only `sys.path` is inherited: -S skips `site`, -P and -s keep out the current and the user's folder, and -B writes no
# bytecode. Garbage collection is off because imports produce no garbage.
FLAGS = ("-P", "-s", "-B", "-S", "-X", "utf8")
BOOTSTRAP = """
import gc, sys
gc.disable()
sys.path[:] = sys.argv.pop().split("\\n")
from dropgrade.sandbox.{module} import main
main(*sys.argv[1:])
"""


def command(module: str, *arguments: str | int) -> list[str]:
    """Return the command that runs `main` of a sandbox module in a fresh interpreter."""
    here = Path.cwd()
    path = "\n".join(entry for entry in sys.path if Path(entry).is_absolute() and Path(entry) != here)
    return [sys.executable, *FLAGS, "-c", BOOTSTRAP.format(module=module), *map(str, arguments), path]


# A worker lives for milliseconds, so returning memory to the system would only cost time.
KEEP_MEMORY = {
    "MALLOC_TRIM_THRESHOLD_": str(2**28),
    "MALLOC_MMAP_THRESHOLD_": str(2**25),
    "MALLOC_TOP_PAD_": str(2**20),
}


def clean_environment() -> dict[str, str]:
    """Return the few environment variables that a process of the sandbox may see."""
    kept = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
    fixed = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8"}
    return {name: os.environ[name] for name in kept if name in os.environ} | fixed | KEEP_MEMORY


def launch_zygote(packages: Sequence[str] = ()) -> tuple[subprocess.Popen[bytes], socket.socket]:
    """Start a zygote whose workers may use these packages; return it and the grader's end of its socket."""
    with starting_a_process():
        control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs, starting_a_process():
        zygote = subprocess.Popen(  # noqa: S603 - our own interpreter and our own words
            command("inside.zygote", theirs.fileno(), os.getpid(), *packages),
            env=clean_environment(),
            cwd="/",
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the grader, which then ends the rest
        )
    return zygote, control


SETTING = "DROPGRADE_SANDBOX"
LAYERS = {
    "landlock": "Landlock, which keeps student code from reading and writing files",
    "seccomp": "seccomp, which keeps it from the network, from other processes and from starting any",
    "no_new_privs": "the promise to gain no privileges",
    "limits": "limits on memory and computing time",
}


def chosen_mode() -> str:
    """Return the mode that the environment asks for, or the best one for this system."""
    wanted = os.environ.get(SETTING, "")
    if wanted not in ("", "confined", "portable"):
        raise TargetError(f"{SETTING} is {wanted!r}.", "Set it to 'confined' or 'portable', or leave it out.")
    if wanted == "confined" and not sys.platform.startswith("linux"):
        raise TargetError("The confined sandbox needs Linux.", f"Leave {SETTING} out.")
    return wanted or ("confined" if sys.platform.startswith("linux") else "portable")


@contextmanager
def opened_sandbox() -> Iterator[Sandbox]:
    """Open the sandbox for this machine, and close it in every case.

    Import NumPy only after this call: NumPy starts its threads on import, and the environment set here limits them.
    """
    refuse_tight_limits()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    sandbox: Sandbox
    if chosen_mode() == "confined":
        launched = launch_zygote()  # before the imports below, which take as long as its start
        from dropgrade.sandbox.confined import ConfinedSandbox

        sandbox = ConfinedSandbox(*launched)
    else:
        from dropgrade.sandbox.portable import PortableSandbox

        sandbox = PortableSandbox()
    try:
        yield sandbox
    finally:
        sandbox.close()
