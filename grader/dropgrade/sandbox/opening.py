"""Choose the sandbox for this machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dropgrade.errors import TargetError
from dropgrade.sandbox.launch import launch_zygote

if TYPE_CHECKING:
    from dropgrade.sandbox.client import Sandbox

SETTING = "DROPGRADE_SANDBOX"
LAYERS = {
    "landlock": "Landlock, which keeps student code from reading and writing files",
    "seccomp": "seccomp, which keeps it from the network, from other processes and from starting any",
    "no_new_privs": "the promise to gain no privileges",
    "limits": "limits on memory and computing time",
}


def chosen_mode() -> str:
    """The mode that the environment asks for, or the best that this system has."""
    wanted = os.environ.get(SETTING, "")
    if wanted not in ("", "confined", "portable"):
        raise TargetError(f"{SETTING} is {wanted!r}.", "Set it to 'confined' or 'portable', or leave it out.")
    if wanted == "confined" and not sys.platform.startswith("linux"):
        raise TargetError("The confined sandbox needs Linux.", f"Leave {SETTING} out.")
    return wanted or ("confined" if sys.platform.startswith("linux") else "portable")


@contextmanager
def opened_sandbox() -> Iterator[Sandbox]:
    """The sandbox of this machine, closed at the end whatever happens.

    Who grades imports NumPy after this, for NumPy starts its threads when it is imported, and they only get in the way.
    """
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
