"""Redirect Python's file functions to a folder in memory for the paths inside it."""

from __future__ import annotations

import builtins
import errno
import glob
import io
import os
import posixpath
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from typing import Any, Self

import numpy as np

from dropgrade.sandbox.inside.folder import HERE, Folder, failing

AnyPath = Any
"""Anything that programs pass as a path: text, bytes, path objects, descriptors."""
Function = Callable[..., Any]


def inside(path: AnyPath) -> str | None:
    """Return the name in the folder that a path refers to; None for descriptors and paths elsewhere."""
    if isinstance(path, int):
        return None
    text = os.fsdecode(path)
    if "\0" in text:
        return None  # the real function refuses it with its own message
    full = posixpath.normpath(posixpath.join(HERE, text))
    if full != HERE and not full.startswith(f"{HERE}/"):
        return None
    return full[len(HERE) + 1 :]


class Reaching:
    """Python's functions that take a file's name, replaced between `enter` and `leave`."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._left = ExitStack()

    def enter(self) -> None:
        """Replace every function."""
        own = self._folder
        self._replace("stat", own.status)
        self._replace("lstat", own.status)
        self._replace("listdir", own.listed, ".")
        real = os.scandir
        self._set(os, "scandir", self._scanning(real))
        for kind in (each for each in vars(glob).values() if isinstance(each, type)):
            if getattr(kind, "scandir", None) is real:  # some versions of Python keep a reference there
                self._set(kind, "scandir", staticmethod(os.scandir))
        self._replace("mkdir", own.make_folder)
        self._replace("remove", own.remove)
        self._replace("unlink", own.remove)
        self._replace("rmdir", own.remove_folder)
        self._replace("access", lambda name: name in own.files or name in own.folders)
        for name in ("rename", "replace"):
            self._set(os, name, self._moving(getattr(os, name)))
        self._set(os, "getcwd", lambda: HERE)
        opening = self._opening(io.open)
        self._set(io, "open", opening)
        self._set(builtins, "open", opening)
        self._set_numpys(opening)
        for name in ("link", "symlink", "readlink", "chmod"):
            self._set(os, name, _refused)

    def leave(self) -> None:
        """Restore the real functions."""
        self._left.close()

    def _set(self, owner: Any, name: str, function: Function) -> None:  # noqa: ANN401 - modules
        self._left.callback(setattr, owner, name, vars(owner)[name])
        setattr(owner, name, function)

    def _set_numpys(self, opening: Function) -> None:
        """Replace the function that NumPy has stored for opening text files."""
        with suppress(AttributeError):
            openers = np.lib._datasource._file_openers._file_openers  # type: ignore[attr-defined] # noqa: SLF001
            self._left.callback(openers.__setitem__, None, openers[None])
            openers[None] = opening

    def _replace(self, name: str, ours: Function, default: str | None = None) -> None:
        real = getattr(os, name)

        def either(path: AnyPath = default, *args: object, **options: object) -> object:
            own = inside(path)
            return real(path, *args, **options) if own is None else ours(own)

        self._set(os, name, either)

    def _scanning(self, real: Function) -> Function:
        def scandir(path: AnyPath = ".") -> object:
            own = inside(path)
            return real(path) if own is None else Entries(self._folder, own, os.fsdecode(path))

        return scandir

    def _moving(self, real: Function) -> Function:
        def move(old: AnyPath, new: AnyPath, **options: object) -> None:
            names = inside(old), inside(new)
            if names[0] is None or names[1] is None:
                real(old, new, **options)
            else:
                self._folder.rename(names[0], names[1])

        return move

    def _opening(self, real: Function) -> Function:
        def open(file: AnyPath, *args: AnyPath, **options: AnyPath) -> object:  # noqa: A001 - it is
            name = inside(file)
            return real(file, *args, **options) if name is None else self._opened(name, *args, **options)

        return open

    def _opened(
        self, name: str, mode: str = "r", buffering: int = -1, encoding: str | None = None, errors: str | None = None,
        newline: str | None = None, *_: object, **__: object,
    ) -> object:  # fmt: skip
        if set(mode) - set("rwaxbt+") or len(set(mode) & set("rwax")) != 1 or {"b", "t"} <= set(mode):
            raise ValueError(f"invalid mode: {mode!r}")
        raw = self._folder.opened(name, mode)
        if "b" in mode and buffering == 0:
            return raw
        kind = io.BufferedRandom if "+" in mode else io.BufferedReader if "r" in mode else io.BufferedWriter
        buffered = kind(raw)
        if "b" in mode:
            return buffered
        text = io.TextIOWrapper(buffered, encoding or "utf-8", errors, newline, line_buffering=buffering == 1)
        text.mode = mode  # type: ignore[misc]
        return text


def _refused(name: AnyPath, *_: object, **__: object) -> None:
    raise failing(errno.EPERM, os.fsdecode(name))


class Entries:
    """The result of `os.scandir` for a folder in memory; paths begin with the path that was passed in."""

    def __init__(self, folder: Folder, name: str, given: str) -> None:
        names = folder.listed(name)
        entries = [Entry(folder, posixpath.join(name, each), posixpath.join(given, each)) for each in names]
        self._entries = iter(entries)

    def __iter__(self) -> Iterator[Entry]:
        return self._entries

    def __next__(self) -> Entry:
        return next(self._entries)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Do nothing: there is nothing to close."""


class Entry:
    """One entry of `os.scandir`."""

    def __init__(self, folder: Folder, name: str, path: str) -> None:
        self._folder, self._name = folder, name
        self.name, self.path = posixpath.basename(name), path

    def __fspath__(self) -> str:
        return self.path

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        """Whether it is a folder."""
        del follow_symlinks
        return self._name in self._folder.folders

    def is_file(self, *, follow_symlinks: bool = True) -> bool:
        """Whether it is a file."""
        return not self.is_dir(follow_symlinks=follow_symlinks)

    def is_symlink(self) -> bool:
        """Return False: the folder has no links."""
        return False

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        """Return its status."""
        del follow_symlinks
        return self._folder.status(self._name)
