"""What a worker may import: NumPy and the standard library, preloaded or read by `open` alone."""

from __future__ import annotations

import contextlib
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import marshal
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path
from types import CodeType, ModuleType

import numpy as np

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

    def __init__(self) -> None:
        self._roots = [sysconfig.get_path("stdlib")]

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Find a pure Python module of the standard library or of NumPy."""
        del target
        name = fullname.rpartition(".")[2]
        for root in self._roots if path is None else path:
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
    """Put the finder behind the usual ones, which find what is built in or frozen."""
    sys.meta_path.append(LibraryFinder())
