"""What a worker may import: NumPy, the standard library and allowed packages, preloaded or read by `open` alone."""

from __future__ import annotations

import contextlib
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import marshal
import os
import stat
import sys
import sysconfig
from collections.abc import Callable, Sequence
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import numpy as np

ROOTS = [sysconfig.get_path("stdlib")]
"""Where modules lie; what of it may be read is for Landlock to say."""
PYC_HEADER = 16  # magic number, flags, and what it was compiled from

# Extension modules cannot be loaded in a worker (the loader of shared objects asks for metadata, which
# is refused), so all that a student's code might need are loaded before any worker is forked. Of what is
# written in Python only the common is: every page more makes every fork slower.
COMPILED = (
    "numpy.random", "numpy.linalg", "numpy.fft", "_asyncio", "_bisect", "_contextvars", "_csv", "_datetime", "_decimal",
    "_heapq", "_json", "_opcode", "_pickle", "_random", "_statistics", "_struct", "_zoneinfo", "array", "binascii",
    "cmath", "math", "select", "unicodedata", "zlib",
)  # fmt: skip
COMMON = (
    "abc", "bisect", "collections", "contextlib", "copy", "dataclasses", "enum", "functools", "heapq", "inspect", "io",
    "itertools", "json", "linecache", "numbers", "operator", "random", "re", "threading", "time", "traceback", "types",
    "typing", "warnings", "encodings.latin_1", "encodings.ascii",
)  # fmt: skip


def preload() -> None:
    """Import what a worker could not import itself; a module that this Python lacks is passed over."""
    for name in COMPILED + COMMON:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    np.random.default_rng(0).random(1)
    np.linalg.norm(np.ones((2, 2)) @ np.ones((2, 2)))


def preload_packages(names: Sequence[str]) -> tuple[str, ...]:
    """Import what a worker could not import itself of packages and all that they need; the files that it may read.

    Raises `ImportError` where a package itself cannot be imported.
    """
    from dropgrade.sandbox.inside.distributions import files_of, modules_of, plain, roots_of, with_what_they_need

    packages = with_what_they_need(names)
    asked = set(map(plain, names))
    for package in packages:
        on_top = {module for module in modules_of(package) if "." not in module}
        for module in modules_of(package):
            try:
                importlib.import_module(module)
            except Exception as error:  # parts that this system lacks a library for are passed over
                if module in on_top and plain(package.name) in asked and plain(module) == plain(package.name):
                    raise ImportError(f"{package.name} cannot be imported: {error}") from error
    if "matplotlib" in sys.modules:
        _begin_drawing()
    ROOTS.extend(roots_of(packages))
    time_zones = importlib.import_module("zoneinfo").TZPATH
    return (*time_zones, *(file for package in packages for file in files_of(package)))


def _begin_drawing() -> None:
    """Draw on nothing but memory, with the settings that matplotlib has by itself."""
    matplotlib = importlib.import_module("matplotlib")
    matplotlib.rcdefaults()
    matplotlib.use("agg")
    importlib.import_module("matplotlib.pyplot").subplots()[0].canvas.draw()  # reads its fonts
    importlib.import_module("matplotlib.pyplot").close("all")


def readable_folders() -> tuple[str, ...]:
    """Where the standard library and NumPy lie: all that a worker may read.

    Installed packages often lie within the standard library's folder, and this one with its suites
    among them: so every entry is named but those.
    """
    folders = {Path(sysconfig.get_path(kind)) for kind in ("stdlib", "platstdlib")}
    entries = {entry for folder in folders for entry in folder.iterdir() if not entry.name.endswith("-packages")}
    return tuple(sorted(map(str, entries | {Path(np.__file__).parent})))


class LibraryFinder(importlib.abc.MetaPathFinder):
    """Finds modules by opening their source: the usual finders ask for metadata, which is refused."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Find a pure Python module of the standard library, of NumPy or of an allowed package."""
        del target
        name = fullname.rpartition(".")[2]
        for root in ROOTS if path is None else path:
            for file, is_package in ((f"{root}/{name}/__init__.py", True), (f"{root}/{name}.py", False)):
                with contextlib.suppress(OSError):
                    return importlib.util.spec_from_file_location(
                        fullname,
                        file,
                        loader=_CodeLoader(_code_of(file)),
                        submodule_search_locations=[f"{root}/{name}"] if is_package else None,
                    )
        return None


def _code_of(file: str) -> CodeType:
    """The code of a module: as Python compiled it when it was installed, else compiled now."""
    with contextlib.suppress(OSError, NotImplementedError):
        cached = Path(importlib.util.cache_from_source(file)).read_bytes()
        if cached.startswith(importlib.util.MAGIC_NUMBER):
            code: CodeType = marshal.loads(cached[PYC_HEADER:])  # noqa: S302 - the library's own, and confined
            return code
    return compile(Path(file).read_bytes(), file, "exec", dont_inherit=True)


class _CodeLoader(importlib.abc.Loader):
    def __init__(self, code: CodeType) -> None:
        self._code = code

    def exec_module(self, module: ModuleType) -> None:
        exec(self._code, module.__dict__)  # noqa: S102 - the standard library's own code


def use_library_finder() -> None:
    """Put the finder behind the usual ones, which find what is built in or frozen; packages may ask for their files."""
    sys.meta_path.append(LibraryFinder())
    if len(ROOTS) > 1:
        os.stat = _looking(os.stat)


def _looking(real: Callable[..., os.stat_result]) -> Callable[..., os.stat_result]:
    """Say of a file that may be read, and of no other, that it is there: asking the system for it is refused."""

    def stat_by_opening(path: Any, *args: object, **options: object) -> os.stat_result:  # noqa: ANN401 - as `os.stat` takes
        try:
            return real(path, *args, **options)
        except PermissionError:
            if isinstance(path, int):
                raise
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            size = os.lseek(descriptor, 0, os.SEEK_END)
        finally:
            os.close(descriptor)
        return os.stat_result((stat.S_IFREG | 0o444, 0, 0, 1, 0, 0, size, 0, 0, 0))

    return stat_by_opening
