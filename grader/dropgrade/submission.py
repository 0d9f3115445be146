"""What a student hands in, as text: a .py file is one part, a notebook's code cells are many."""

from __future__ import annotations

import ast
import codecs
import hashlib
import io
import json
import re
import tokenize
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dropgrade.errors import NoFile, SubmissionError

MAX_BYTES = 1_000_000
MAX_MESSAGE = 4_000_000  # what a worker takes at once
MAX_NOTEBOOK_BYTES = 20_000_000  # outputs count, and pictures are large; reading takes several times as much
LONGEST_LINE = 200
HOST_NAMES = ("idna", "punycode")  # text codecs that take minutes for what a file may hold
SMALLER = "Code is smaller: keep data out of it."
MAGIC = re.compile(r"\s*(%{1,2}[A-Za-z_]{2}.*|!.*|\?{1,2}[\w.*%]+\s*|[\w.*%]+\?{1,2}\s*)")
ASSIGNED_MAGIC = re.compile(r"(\s*\w[\w., ]*=) *(%[A-Za-z_]{2}.*|!.*)")


@dataclass(frozen=True, slots=True)
class Submission:
    """The source that was handed in: its labelled parts, and the hash of the file's bytes."""

    file: Path
    sha256: str
    parts: tuple[tuple[str, str], ...]

    @property
    def is_notebook(self) -> bool:
        """Whether the parts are cells, of which some may fail without spoiling the others."""
        return self.file.suffix == ".ipynb"

    def line(self, part: str, number: int) -> str:
        """A line of the source, stripped and cut where it is very long; empty where there is none."""
        lines = dict(self.parts).get(part, "").split("\n")  # as Python counts: a form feed ends no line
        return lines[number - 1].strip()[:LONGEST_LINE] if 0 < number <= len(lines) else ""


def read_submission(file: Path) -> Submission:
    """Read a file; raises `SubmissionError` with what is wrong with it and what to do."""
    data = _read(file)
    digest = hashlib.sha256(data).hexdigest()
    parts = _cells(file, data) if file.suffix == ".ipynb" else ((file.name, _decode(file, data)),)
    if len(json.dumps(parts)) > MAX_MESSAGE:
        raise SubmissionError(f"{file} holds more code than can be graded.", SMALLER)
    return Submission(file, digest, parts)


def _read(file: Path) -> bytes:
    limit = MAX_NOTEBOOK_BYTES if file.suffix == ".ipynb" else MAX_BYTES
    if file.is_symlink():
        raise SubmissionError(f"{file} is a link.", "Hand in the file itself.")  # a link may lead to anyone's work
    if not file.exists():
        raise NoFile(f"There is no file {file}.", "Was it moved or renamed?")
    if not file.is_file():
        raise SubmissionError(f"{file} is not a file.", "Hand in a .py file or a notebook.")
    try:
        with file.open("rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        raise SubmissionError(f"{file} cannot be read: {error.strerror}.", "Check its permissions.") from None
    if len(data) > limit:
        raise SubmissionError(f"{file} is larger than {limit // 10**6} MB.", SMALLER)
    return data


def _decode(file: Path, data: bytes) -> str:
    """Decode as Python would: by the byte order mark or the coding line, else UTF-8."""
    if b"\0" in data:
        raise SubmissionError(f"{file} is not text: it holds null bytes.", "Save it as UTF-8 text.")
    try:
        text = data.decode(_encoding_of(data))
    except (SyntaxError, UnicodeError, LookupError) as error:
        raise SubmissionError(f"{file} is not UTF-8 text: {error}.", "Save it as UTF-8.") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _encoding_of(data: bytes) -> str:
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    if codecs.lookup(encoding).name in HOST_NAMES:
        raise LookupError(f"{encoding} is an encoding of host names")
    return encoding


def _cells(file: Path, data: bytes) -> tuple[tuple[str, str], ...]:
    """The code cells of a notebook, of format 4 or 3, without magics and shell lines."""
    broken = SubmissionError(f"{file} is not a notebook that can be read.", "Open it in Jupyter and save it again.")
    try:
        notebook: Any = json.loads(data)
    except (ValueError, RecursionError):
        raise broken from None
    if not isinstance(notebook, dict):
        raise broken
    worksheets = notebook.get("worksheets", [notebook])
    lists = (
        [w.get("cells", []) if isinstance(w, dict) else None for w in worksheets]
        if isinstance(worksheets, list)
        else [None]
    )
    cells: list[Any] = [c for cells in lists for c in (cells if isinstance(cells, list) else [None])]
    if not all(isinstance(c, dict) for c in cells):
        raise broken
    code = [c for c in cells if c.get("cell_type") == "code"]
    texts = [_text(c) for c in code]
    if sum(map(len, texts)) > MAX_BYTES:  # before any is parsed
        raise SubmissionError(f"{file} holds more code than can be graded.", SMALLER)
    return tuple((f"cell {n}", _without_magics(text)) for n, text in enumerate(texts, 1))


def _text(cell: dict[str, Any]) -> str:
    source = cell.get("source", cell.get("input", ""))
    return "".join(map(str, source)) if isinstance(source, list) else str(source)


def _without_magics(source: str) -> str:
    """Set aside what only IPython understands, and keep every line where it is."""
    lines = source.split("\n")
    if lines[0].startswith("%%") and not lines[0].startswith(("%%time", "%%timeit", "%%capture")):
        return "\n" * (len(lines) - 1)
    plain = "\n".join(map(_without_magic, lines))
    return source if plain == source or _is_python(source) else plain  # in Python, a line that ends in "?" is text


def _is_python(source: str) -> bool:
    try:
        with warnings.catch_warnings(action="ignore"):  # about the student's code, and not the grader's to give
            ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _without_magic(line: str) -> str:
    if MAGIC.fullmatch(line):
        return line[: len(line) - len(line.lstrip())] + "pass"
    assigned = ASSIGNED_MAGIC.fullmatch(line)
    return f"{assigned[1]} None" if assigned else line
