"""Reading submissions: encodings, line endings, notebooks, and files that are neither."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import nbformat.v3
import nbformat.v4
import pytest

from dropgrade.errors import NoFile, SubmissionError
from dropgrade.sandbox.wire import Encoder
from dropgrade.submission.submission import MAX_BYTES, MAX_NOTEBOOK_BYTES, Submission, read_submission

CODE = 'x = "é"\ny = 2\n'


def submitted(folder: Path, data: bytes | str, name: str = "stem.py") -> Submission:
    """Return what is read from a file with this content."""
    file = folder / name
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_submission(file)


V3: Any = nbformat.v3  # without annotations
V4: Any = nbformat.v4


def text_of(folder: Path, data: bytes | str) -> str:
    """Return the only part of a Python file."""
    ((label, text),) = submitted(folder, data).parts
    assert label == "stem.py"
    return text


def cells_of(folder: Path, *sources: str) -> list[str]:
    """Return the parts of a notebook with these code cells."""
    notebook = V4.new_notebook(cells=[V4.new_code_cell(source) for source in sources])
    return [text for _, text in submitted(folder, V4.writes(notebook), "stem.ipynb").parts]


def raw_notebook(folder: Path, content: object) -> tuple[tuple[str, str], ...]:
    """Return the parts of a notebook that nbformat would not have written."""
    return submitted(folder, json.dumps(content), "stem.ipynb").parts


# Python files.


@pytest.mark.parametrize(
    "data",
    [
        CODE.encode(),
        b"\xef\xbb\xbf" + CODE.encode(),
        CODE.replace("\n", "\r\n").encode(),
        CODE.replace("\n", "\r").encode(),
        b"\xef\xbb\xbf" + CODE.replace("\n", "\r\n").encode(),
    ],
    ids=["plain", "byte order mark", "Windows", "old Mac", "mark and Windows"],
)
def test_marks_and_line_ends_are_evened_out(tmp_path: Path, data: bytes) -> None:
    """The text is the same with any editor's byte order mark and line endings; the hash is that of the bytes."""
    assert text_of(tmp_path, data) == CODE
    assert submitted(tmp_path, data).sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("encoding", ["latin-1", "iso-8859-15", "cp1252", "utf-8", "utf-8-sig", "mac-roman"])
@pytest.mark.parametrize(
    "line", ["# coding: {}\n", "#!/usr/bin/python\n# -*- coding: {} -*-\n", "# vim: set fileencoding={} :\n"]
)
def test_a_coding_line_is_obeyed(tmp_path: Path, encoding: str, line: str) -> None:
    """The text is decoded as its first two lines say."""
    source = line.format(encoding) + CODE
    assert text_of(tmp_path, source.encode(encoding)) == source


@pytest.mark.parametrize(
    "data",
    [
        b"# coding: no-such-encoding\n",
        b"# coding: undefined\n",
        b"# coding: rot13\nk = 1\n",
        b"# coding: hex\n00\n",
        b"# coding: idna\n" + b"x" * 99,
        b"# coding: ascii\n" + CODE.encode(),
        b"\xef\xbb\xbf# coding: latin-1\n",
    ],
    ids=["unknown", "undefined", "rot13", "hex", "idna", "not ascii", "mark against line"],
)
def test_what_is_not_text_is_refused(tmp_path: Path, data: bytes) -> None:
    """Bytes that do not fit their declared encoding, and unknown encodings, are refused with a message."""
    with pytest.raises(SubmissionError, match="is not UTF-8 text") as refusal:
        text_of(tmp_path, data)
    assert refusal.value.hint


@pytest.mark.parametrize(("data", "line"), [(b"x = 1\ny = '\xe9'\n", 2), (b"\xff\xfe" + b"ab", 1), (b"\x80", 1)])
def test_what_names_no_encoding_is_read_as_latin_1(tmp_path: Path, data: bytes, line: int) -> None:
    """Bytes that are not UTF-8 are read as Latin-1, and a remark gives their line."""
    (tmp_path / "a.py").write_bytes(data)
    read = read_submission(tmp_path / "a.py")
    assert read.parts == (("a.py", data.decode("latin-1")),)
    assert read.remark == f"line {line} is not UTF-8, so the file was read as Latin-1"


