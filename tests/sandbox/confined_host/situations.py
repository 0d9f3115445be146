"""The ways in which a process may be confined when it makes an attempt."""

from __future__ import annotations

import errno
import os
import sysconfig
from dataclasses import replace
from typing import TYPE_CHECKING

from dropgrade.sandbox.inside import imports
from dropgrade.sandbox.inside.distributions import files_of, with_what_they_need
from dropgrade.sandbox.inside.folder import Folder
from dropgrade.sandbox.inside.reaching import Reaching
from dropgrade.sandbox.limits import Limits
from dropgrade.sandbox.linux import Confinement, policy, seccomp

if TYPE_CHECKING:
    from collections.abc import Callable

# An error number for the filter that no attempt gets from the kernel, to tell the two apart.
MARK = errno.ENOTRECOVERABLE
PACKAGES = ("scipy", "pandas", "matplotlib")
LIMITS = Limits(cpu_seconds=10, memory_mb=256)


def readable() -> list[str]:
    """Return the folders of the standard library and of installed packages."""
    return [sysconfig.get_path(kind) for kind in ("stdlib", "platstdlib", "purelib", "platlib")]


def prepared() -> Confinement:
    """Prepare what a grader would."""
    confinement = Confinement.prepare(readable())
    assert not confinement.missing, f"this kernel lacks {confinement.missing}"
    return confinement


def marked(confinement: Confinement) -> Confinement:
    """Return the same confinement, with a filter that refuses with a distinct error."""
    architecture = confinement.architecture
    assert architecture is not None
    rules = policy.policy(architecture, files=True, refusal=MARK)
    return replace(confinement, program=seccomp.build(rules, architecture))


def _with_everything() -> Callable[[int], None]:
    """Prepare a worker for a problem with packages and files, like the zygote but without importing them."""
    files = [file for package in with_what_they_need(PACKAGES) for file in files_of(package)]
    confinement = Confinement.prepare((*imports.readable_folders(), *files))
    assert not confinement.missing, f"this kernel lacks {confinement.missing}"

    def enter(host: int) -> None:
        confinement.enter(LIMITS, host)
        imports.use_library_finder()
        Reaching(Folder({"data/a.csv": b"1,2"})).enter()

    return enter


def situations() -> dict[str, Callable[[int], None]]:
    """Return, by name, what to do to a fresh child of the given process."""
    confinement = prepared()
    other = marked(confinement)
    return {
        "confined": lambda host: confinement.enter(LIMITS, host),
        "everything allowed": _with_everything(),
        "marked": lambda host: other.enter(LIMITS, host),
        "free": lambda _: None,
    }


def await_end(child: int) -> int:
    """Wait for a child and return its exit code, which is negative for a signal."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
