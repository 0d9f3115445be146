"""Put new files and folders into place: all of them or none, and never over existing ones."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from tempfile import mkdtemp

Content = str | Mapping[str, str]
"""The text of a file, or the texts of a folder's files by their paths within it."""


def place(contents: Mapping[Path, Content]) -> None:
    """Write files and folders; if one exists already, write none and raise `FileExistsError`.

    Everything is first written beside its place, so that it appears whole. If two processes put the same things
    into place at once, one wins.
    """
    with ExitStack() as undo:
        drafts = [(_drafted(target, content, undo), target) for target, content in contents.items()]
        for draft, target in drafts:
            undo.callback(_take_back, target, _identity(draft))  # before the move, which may be interrupted
            _move(draft, target)
        for draft, _ in drafts:
            draft.parent.rmdir()
        undo.pop_all()


def _drafted(target: Path, content: Content, undo: ExitStack) -> Path:
    """Write a draft; an error of the system names the target, because users do not know the draft."""
    _make_folders(target.parent, undo)
    try:
        return _draft(target, content, undo)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(target)) from None


def _draft(target: Path, content: Content, undo: ExitStack) -> Path:
    folder = Path(mkdtemp(prefix=".new-", dir=target.parent))
    undo.callback(shutil.rmtree, folder, ignore_errors=True)
    draft = folder / target.name  # not the folder itself, which nobody else may read
    files = {draft: content} if isinstance(content, str) else {draft / path: text for path, text in content.items()}
    for file, text in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    return draft


def _make_folders(folder: Path, undo: ExitStack) -> None:
    """Make a folder and its parents; if a later step fails, those that were made are removed."""
    if folder.is_dir():
        return
    _make_folders(folder.parent, undo)
    with suppress(FileExistsError):  # another was quicker
        folder.mkdir()
        undo.callback(_remove_if_empty, folder)
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


def _move(draft: Path, target: Path) -> None:
    """Rename a draft, but not over anything: the system itself would replace a file or an empty folder."""
    if os.path.lexists(target):
        raise _exists(target)
    if draft.is_dir():
        _move_folder(draft, target)
    else:
        _move_file(draft, target)


def _move_folder(draft: Path, target: Path) -> None:
    try:
        draft.rename(target)
    except OSError:
        if os.path.lexists(target):
            raise _exists(target) from None
        raise


def _move_file(draft: Path, target: Path) -> None:
    """Claim the name with an empty file, which only one process can create, and replace it."""
    target.touch(exist_ok=False)
    try:
        draft.replace(target)
    except BaseException:
        target.unlink()
        raise


def _exists(target: Path) -> FileExistsError:
    return FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))


def _identity(path: Path) -> tuple[int, int]:
    """The identity that a file or folder keeps when it is renamed."""
    status = path.lstat()
    return status.st_dev, status.st_ino


def _take_back(target: Path, identity: tuple[int, int]) -> None:
    """Remove what was moved into place, unless another process has replaced it."""
    with suppress(OSError):
        if _identity(target) != identity:
            return
        if target.is_dir():
            shutil.rmtree(target)
        else:
            target.unlink()
