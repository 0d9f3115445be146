"""Open the file of a class's book: create it, or check it before anything is read."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from dropgrade.classroom.book import Book
from dropgrade.classroom.rows import TABLES, VERSION
from dropgrade.errors import GraderFault, TargetError

FILE = "grades.db"


@contextmanager
def opened_book(folder: Path, *, new: bool = False) -> Iterator[Book]:
    """Open the book in a folder; if there is none and `new` is set, create one.

    Raises `TargetError` if there is none, or if the file is not a book of this version.
    """
    file = folder / FILE
    if new and not file.exists():
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            raise TargetError(
                f"{folder} cannot be a folder: a file is in the way.", "Name a folder with --into."
            ) from None
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    if not file.is_file():
        raise TargetError(f"There are no grades in {folder}.", f"Grade a class: dropgrade grade SOURCE --into {folder}")
    with closing(sqlite3.connect(file, timeout=30)) as connection:
        try:
            _prepare(connection)
            yield Book(connection, folder)
        except sqlite3.OperationalError as error:
            hint = "Check whether the disk is full and whether you may write there; what is graded is kept."
            raise GraderFault(f"{file} cannot be used: {error}.", hint) from None
        except sqlite3.DatabaseError as error:
            raise TargetError(f"{file} cannot be used: {error}.", "Put a copy in its place, or move it away.") from None


def _prepare(connection: sqlite3.Connection) -> None:
    """Make the tables of a new book; refuse one of another version."""
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables:
        connection.executescript(TABLES)
    elif "facts" not in tables:
        raise sqlite3.DatabaseError("it is another program's SQLite file, with no grades in it")
    row = connection.execute("SELECT value FROM facts WHERE name = 'book'").fetchone()
    if row is None or row[0] != VERSION:
        raise sqlite3.DatabaseError("it is not a book of this version of dropgrade")