@pytest.mark.parametrize("data", [b"\0", b"x = 1\0\n", CODE.encode("utf-16"), CODE.encode("utf-32-be")])
def test_null_bytes_are_refused(tmp_path: Path, data: bytes) -> None:
    """Null bytes are refused with a clearer message than Python's."""
    with pytest.raises(SubmissionError, match="it holds null bytes"):
        text_of(tmp_path, data)


@pytest.mark.parametrize("data", ["", "\n", "   \n\n", "# nothing", "def broken(:\n", "x = 1"])
def test_whatever_is_text_is_read(tmp_path: Path, data: str) -> None:
    """Any text is read, whether or not it is Python."""
    assert text_of(tmp_path, data) == data


def test_a_line_is_found_by_its_number(tmp_path: Path) -> None:
    """Lines are counted like in Python: form feeds and Unicode separators do not end them."""
    submission = submitted(tmp_path, "a = 1\n\x0cb = '\u2028\x85\x1c'\r\n    c = 3  \rd = 4")
    assert [submission.line("stem.py", n) for n in (1, 3, 4)] == ["a = 1", "c = 3", "d = 4"]
    assert [
        submission.line(part, n) for part, n in (("stem.py", 0), ("stem.py", 9), ("stem.py", -1), ("other", 1))
    ] == [""] * 4


# Sizes.


def test_a_file_of_the_greatest_size_is_read(tmp_path: Path) -> None:
    """A file of exactly the maximum size is read; one byte more is refused."""
    assert len(text_of(tmp_path, "#" * MAX_BYTES)) == MAX_BYTES
    with pytest.raises(SubmissionError, match="is larger than 1 MB"):
        text_of(tmp_path, "#" * (MAX_BYTES + 1))


def test_a_notebook_may_be_larger_but_not_its_code(tmp_path: Path) -> None:
    """Images count towards the limit for notebooks, code towards the limit for code."""
    notebook = {"cells": [{"cell_type": "code", "source": "x = 1", "outputs": ["#" * (MAX_BYTES + 1)]}]}
    assert raw_notebook(tmp_path, notebook) == (("cell 1", "x = 1"),)
    with (tmp_path / "large.ipynb").open("wb") as stream:
        stream.truncate(MAX_NOTEBOOK_BYTES + 1)
    with pytest.raises(SubmissionError, match="is larger than 20 MB"):
        read_submission(tmp_path / "large.ipynb")


