"""`dropgrade notebook`: its output is valid, complete, reproducible, and never overwrites a file."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import nbformat
import pytest
from markdown_it import MarkdownIt

from dropgrade.course.course import Course
from dropgrade.errors import CourseError
from dropgrade.jupyter.new_notebook import new_notebook
from dropgrade.screen.statement import markdown_of
from tests.cases import COURSE, PROBLEMS
from tests.conftest import ROOT, Run
from tests.jupyter.books import P03

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def stub_of(problem: str) -> str:
    """Return the stub's source."""
    return (COURSE.exercises / problem / f"{problem.partition('_')[2]}.py").read_text("utf-8")


def cells_of(problem: str) -> dict[str, Any]:
    """Return the cells of a problem's notebook by the end of their ids."""
    return {cell["id"].rpartition("-")[2]: cell for cell in json.loads(new_notebook(COURSE, [problem]))["cells"]}


def words(text: str) -> list[str]:
    """Return a text's words, ignoring line breaks."""
    return text.split()


@pytest.mark.parametrize("arguments", [["p03"], ["p03", "p05"], ["--part", "1"], []], ids=str)
def test_what_is_written_is_a_valid_notebook_and_always_the_same(
    run: Run, tmp_path: Path, arguments: list[str]
) -> None:
    """nbformat finds it valid and of format 4.5, and the same command writes the same bytes."""
    written = [tmp_path / "a.ipynb", tmp_path / "b.ipynb"]
    for file in written:
        assert run("notebook", *arguments, "-o", file).returncode == 0
    notebook: Any = nbformat.read(written[0], nbformat.NO_CONVERT)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook, relax_add_props=False)  # type: ignore[no-untyped-call]
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert written[0].read_bytes() == written[1].read_bytes()


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (["p03"], f"{P03}.ipynb"),
        (["p03", "p05"], "p03_p05.ipynb"),
        (["--part", "1"], "part1.ipynb"),
        ([], "dropgrade.ipynb"),
    ],
)
def test_it_has_a_name_of_its_own(run: Run, tmp_path: Path, arguments: list[str], name: str) -> None:
    """Without -o it is written to the current folder, and the next steps are printed."""
    result = run("notebook", *arguments, "--course", ROOT, cwd=tmp_path)
    assert [f.name for f in tmp_path.iterdir()] == [name]
    assert result.stdout.splitlines() == [name, f"Next: jupyter lab {name}", f"Then: dropgrade check {name}"]


def test_a_part_holds_its_problems(tmp_path: Path) -> None:
    """All problems of the part are there in order, and in the metadata."""
    toml = {p: tomllib.loads((COURSE.exercises / p / "problem.toml").read_text("utf-8")) for p in PROBLEMS}
    part = [p for p in PROBLEMS if toml[p].get("part", "").startswith("1.")]
    notebook = json.loads(new_notebook(COURSE, part))
    assert notebook["metadata"]["dropgrade"] == {"problems": part}
    assert [c["id"].removesuffix("-stub") for c in notebook["cells"] if c["id"].endswith("-stub")] == part


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["p03", "--part", "1"], "A part and a problem cannot both be named."),
        (["--part", "99"], "There is no part '99'."),
        (["p99"], "There is no problem, file or folder 'p99'."),
        (["p03", "-o", "x.txt"], "x.txt is not a name for a notebook."),
        (["p03", "-o", "there.ipynb"], "there.ipynb exists already, and was not changed."),
        (["p03", "-o", "link.ipynb"], "link.ipynb exists already"),
        (["p03", "-o", "no/where.ipynb"], "The system refused: No such file or directory (no/where.ipynb)."),
    ],
    ids=str,
)
def test_what_cannot_be_written_is_said(run: Run, tmp_path: Path, arguments: list[str], words: str) -> None:
    """Wrong usage is explained, and nothing is overwritten."""
    (tmp_path / "there.ipynb").write_text("mine")
    (tmp_path / "link.ipynb").symlink_to("nowhere")
    result = run("notebook", *arguments, "--course", ROOT, cwd=tmp_path)
    assert result.returncode in (2, 3)
    assert result.stderr.startswith(f"dropgrade: {words}")
    assert sorted(f.name for f in tmp_path.iterdir()) == ["link.ipynb", "there.ipynb"]
    assert (tmp_path / "there.ipynb").read_text() == "mine"


