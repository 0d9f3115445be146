"""A student's file as text: a .py file is one part, a notebook has one part for each code cell."""

from __future__ import annotations

import codecs
import hashlib
import io
import json
import os
import re
import tokenize
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from dropgrade.errors import NoFile, SubmissionError
from dropgrade.submission.bundle import Others, bundled
from dropgrade.submission.cells import read_cells, without_calls_of_ipython, without_magics
from dropgrade.submission.needed import defined_names, selected

MAX_BYTES = 1_000_000
MAX_MESSAGE = 4_000_000  # the limit of one message to a worker
MAX_NOTEBOOK_BYTES = 20_000_000  # includes outputs such as images; reading takes several times as much memory
LONGEST_LINE = 200
HOST_NAMES = ("idna", "punycode")  # text codecs that would take minutes on a large file
DECLARATION = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*[-\w.]+")
SMALLER = "Code is smaller: keep data out of it."


@dataclass(frozen=True, slots=True)
class Submission:
    """The source that was handed in: its labelled parts, and the hash of the file's bytes.

    `problems` are those in a notebook's metadata; `remark` says what was unusual about reading the file.
    """

    file: Path
    sha256: str
    parts: tuple[tuple[str, str], ...]
    problems: tuple[str, ...] = ()
    remark: str = ""

    @property
    def is_notebook(self) -> bool:
        """Whether the parts are cells, some of which may fail without affecting the others."""
        return self.file.suffix.lower() == ".ipynb"

    @property
    def names(self) -> frozenset[str]:
        """The names that a notebook's cells define."""
        return defined_names(self.parts)

    def parts_for(self, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        """Return the parts that are graded: all of a file, or what matters for these names in a notebook."""
        return selected(self.parts, names) if self.is_notebook else self.parts

    def line(self, part: str, number: int) -> str:
        """Return a line of the source, stripped and shortened if it is very long; empty if it does not exist."""
        lines = dict(self.parts).get(part, "").split("\n")  # count as Python does: a form feed does not end a line
        return lines[number - 1].strip()[:LONGEST_LINE] if 0 < number <= len(lines) else ""


def read_submission(file: Path, others: Others = ()) -> Submission:
    """Read a file, and the other files of its program that exist.

    Raises `SubmissionError` that says what is wrong and what to do.
    """
    data = read_bytes(file)
    there = {module: (each, read_bytes(each)) for module, each in others if os.path.lexists(each)}
    return submission_of(file, one_of(file, data, there))


def one_of(file: Path, data: bytes, others: Mapping[str, tuple[Path, bytes]]) -> bytes:
    """Combine the files of a program into one; `others` are given by module. Raises `SubmissionError`."""
    if not others or file.suffix.lower() == ".ipynb":
        return data
    texts = {name: _decode(path, content)[0] for name, (path, content) in others.items()}
    return bundled(_decode(file, data)[0], texts).encode()


def submission_of(file: Path, data: bytes) -> Submission:
    """Parse the bytes of a file; raises `SubmissionError` like `read_submission`."""
    if len(data) > largest(file):
        raise SubmissionError(f"{file} is larger than {largest(file) // 10**6} MB.", SMALLER)
    digest = hashlib.sha256(data).hexdigest()
    if file.suffix.lower() == ".ipynb":
        notebook = read_cells(file, data)
        cells = [(f"cell {n}", source) for n, source in enumerate(notebook.cells, 1)]
        return Submission(file, digest, _parts(file, cells), notebook.problems)
    text, remark = _decode(file, data)
    text, lines = without_calls_of_ipython(text)
    if lines:
        places = f"line{'s' * (len(lines) > 1)} {', '.join(map(str, lines))}"
        aside = f"{places} can only be run in IPython, and {'were' if len(lines) > 1 else 'was'} left out"
        remark = "; ".join(filter(None, (remark, aside)))
    return Submission(file, digest, _sendable(file, ((file.name, text),)), remark=remark)


def as_handed_in(file: Path, others: Others = ()) -> Submission | SubmissionError:
    """Read a file for grading; an error is returned, so that it does not stop other files from being graded."""
    try:
        return read_submission(file, others)
    except SubmissionError as error:
        return error


def submitted_cells(name: str, cells: Sequence[tuple[str, str]]) -> Submission:
    """Return cells without a file as a notebook with this name; raises `SubmissionError` if they are too large."""
    file = Path(f"{name}.ipynb")
    return Submission(file, hashlib.sha256(json.dumps(cells).encode()).hexdigest(), _parts(file, cells))


def _parts(file: Path, cells: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    if sum(len(source) for _, source in cells) > MAX_BYTES:  # before parsing
        raise _too_large(file)
    return _sendable(file, tuple((label, without_magics(source)) for label, source in cells))


def _sendable(file: Path, parts: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    if len(json.dumps(parts)) > MAX_MESSAGE:
        raise _too_large(file)
    return parts


def _too_large(file: Path) -> SubmissionError:
    return SubmissionError(f"{file} holds more code than can be graded.", SMALLER)


def largest(file: PurePath) -> int:
    """Return the maximum size of a file with this name, in bytes."""
    return MAX_NOTEBOOK_BYTES if file.suffix.lower() == ".ipynb" else MAX_BYTES


def read_bytes(file: Path) -> bytes:
    """Read a file, up to one byte more than the maximum size; raises `SubmissionError`."""
    if file.is_symlink():
        raise SubmissionError(f"{file} is a link.", "Hand in the file itself.")  # it may lead to anyone's work
    if not file.exists():
        raise NoFile(f"There is no file {file}.", "Was it moved or renamed?")
    if not file.is_file():
        raise SubmissionError(f"{file} is not a file.", "Hand in a .py file or a notebook.")
    try:
        with file.open("rb") as stream:
            return stream.read(largest(file) + 1)
    except OSError as error:
        raise SubmissionError(f"{file} cannot be read: {error.strerror}.", "Check its permissions.") from None


def _decode(file: Path, data: bytes) -> tuple[str, str]:
    """Decode bytes as Python does; return the text and a remark about the encoding, or an empty one.

    The byte order mark or the coding line decides, else it is UTF-8. Text that is not UTF-8 and names no encoding is
    read as Latin-1, since the author's editor could run it.
    """
    if b"\0" in data:
        raise SubmissionError(f"{file} is not text: it holds null bytes.", "Save it as UTF-8 text.")
    remark = ""
    try:
        text = data.decode(_encoding_of(data))
    except (SyntaxError, UnicodeError, LookupError) as error:
        if data.startswith(codecs.BOM_UTF8) or any(map(DECLARATION.match, data.splitlines()[:2])):
            raise SubmissionError(f"{file} is not UTF-8 text: {error}.", "Save it as UTF-8.") from None
        text = data.decode("latin-1")
        remark = f"line {_first_odd_line(data)} is not UTF-8, so the file was read as Latin-1"
    return text.replace("\r\n", "\n").replace("\r", "\n"), remark


def _first_odd_line(data: bytes) -> int:
    """Return the number of the first line that is not UTF-8."""
    lines = data.decode("utf-8", "replace").split("\n")
    return next((number for number, line in enumerate(lines, 1) if "\N{REPLACEMENT CHARACTER}" in line), 1)


def _encoding_of(data: bytes) -> str:
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    if codecs.lookup(encoding).name in HOST_NAMES:
        raise LookupError(f"{encoding} is an encoding of host names")
    return encoding
