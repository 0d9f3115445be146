"""A CSV file as its owner wrote it: cells are replaced, and every other byte stays where it is."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dropgrade.errors import TargetError

ENCODINGS = ("utf-8", "cp1252", "latin-1")
"""The encodings that are tried for a file without a byte order mark; the last one reads any bytes."""
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n")
"""The first line of some files, which tells Excel their delimiter."""
DELIMITERS = ",;\t"
QUOTED = r'"(?P<quoted>[^"]*(?:""[^"]*)*)"'
LARGEST = 50_000_000
"""The largest file, in bytes; a gradebook of a thousand students has some hundred thousand."""
EXPORT = "Export it from the system as CSV once more."


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its value, and where in the text it is, with its quotes."""

    value: str
    start: int
    end: int
    is_quoted: bool


class Sheet:
    """The rows of a CSV file, numbered from 0, and the cells that are to be replaced."""

    def __init__(self, file: Path) -> None:
        self.file = file
        content = _content(file)
        self._mark, self._encoding = next(((m, e) for m, e in MARKS if content.startswith(m)), (b"", ""))
        self._text = self._decoded(content[len(self._mark) :])
        first = SEPARATOR_LINE.match(self._text)
        start = first.end() if first else 0
        self.delimiter = first[1] if first else _delimiter(self._text)
        self.rows = [row for row in self._rows(start) if any(cell.value.strip() for cell in row)]
        if not self.rows:
            raise TargetError(f"{file} is empty.", EXPORT)
        self._written: dict[tuple[int, int], str] = {}

    @property
    def header(self) -> list[str]:
        """The names of the columns."""
        return [cell.value.strip() for cell in self.rows[0]]

    def value(self, row: int, column: int) -> str:
        """A cell's value without surrounding spaces; empty if the row is too short."""
        cells = self.rows[row]
        return cells[column].value.strip() if column < len(cells) else ""

    def column(self, column: int) -> list[str]:
        """The values of a column, without the header."""
        return [self.value(row, column) for row in range(1, len(self.rows))]

    def line(self, row: int) -> int:
        """The number of the line in which a row begins, from 1."""
        return _line(self._text, self.rows[row][0].start)

    def put(self, row: int, column: int, words: str) -> None:
        """Replace a cell's value; a row that is too short is extended."""
        self._written[row, column] = words

    def to_bytes(self) -> bytes:
        """The file with its new cells; signs that its encoding lacks become question marks."""
        text, at, pieces = self._text, 0, []
        for (row, column), words in sorted(self._written.items()):
            cells = self.rows[row]
            inside = column < len(cells)
            start, end = (cells[column].start, cells[column].end) if inside else (cells[-1].end, cells[-1].end)
            missing = 0 if inside else column - max(len(cells) - 1, self._last_written(row, column))
            pieces += [
                text[at:start],
                self.delimiter * missing,
                self._as_cell(words, cells[min(column, len(cells) - 1)]),
            ]
            at = end
        pieces.append(text[at:])
        return self._mark + "".join(pieces).encode(self._encoding, "replace")

    def _last_written(self, row: int, column: int) -> int:
        return max((c for r, c in self._written if r == row and c < column), default=0)

    def _as_cell(self, words: str, before: Cell) -> str:
        is_special = any(sign in words for sign in f'{self.delimiter}"\r\n') or words != words.strip()
        escaped = words.replace('"', '""')
        return f'"{escaped}"' if before.is_quoted or is_special else words

    def _decoded(self, content: bytes) -> str:
        for encoding in (self._encoding,) if self._encoding else ENCODINGS:
            try:
                text = content.decode(encoding)
            except UnicodeDecodeError:
                continue
            self._encoding = encoding
            if "\0" in text:
                break
            return text
        raise TargetError(f"{self.file} is no CSV file.", EXPORT)

    def _rows(self, at: int) -> Iterator[list[Cell]]:
        """Every row, blank ones too."""
        edge = re.escape(self.delimiter)
        cell = re.compile(rf"(?:{QUOTED})?(?P<plain>[^{edge}\r\n]*)(?P<end>{edge}|\r\n|\r|\n|\Z)")
        row: list[Cell] = []
        while (found := cell.match(self._text, at)) is not None:
            row.append(self._cell(found))
            at = found.end()
            if found["end"] != self.delimiter:
                yield row
                row = []
                if at >= len(self._text):
                    return

    def _cell(self, found: re.Match[str]) -> Cell:
        quoted, words = found["quoted"], found["plain"]
        if quoted is None and words.startswith('"'):
            place = _line(self._text, found.start())
            raise TargetError(f"{self.file}, line {place}: a quoted cell does not end.", EXPORT)
        value = words if quoted is None else quoted.replace('""', '"') + words
        return Cell(value, found.start(), found.start("end"), quoted is not None)


def _content(file: Path) -> bytes:
    if file.is_dir():
        raise TargetError(f"{file} is a folder, not a CSV file.", "Name the CSV file in it.")
    if not file.is_file():
        raise TargetError(f"There is no file {file}.", "Name the CSV file that the system gave you.")
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as error:
        raise TargetError(f"{file} cannot be read: {error.strerror}.", "Check whether you may read it.") from None
    if len(content) > LARGEST:
        raise TargetError(f"{file} is too large for a gradebook.", EXPORT)
    if content.startswith(b"PK"):
        raise TargetError(f"{file} is a workbook or a zip, not a CSV file.", EXPORT)
    return content


def _delimiter(text: str) -> str:
    """The most frequent delimiter of the first line with words, outside quotes."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    outside = re.sub(QUOTED, "", first)
    return max(DELIMITERS, key=outside.count)


def _line(text: str, at: int) -> int:
    return len(re.findall(r"\r\n|\r|\n", text[:at])) + 1
