"""Find the files and requirements of the installed packages that a problem allows.

The folder of installed packages also contains this package with its solutions, so workers get no access to whole
folders. A file is readable if the record of an allowed package lists it, it is where that package is installed, its
path has no links, and it does not belong to this package.
"""

from __future__ import annotations

import importlib.machinery
import re
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

OWN = Path(__file__).resolve().parents[2]
"""The folder of this package, from which nothing may be read."""
THERE_ALREADY = frozenset(["numpy", "dropgrade"])
TESTS = re.compile(r"(?:^|[/_])tests?(?:[/_.]|$)")


def plain(name: str) -> str:
    """Return the normalised name of a package, so that equal names compare equal."""
    return re.sub(r"[-_.]+", "-", name).lower()


def installed(name: str) -> Distribution | None:
    """Return an installed package, or None."""
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def with_what_they_need(names: Iterable[str]) -> list[Distribution]:
    """Return these packages and everything they require, as far as they are installed."""
    found: dict[str, Distribution] = {}
    waiting = list(names)
    while waiting:
        name = plain(waiting.pop())
        if name in found or name in THERE_ALREADY or (package := installed(name)) is None:
            continue
        found[name] = package
        waiting += _required(package)
    return list(found.values())


def _required(package: Distribution) -> Iterator[str]:
    from packaging.requirements import InvalidRequirement, Requirement

    for line in package.requires or ():
        try:
            required = Requirement(line)
        except InvalidRequirement:
            continue
        if required.marker is None or required.marker.evaluate({"extra": ""}):
            yield required.name


def files_of(package: Distribution) -> list[str]:
    """Return the paths of a package's own files; empty if it has no record of them."""
    root = Path(str(package.locate_file(""))).resolve()
    return [str(root / own) for own in map(Path, map(str, package.files or ())) if _is_own(root, own)]


def _is_own(root: Path, own: Path) -> bool:
    """Whether a path from a record is a regular file below its root that may be read."""
    if own.is_absolute() or ".." in own.parts or own.suffix == ".pth":
        return False
    file = root / own
    return file.resolve() == file and file.is_file() and OWN not in file.parents


def modules_of(package: Distribution) -> list[str]:
    """Return the modules to load before a worker is forked: the top-level ones and all compiled ones."""
    own = [Path(str(path)) for path in package.files or () if ".." not in path.parts]
    top = {path.parts[0].removesuffix(".py") for path in own if path.suffix == ".py"}
    compiled = {".".join([*path.parts[:-1], stem]) for path in own if (stem := _compiled(path))}
    return [name for name in sorted(top) + sorted(compiled) if all(part.isidentifier() for part in name.split("."))]


def _compiled(path: Path) -> str:
    """Return the name of a compiled module, or an empty string for tests and other files."""
    if TESTS.search(path.as_posix()):
        return ""
    ending = next((e for e in importlib.machinery.EXTENSION_SUFFIXES if path.name.endswith(e)), "")
    return path.name.removesuffix(ending) if ending else ""


def roots_of(packages: Iterable[Distribution]) -> list[str]:
    """Return the folders in which these packages are installed."""
    return list(dict.fromkeys(str(Path(str(package.locate_file(""))).resolve()) for package in packages))