@pytest.mark.parametrize("character", ["\x01", "é", "😀", '"'])
@pytest.mark.parametrize("suffix", [".py", ".ipynb"])
def test_what_is_read_fits_in_a_message(tmp_path: Path, character: str, suffix: str) -> None:
    """A submission is either refused or fits in a message to a worker, however its characters are escaped."""
    text = character * (MAX_BYTES // len(character.encode()))
    data = text if suffix == ".py" else json.dumps({"cells": [{"cell_type": "code", "source": text}] * 3})
    try:
        parts = submitted(tmp_path, data, f"stem{suffix}").parts
    except SubmissionError as refusal:
        words = refusal.message
        assert "more code than can be graded" in words
    else:
        assert Encoder(strict=True).frame({"op": "load", "parts": parts})


# Not a file.


def test_a_file_that_is_not_there_is_missing(tmp_path: Path) -> None:
    """A missing file has its own error."""
    for file in (tmp_path / "stem.py", tmp_path / "no" / "stem.py"):
        with pytest.raises(NoFile, match="There is no file"):
            read_submission(file)


@pytest.mark.parametrize("suffix", [".py", ".ipynb"])
def test_what_is_no_file_is_refused(tmp_path: Path, suffix: str) -> None:
    """A folder, a pipe and a link are refused without being opened."""
    folder, pipe, link = (tmp_path / f"{name}{suffix}" for name in ("folder", "pipe", "link"))
    folder.mkdir()
    os.mkfifo(pipe)
    (tmp_path / "target").write_text(CODE)
    link.symlink_to(tmp_path / "target")
    for file in (folder, pipe):
        with pytest.raises(SubmissionError, match="is not a file"):
            read_submission(file)
    with pytest.raises(SubmissionError, match="is a link"):
        read_submission(link)


# Notebooks.


def test_code_cells_are_numbered_parts(tmp_path: Path) -> None:
    """Code cells are numbered separately, and text cells are left out."""
    cells = [
        V4.new_markdown_cell("# Title"),
        V4.new_code_cell("x = 1"),
        V4.new_raw_cell("raw"),
        V4.new_code_cell("y = 2"),
    ]
    submission = submitted(tmp_path, V4.writes(V4.new_notebook(cells=cells)), "stem.ipynb")
    assert submission.parts == (("cell 1", "x = 1"), ("cell 2", "y = 2"))
    assert submission.is_notebook
    assert submission.line("cell 2", 1) == "y = 2"


def test_a_notebook_of_format_3_is_read(tmp_path: Path) -> None:
    """Notebooks of format 3, with worksheets and `input`, are read."""
    sheets = [
        V3.new_worksheet(cells=[V3.new_code_cell(code), V3.new_text_cell("markdown", "text")])
        for code in ("x = 1", "y")
    ]
    notebook = V3.nbjson.writes(V3.new_notebook(worksheets=sheets))
    assert submitted(tmp_path, notebook, "stem.ipynb").parts == (("cell 1", "x = 1"), ("cell 2", "y"))


@pytest.mark.parametrize("source", ["x = 1\ny = 2", ["x = 1\n", "y = 2"], ["x = 1\ny", " = 2"]])
def test_sources_are_texts_or_lists_of_lines(tmp_path: Path, source: object) -> None:
    """A source as one text or as a list of lines gives the same text."""
    assert raw_notebook(tmp_path, {"cells": [{"cell_type": "code", "source": source}]}) == (("cell 1", "x = 1\ny = 2"),)


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"cells": []},
        {"worksheets": []},
        {"cells": [{"cell_type": "markdown", "source": "x"}], "metadata": None, "nbformat": "4"},
        {"cells": [{}, {"cell_type": None}, {"cell_type": ["code"]}, {"source": "x = 1"}]},
    ],
)
def test_a_notebook_without_code_has_no_parts(tmp_path: Path, content: object) -> None:
    """Missing metadata and cells without a type are not an error."""
    assert raw_notebook(tmp_path, content) == ()


@pytest.mark.parametrize("cell", [{}, {"source": []}, {"source": ""}, {"source": [""], "metadata": 5, "id": []}])
def test_an_empty_cell_is_an_empty_part(tmp_path: Path, cell: dict[str, Any]) -> None:
    """A code cell without a source is empty and keeps its number."""
    cells = [{"cell_type": "code", **cell}, {"cell_type": "code", "source": "x"}]
    assert raw_notebook(tmp_path, {"cells": cells}) == (("cell 1", ""), ("cell 2", "x"))


