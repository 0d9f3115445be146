"""What the sandbox needs from the machine, checked before anything starts, so that the error names the limit."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from dropgrade.errors import SandboxFault, limit_behind

with contextlib.suppress(ImportError):  # not a Unix
    import resource

KILOBYTE = 2**10


@dataclass(frozen=True, slots=True)
class Need:
    """The minimum value of one of the limits of `ulimit`, and how its value is shown."""

    limit: str
    """The constant in `resource`."""
    option: str
    """The option of `ulimit`."""
    what: str
    least: int
    size: int = 1
    unit: str = ""


# A worker may use 512 MB beyond the 150 MB that Python and NumPy take. With a tighter limit from outside, a correct
# program would be reported as out of memory, and OpenBLAS ends a process that cannot have its buffers.
NEEDS = (
    Need("RLIMIT_NOFILE", "-n", "open files", 64),
    Need("RLIMIT_AS", "-v", "memory", 716_800 * KILOBYTE, KILOBYTE, " kB"),
    Need("RLIMIT_DATA", "-d", "memory", 716_800 * KILOBYTE, KILOBYTE, " kB"),
    Need("RLIMIT_STACK", "-s", "stack", 512 * KILOBYTE, KILOBYTE, " kB"),
    Need("RLIMIT_CPU", "-t", "computing time", 10, unit=" seconds"),
)


def refuse_tight_limits() -> None:
    """Raise `SandboxFault` if a limit set from outside is lower than what grading needs."""
    if "resource" not in globals():
        return
    for need in NEEDS:
        allowed = resource.getrlimit(getattr(resource, need.limit))[0]
        if allowed != resource.RLIM_INFINITY and allowed < need.least:
            raise SandboxFault(
                f"The limit on {need.what} (`ulimit {need.option}`) is {allowed // need.size:,}{need.unit}, "
                f"and grading needs {need.least // need.size:,}{need.unit}.",
                f"Raise it with `ulimit {need.option}`, or ask your administrator; then run the command again.",
            )


@contextlib.contextmanager
def starting_a_process() -> Iterator[None]:
    """Turn the system's refusal to start a process into a `SandboxFault` that names the limit."""
    try:
        yield
    except OSError as error:
        limit = limit_behind(error, is_fork=True)
        why = f"a limit is reached: {limit}" if limit else f"{error.strerror or error}"
        raise SandboxFault(
            f"The system refused to start a process: {why}.",
            "End what you do not need, or raise the limit; then run the command again.",
        ) from error
