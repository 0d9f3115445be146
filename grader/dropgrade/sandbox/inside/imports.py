"""What a worker may import: NumPy, the standard library and allowed packages, preloaded or read with `open`."""

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
"""The folders with modules; Landlock decides which of their files may be read."""
PYC_HEADER = 16  # magic number, flags, and the source's time and size

# Extension modules cannot be loaded in a worker (the loader of shared objects asks for metadata, which is refused), so
# all that student code might need are loaded before any worker is forked. Of modules in Python only the common ones
# are: every additional page makes every fork slower.
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
    """Import what a worker cannot import itself; modules that this version of Python lacks are skipped."""
    for name in COMPILED + COMMON:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    np.random.default_rng(0).random(1)
    np.linalg.norm(np.ones((2, 2)) @ np.ones((2, 2)))


def preload_packages(names: Sequence[str]) -> tuple[str, ...]:
    """Import the parts of packages that a worker cannot import itself; return the files that it may read.

    Raises `ImportError` if one of the packages themselves cannot be imported.
    """
    from dropgrade.sandbox.inside.distributions import files_of, modules_of, plain, roots_of, with_what_they_need

    packages = with_what_they_need(names)
    asked = set(map(plain, names))
    for package in packages:
        on_top = {module for module in modules_of(package) if "." not in module}
        for module in modules_of(package):
            try:
                importlib.import_module(module)
            except Exception as error:  # skip parts for which this system lacks a library
                if module in on_top and plain(package.name) in asked and plain(module) == plain(package.name):
                    raise ImportError(f"{package.name} cannot be imported: {error}") from error
    if "matplotlib" in sys.modules:
        _begin_drawing()
    ROOTS.extend(roots_of(packages))
    time_zones = importlib.import_module("zoneinfo").TZPATH
    return (*time_zones, *(file for package in packages for file in files_of(package)))


def _begin_drawing() -> None:
    """Make matplotlib draw in memory only, with its default settings."""
    matplotlib = importlib.import_module("matplotlib")
    matplotlib.rcdefaults()
    matplotlib.use("agg")
    importlib.import_module("matplotlib.pyplot").subplots()[0].canvas.draw()  # loads the fonts
    importlib.import_module("matplotlib.pyplot").close("all")


def readable_folders() -> tuple[str, ...]:
    """Return the folders of the standard library and NumPy, the only ones that a worker may read.

    The folder of installed packages, with this package and its suites, is often inside the standard library's folder,
    so all entries are listed individually except that one.
    """
    folders = {Path(sysconfig.get_path(kind)) for kind in ("stdlib", "platstdlib")}
    entries = {entry for folder in folders for entry in folder.iterdir() if not entry.name.endswith("-packages")}
    return tuple(sorted(map(str, entries | {Path(np.__file__).parent})))


class LibraryFinder(importlib.abc.MetaPathFinder):
    """Finds modules by opening their source, because the standard finders ask for metadata, which is refused."""

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
    """Return the code of a module from the cached bytecode, or else compile it."""
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
    """Add the finder after the standard ones, and let packages ask whether their files exist."""
    sys.meta_path.append(LibraryFinder())
    if len(ROOTS) > 1:
        os.stat = _looking(os.stat)


def _looking(real: Callable[..., os.stat_result]) -> Callable[..., os.stat_result]:
    """Return a `stat` that reports readable files by opening them, since the system call is refused."""

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