@pytest.mark.parametrize("source", [None, 5, {"a": 1}, [1, None], [["x"]]])
def test_an_odd_source_is_text_all_the_same(tmp_path: Path, source: object) -> None:
    """A source that is neither text nor lines is converted to text."""
    ((label, text),) = raw_notebook(tmp_path, {"cells": [{"cell_type": "code", "source": source}]})
    assert label == "cell 1"
    assert isinstance(text, str)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{", b"[]", b"null", b"5", b'"text"', b"\xff\xff", b"[" * 100_000, b"{'cells': []}",
        b'{"cells": null}', b'{"cells": 5}', b'{"cells": {"a": 1}}', b'{"cells": "code"}', b'{"cells": [1]}',
        b'{"cells": [null]}', b'{"cells": [[]]}', b'{"worksheets": 5}', b'{"worksheets": [5]}',
        b'{"worksheets": {"a": 1}}',
        b'{"worksheets": [{"cells": 5}]}', b'{"cells": [' + b"9" * 5000 + b"]}", b"<html></html>",
    ],
    ids=lambda data: data[:24].decode("latin-1"),
)  # fmt: skip
def test_what_is_no_notebook_is_refused(tmp_path: Path, data: bytes) -> None:
    """Broken JSON and JSON of another shape are refused with a message."""
    with pytest.raises(SubmissionError, match="is not a notebook that can be read"):
        submitted(tmp_path, data, "stem.ipynb")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_notebook_may_have_any_unicode_encoding(tmp_path: Path, encoding: str) -> None:
    """Notebooks in any Unicode encoding are read, as JSON allows."""
    data = json.dumps({"cells": [{"cell_type": "code", "source": "é"}]}, ensure_ascii=False).encode(encoding)
    assert submitted(tmp_path, data, "stem.ipynb").parts == (("cell 1", "é"),)


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("%matplotlib inline", "pass"),
        ("    %timeit f(x)", "    pass"),
        ("%%time", "pass"),
        ("!pip install numpy", "pass"),
        ("  ! ls -l", "  pass"),
        ("!!ls", "pass"),
        ("?np.where", "pass"),
        ("??np.where", "pass"),
        ("np.where?", "pass"),
        ("np.where?? ", "pass"),
        ("*int*?", "pass"),
        ("files = !ls", "files = None"),
        ("a, b = %timeit -o f()", "a, b = None"),
        ("x = 3  # is this right?", "x = 3  # is this right?"),
        ('print("why?")', 'print("why?")'),
        ("# why?", "# why?"),
        ("% 2)", "% 2)"),
        ("y = x % two", "y = x % two"),
        ("y = x != two", "y = x != two"),
        ("name = %s", "name = %s"),
    ],
)
def test_what_only_ipython_understands_is_set_aside(tmp_path: Path, line: str, left: str) -> None:
    """Magics, shell lines and help requests are replaced by a statement with the same indentation."""
    (text,) = cells_of(tmp_path, f"x = 1\n{line}\n%who\ny = 2")
    assert text == f"x = 1\n{left}\npass\ny = 2"


@pytest.mark.parametrize(
    "source", ['t = """\n%d items?\n!\n"""', "x = (5\n%3)", '"""\nwhy?\n"""', "x = 1 # ok?", "'\\d'"]
)
def test_plain_python_is_left_alone(tmp_path: Path, source: str) -> None:
    """A cell that is valid Python is unchanged, including lines that look like magics."""
    assert cells_of(tmp_path, source) == [source]


@pytest.mark.parametrize("magic", ["%%bash", "%%html", "%%writefile a.py", "%%javascript", "%%latex", "%%script bash"])
def test_a_cell_in_another_language_is_emptied(tmp_path: Path, magic: str) -> None:
    """A cell magic for another language empties its whole cell."""
    assert cells_of(tmp_path, f"{magic}\nls -l\nexit", "x = 1") == ["\n\n", "x = 1"]


@pytest.mark.parametrize("magic", ["%%time", "%%timeit -n 5", "%%capture out"])
def test_a_cell_that_is_timed_stays(tmp_path: Path, magic: str) -> None:
    """A cell magic for Python code leaves the rest of the cell."""
    assert cells_of(tmp_path, f"{magic}\ndef f():\n    return 1") == ["pass\ndef f():\n    return 1"]


def test_lines_keep_their_numbers(tmp_path: Path) -> None:
    """Replaced lines do not change the numbers of others."""
    sources = ["%%bash\na\nb", "%pip install x\n\n!ls\nx = 1\nf?\ny = 2", "a\n  b = !c\n%%d"]
    for source, text in zip(sources, cells_of(tmp_path, *sources), strict=True):
        assert text.count("\n") == source.count("\n")
    notebook = V4.new_notebook(cells=[V4.new_code_cell(sources[1])])
    assert submitted(tmp_path, V4.writes(notebook), "stem.ipynb").line("cell 1", 6) == "y = 2"


@pytest.mark.parametrize("source", ["(" * 3000, "x" + "+1" * 50_000, "\ud800 = 1", "x = 1\0", "\0", "-" * 50_000 + "1"])
def test_no_cell_ends_the_reading(tmp_path: Path, source: str) -> None:
    """Cells that cannot be parsed are passed on unchanged, so that the worker reports their errors."""
    parts = raw_notebook(tmp_path, {"cells": [{"cell_type": "code", "source": source}]})
    assert parts == (("cell 1", source),)
