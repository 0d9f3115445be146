"""What a worker may import: NumPy and the standard library, preloaded or read by `open` alone."""

from __future__ import annotations

import contextlib
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path
from types import CodeType, ModuleType

import numpy as np

# Extension modules cannot be loaded in a worker (the loader of shared objects asks for metadata, which
# is refused), so everything compiled that a student might use is loaded before. The rest is here
# because NumPy or Python load it lazily, at the first call that needs it.
PRELOADED = (
    "numpy.random", "numpy.linalg", "numpy.fft", "numpy.ma", "numpy.polynomial", "numpy.testing", "numpy.typing",
    "abc", "array", "ast", "bisect", "cmath", "collections", "contextlib", "copy", "dataclasses", "datetime",
    "decimal", "enum", "fractions", "functools", "hashlib", "heapq", "inspect", "io", "itertools", "json",
    "linecache", "logging", "math", "numbers", "operator", "os", "pathlib", "pickle", "pprint", "queue",
    "random", "re", "secrets", "select", "statistics", "string", "struct", "textwrap", "threading", "time",
    "timeit", "traceback", "types", "typing", "unicodedata", "uuid", "warnings", "weakref", "zlib",
    "_strptime", "_struct", "encodings.latin_1", "encodings.ascii", "encodings.unicode_escape",
)  # fmt: skip


def preload() -> None:
    """Import what a worker could not import itself; a module that this Python lacks is passed over."""
    for name in PRELOADED:
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
                with contextlib.suppress(OSError), open(file, "rb") as stream:
                    loader = _SourceLoader(file, stream.read())
                    return importlib.util.spec_from_file_location(
                        fullname, file, loader=loader, submodule_search_locations=[f"{root}/{name}"] if is_package else None
                    )
        return None


class _SourceLoader(importlib.abc.Loader):
    def __init__(self, file: str, source: bytes) -> None:
        self._file, self._source = file, source

    def exec_module(self, module: ModuleType) -> None:
        code: CodeType = compile(self._source, self._file, "exec", dont_inherit=True)
        exec(code, module.__dict__)  # noqa: S102 - the standard library's own source


def use_library_finder() -> None:
    """Put the finder behind the usual ones, which find what is built in or frozen."""
    sys.meta_path.append(LibraryFinder())
