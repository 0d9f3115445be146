"""Installed packages that a problem allows: which files are theirs, by their own records, and what they need.

A folder of installed packages holds this package with its solutions, too. So no folder is opened to a worker: a file
is readable if the record of an allowed package lists it, it lies where that package is installed, no link is on the
way to it, and it is not of this package.
"""

from __future__ import annotations

import importlib.machinery
import re
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

OWN = Path(__file__).resolve().parents[2]
"""This package, of which nothing may be read."""
THERE_ALREADY = frozenset(["numpy", "dropgrade"])
TESTS = re.compile(r"(?:^|[/_])tests?(?:[/_.]|$)")


def plain(name: str) -> str:
    """A package's name in the form in which two names of one package are equal."""
    return re.sub(r"[-_.]+", "-", name).lower()


def installed(name: str) -> Distribution | None:
    """A package as it is installed here; None where it is not."""
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def with_what_they_need(names: Iterable[str]) -> list[Distribution]:
    """These packages and all that they need, as far as they are installed."""
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
    """The paths of a package's own files; none where it has no record of them."""
    root = Path(str(package.locate_file(""))).resolve()
    return [str(root / own) for own in map(Path, map(str, package.files or ())) if _is_own(root, own)]


def _is_own(root: Path, own: Path) -> bool:
    """Whether a path of a record is a plain file below its root that may be read."""
    if own.is_absolute() or ".." in own.parts or own.suffix == ".pth":
        return False
    file = root / own
    return file.resolve() == file and file.is_file() and OWN not in file.parents


def modules_of(package: Distribution) -> list[str]:
    """The modules to load before any worker is forked: those on top, and all that are compiled."""
    own = [Path(str(path)) for path in package.files or () if ".." not in path.parts]
    top = {path.parts[0].removesuffix(".py") for path in own if path.suffix == ".py"}
    compiled = {".".join([*path.parts[:-1], stem]) for path in own if (stem := _compiled(path))}
    return [name for name in sorted(top) + sorted(compiled) if all(part.isidentifier() for part in name.split("."))]


def _compiled(path: Path) -> str:
    """The name of a compiled module that is no test; empty for any other file."""
    if TESTS.search(path.as_posix()):
        return ""
    ending = next((e for e in importlib.machinery.EXTENSION_SUFFIXES if path.name.endswith(e)), "")
    return path.name.removesuffix(ending) if ending else ""


def roots_of(packages: Iterable[Distribution]) -> list[str]:
    """Where these packages are installed."""
    return list(dict.fromkeys(str(Path(str(package.locate_file(""))).resolve()) for package in packages))
