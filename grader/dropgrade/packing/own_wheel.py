"""Build a wheel of dropgrade without its course, so that a grading machine does not need to download it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path

from dropgrade import __version__
from dropgrade.course.course import PACKAGE
from dropgrade.course.handed_out import plain_files
from dropgrade.errors import GraderFault
from dropgrade.packing.pack_writing import zipped
from dropgrade.sandbox.packages import versions_of

INFO = f"dropgrade-{__version__}.dist-info"
WHEEL = "Wheel-Version: 1.0\nGenerator: dropgrade\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
SCRIPTS = "[console_scripts]\ndropgrade = dropgrade.__main__:start\n"
NAME = re.compile(r"[A-Za-z0-9._-]+")


def wheel_name() -> str:
    """Return the name of the wheel's file."""
    return f"dropgrade-{__version__}-py3-none-any.whl"


def own_wheel() -> bytes:
    """Return the running package as a wheel; raises `GraderFault` if its metadata is not installed."""
    try:
        metadata = distribution("dropgrade").read_text("METADATA") or ""
    except PackageNotFoundError:
        raise GraderFault("dropgrade is not installed, so it cannot be packed.", "Install it with pip.") from None
    files = {f"dropgrade/{name}": file.read_bytes() for name, file in _modules().items()}
    files |= {f"{INFO}/METADATA": metadata.encode(), f"{INFO}/WHEEL": WHEEL.encode()}
    files[f"{INFO}/entry_points.txt"] = SCRIPTS.encode()
    files[f"{INFO}/RECORD"] = _record(files).encode()
    return zipped(files)


def constraints(packages: Iterable[str] = ()) -> str:
    """Return the installed versions as a constraints file, because the course was verified with them.

    `packages` are those that its problems allow; those that are not installed here are not constrained.
    """
    needed = [words for words in distribution("dropgrade").requires or () if "extra ==" not in words]
    names = sorted(found[0] for words in needed if (found := NAME.match(words)))
    allowed = versions_of(tuple(sorted(packages)))
    return "".join(f"{name}=={version(name)}\n" for name in names) + "".join(
        f"{name}=={allowed[name]}\n" for name in allowed
    )


def _modules() -> dict[str, Path]:
    return {
        file.relative_to(PACKAGE).as_posix(): file
        for file in plain_files(PACKAGE)
        if file.relative_to(PACKAGE).parts[0] != "_course"
    }


def _record(files: dict[str, bytes]) -> str:
    lines = [f"{name},sha256={_digest(content)},{len(content)}" for name, content in files.items()]
    return "\n".join([*lines, f"{INFO}/RECORD,,", ""])


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