@pytest.mark.parametrize("problem", PROBLEMS)
def test_the_statement_reads_as_it_is_written(problem: str) -> None:
    """Every word of the docstring is shown in order, and code and formulas keep their lines."""
    statement = ast.get_docstring(ast.parse(stub_of(problem))) or ""
    shown = []
    for token in PARSER.parse(markdown_of(statement)):
        if token.type == "fence":
            shown.append(token.content)
        for child in token.children or []:
            shown.append("\n" if child.type == "softbreak" else child.content)
            assert child.type in ("text", "softbreak", "code_inline", "text_special"), child
    plain = re.sub(r"^[=-]{3,}$|^- ", "", statement, flags=re.MULTILINE).replace("`", "")
    assert "".join(words("".join(shown))) == "".join(words(plain))
    code = [line[4:].rstrip() for line in statement.split("\n") if line.startswith("    ")]
    fenced = "".join(t.content for t in PARSER.parse(markdown_of(statement)) if t.type == "fence")
    assert [line for line in fenced.split("\n") if line] == code


@pytest.mark.parametrize("problem", PROBLEMS)
def test_headings_are_headings(problem: str) -> None:
    """The title is a heading of the first level, sections are of the second."""
    statement = ast.get_docstring(ast.parse(stub_of(problem))) or ""
    lines = statement.split("\n")
    levels = [t.tag for t in PARSER.parse(markdown_of(statement)) if t.type == "heading_open"]
    assert levels == ["h1"] + ["h2"] * sum(set(line) == {"-"} for line in lines)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2**n and a*b, a * b", r"2\*\*n and a\*b, a * b"),
        ("y_1, _private, x_", r"y_1, \_private, x\_"),
        ("costs $5 or $6, `$x$`", r"costs \$5 or \$6, `$x$`"),
        ("a < b, <b>, x <y", r"a < b, \<b>, x \<y"),
        ("`a*b` and ``c`*d``", "`a*b` and ``c`*d``"),
        ("a ` alone", r"a \` alone"),
        ("so\n1. that\n+ more\n# not", "so\n1\\. that\n\\+ more\n\\# not"),
        ("x[0](1), [0, 1), [a]: b", r"x[0\](1), [0, 1), [a]: b"),
        ("[a]: b", r"\[a]: b"),
        ("~0.5, &amp; and a & b", r"\~0.5, \&amp; and a & b"),
        ("back\\slash", r"back\\slash"),
    ],
)
def test_no_word_is_taken_for_markup(text: str, shown: str) -> None:
    """Characters in formulas stay as they are."""
    assert markdown_of(text) == f"{shown}\n"


def test_lists_and_code_end_where_they_end() -> None:
    """Indented lines after a list are a separate block, and a list may follow a line of words."""
    text = "Shapes:\n- one\n  more\n- two\n\n    x = 1\n\n    y = 2\nafter"
    assert markdown_of(text) == "Shapes:\n\n- one\n  more\n- two\n\n```text\nx = 1\n\ny = 2\n```\n\nafter\n"


@pytest.mark.parametrize("problem", PROBLEMS)
def test_the_stub_cell_is_the_stub_without_its_statement(problem: str) -> None:
    """Both give the same definitions; the main block is left out."""
    whole, cell = ast.parse(stub_of(problem)), ast.parse("".join(cells_of(problem)["stub"]["source"]))
    assert [ast.dump(node) for node in cell.body] == [ast.dump(node) for node in whole.body[1:-1]]


@pytest.mark.parametrize("solved", [False, True], ids=["stub", "reference"])
@pytest.mark.parametrize("problem", PROBLEMS)
def test_the_cell_to_try_runs_without_error(problem: str, solved: bool) -> None:
    """The cell runs before a problem is solved and after."""
    solution = COURSE.authority / "solutions" / problem / f"{problem.partition('_')[2]}.py"
    cells, space = cells_of(problem), dict[str, Any]()
    exec(solution.read_text("utf-8") if solved else "".join(cells["stub"]["source"]), space)
    exec("".join(cells["try"]["source"]), space)


def test_a_course_with_a_faulty_stub_says_which(tmp_path: Path) -> None:
    """A stub that is not Python, or has no statement, is reported with its file."""
    folder = tmp_path / "exercises" / P03
    folder.mkdir(parents=True)
    (folder / "problem.toml").write_bytes((COURSE.exercises / P03 / "problem.toml").read_bytes())
    for source, message in (("def broken(:", "cannot be read as a stub"), ("x = 1", "has no docstring")):
        (folder / "inverted_scaling.py").write_text(source)
        with pytest.raises(CourseError, match=message):
            new_notebook(Course(tmp_path, tmp_path), [P03])
