"""No outside text reaches a screen, a page or a file as anything but harmless characters."""

from __future__ import annotations

import json
import unicodedata
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from dataclasses import fields, replace
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner

from dropgrade.cli import cli
from dropgrade.course.trusting import trust
from dropgrade.report import CheckResult, Example, Explanation, Fact, Location, Mistake, Outcome, ProblemReport, Report
from dropgrade.screen import text
from dropgrade.screen.report_html import complaint_of, feedback_of
from dropgrade.screen.report_terminal import write_report
from tests.quiz.sample import TEXT
from tests.verify.small_course import files_of, section

PLANT = "\x1b]0;owned\x07\x1b[2J\u202e\x9b31m"
"""A window's title, a cleared screen, a bidirectional mark, and a colour by the C1 byte."""
TOML_PLANT = r"\u001b]0;owned\u0007\u001b[2J\u202e\u009b31m"
FORGED = "\n  ✓ forged"
NAME = "p01_shares"
FILE = f"mine{PLANT}{FORGED}.py"
WRONG = f"""\
class Odd{chr(0x00E9)}(Exception):
    pass
def f(x):
    print({PLANT!r})
    raise type({PLANT + FORGED!r}, (ValueError,), {{}})({PLANT!r})
"""


def harmful(shown: str) -> list[str]:
    """Return the characters that a terminal obeys or a reader does not see."""
    return sorted({c for c in shown if c not in "\n\t" and unicodedata.category(c).startswith("C")})


def planted(value: object) -> object:
    """Return a value of a report with the plant in all of its texts."""
    if isinstance(value, str) and not isinstance(value, Outcome):
        return f"{value}{PLANT}"
    if isinstance(value, tuple):
        return tuple(map(planted, value))
    if isinstance(value, CheckResult | ProblemReport | Report | Mistake | Location | Fact | Explanation):
        changed = {f.name: planted(getattr(value, f.name)) for f in fields(value)}
        return replace(value, **changed)
    return value


def reports() -> Iterator[Report]:
    """Yield reports of every form: each outcome alone and with others, as messages and as observations."""
    example = Example(((1.0, 2.0),), ((0.0, 4.0),))
    full = CheckResult(
        "test_a", "A check.", Outcome.FAIL, 4, "It failed.", "f(x)", "1", "2",
        (Mistake("no_scaling", "Nothing is scaled."),), (), (), Fact(), "printed\n", example, None,
    )  # fmt: skip
    raised = replace(full, what="", mistakes=(), location=Location(3, "return x", "cell 1"), outcome=Outcome.ERROR)
    raised = replace(raised, path=(Location(9, "f(x)"),), explanation=Explanation("Words.", ("x  3",), "rng"))
    follows = replace(full, check="test_b", mistakes=(), follows_from=("no_scaling",), observed="3")
    others = [replace(raised, outcome=outcome, check=outcome.value, location=None) for outcome in Outcome]
    for checks in ([full, follows, raised, *others], *([each] for each in others), [full, full]):
        problem = ProblemReport(NAME, "Shares", "mine.py", "0", tuple(checks), (checks[0].check,))
        yield Report(0, (problem,), ("a layer",))
        yield Report(0, (problem, problem), ("a layer",))


@pytest.mark.parametrize("report", [planted(report) for report in reports()])
def test_no_field_of_a_report_is_obeyed(report: Report) -> None:
    """A terminal, HTML and JSON show only harmless characters for a report with plants in every field."""
    stream = StringIO()
    for everything in (False, True):
        write_report(report, lambda _: f"again{PLANT}", f"after{PLANT}", stream=stream, everything=everything)
    shown = [stream.getvalue(), feedback_of(report, lambda _: f"again{PLANT}"), json.dumps(report.to_json())]
    assert [harmful(each) for each in shown] == [[]] * 3
    assert "owned" in shown[0]


@pytest.mark.parametrize("field", ["source", "title", "problem"])
def test_a_name_is_one_line(field: str) -> None:
    """A line break in a file's name or a title cannot imitate another line of the report."""
    report = next(reports())
    stream = StringIO()
    write_report(replace(report, problems=(replace(report.problems[0], **{field: f"a{FORGED}"}),)), str, stream=stream)
    assert not any(line.startswith(FORGED[1:]) for line in stream.getvalue().split("\n"))
    assert "\\n" in stream.getvalue()


def test_a_complaint_is_harmless(capsys: pytest.CaptureFixture[str]) -> None:
    """Error messages and hints are made harmless, too, since most of them contain a file's name."""
    text.print_error(f"{PLANT}{FORGED}", PLANT)
    text.say(PLANT)
    shown = capsys.readouterr()
    assert harmful(shown.err + shown.out + complaint_of(PLANT, PLANT)) == []
    assert not any(line.startswith(FORGED[1:]) for line in shown.err.split("\n"))


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with plants in every text of author and student, in a folder with plants in its name."""
    root = tmp_path_factory.mktemp("planted") / f"course{PLANT}"
    for name, content in files_of(NAME).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, "utf-8")
    (root / "exercises" / NAME / "problem.toml").write_text(
        f'title = "Shares{TOML_PLANT}\\n✓"\npart = "1. Part{TOML_PLANT}"\nsummary = "Divide{TOML_PLANT}"\n'
        f'names = ["f"]\nhints = ["Which{TOML_PLANT}?"]\nreading = ["None{TOML_PLANT}"]\n',
        "utf-8",
    )
    suite, mistakes = root / "solutions" / NAME / "suite.py", root / "solutions" / NAME / "mistakes.md"
    plain = suite.read_text("utf-8")
    suite.write_text(
        plain.replace("by its sum.", f"by{TOML_PLANT} its sum.").replace("A zero", f"A{PLANT} zero"), "utf-8"
    )
    mistakes.write_text(
        mistakes.read_text("utf-8") + section("other", f"total = x.sum()  # {PLANT}", message=PLANT), "utf-8"
    )
    quiz = "".join(
        f"{line}{PLANT}\n" if line and line[-1].isalpha() and line[0] not in "#-" else f"{line}\n"
        for line in TEXT.split("\n")
    )
    (root / "quizzes").mkdir()
    (root / "quizzes/q02_sample.md").write_text(
        TEXT.replace("A sample", "A sam\u202eple").replace("mask", "ma\u202esk"), "utf-8"
    )
    (root / "quizzes/q01_sample.md").write_text(quiz.replace("# A sample", f"# A sample{PLANT}", 1), "utf-8")
    (root / "exercises" / NAME / "shares.py").write_text(f'"""Divide{PLANT}."""\n\n{WRONG}', "utf-8")
    (root / FILE).write_text(WRONG, "utf-8")
    record = {
        "version": 1,
        "problems": {NAME: {"best": 5, "last": PLANT, "latest": PLANT, "attempts": 2, "sha256": PLANT}},
    }
    (root / ".dropgrade").mkdir()
    (root / ".dropgrade/progress.json").write_text(json.dumps(record | {"quizzes": {PLANT: {"first": PLANT}}}))
    trust(root)
    return root


COMMANDS = [
    ["list"], ["list", "--json"], [], ["hint", "p01"], ["hint", PLANT], ["check", "p01"], ["check", "p01", "--json"],
    ["check", "--problem", "p01", FILE], ["check", PLANT], ["check", "--problem", PLANT, FILE], ["show", FILE],
    ["solution", "p01"], ["solution", "p01", "--give-up"], ["quiz"], ["quiz", "q01", "--seed", "1"], ["quiz", PLANT],
    ["quiz", "q01", "--json"], ["quiz", "q02", "--seed", "1"], ["quiz", "q02", "--json"], ["review"], ["verify"],
    ["verify", "--json"], ["verify", PLANT], ["doctor"], ["trust", "--list"], ["open", PLANT],
    ["reset", PLANT], ["init", FILE],
    ["notebook", "p01", "-o", f"{PLANT}.ipynb"], ["notebook", "--part", PLANT], [PLANT], ["check", f"--{PLANT}"],
    ["verify", "--html", f"{PLANT}.html"], ["quiz", "export", "q01", "-o", PLANT], ["quiz", "import", FILE, PLANT],
    ["new", "problem", PLANT], ["new", "mistake", "p01", PLANT], ["new", "quiz", PLANT], ["watch", PLANT],
]  # fmt: skip


@pytest.mark.parametrize(
    "words", COMMANDS, ids=lambda words: " ".join(words).replace(PLANT, "PLANT").replace(FORGED, "")
)
def test_no_command_prints_what_was_planted(course: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    """Every command prints only harmless characters on a course full of plants."""
    monkeypatch.chdir(course)
    monkeypatch.setenv("COLUMNS", "80")
    ended = CliRunner().invoke(cli, words, input="a\nzz\n?\ns\ns\ns\n", standalone_mode=False)
    shown = ended.output + ended.stderr
    if ended.exception is not None and not isinstance(ended.exception, SystemExit):
        error = ended.exception  # what `main` prints of it
        runner = StringIO()
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("sys.stderr", runner)
            text.print_error(str(getattr(error, "message", error)), getattr(error, "hint", ""))
        shown += runner.getvalue()
        assert type(error).__module__.startswith(("dropgrade", "click")), repr(error)
    assert harmful(shown) == [], words


@pytest.mark.parametrize("form", ["gift", "moodle", "qti", "jupyterquiz"])
def test_no_file_for_another_system_is_broken(
    course: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, form: str
) -> None:
    """Exported quizzes are well-formed and have no control characters, whatever their texts contain."""
    monkeypatch.chdir(course)
    file = tmp_path / "exported"
    ended = CliRunner().invoke(cli, ["quiz", "export", "q02", "--to", form, "-o", str(file)])
    assert file.exists(), ended.output + repr(ended.exception)
    contents = [file.read_bytes()]
    if zipfile.is_zipfile(file):
        contents = [zipfile.ZipFile(file).read(name) for name in zipfile.ZipFile(file).namelist()]
    for content in contents:
        if content.startswith(b"<"):
            ET.fromstring(content)
        assert [c for c in harmful(content.decode()) if unicodedata.category(c) == "Cc"] == []


def test_a_notebook_is_json_without_control_characters(
    course: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A notebook made from planted texts can be read, and has no raw control characters."""
    monkeypatch.chdir(course)
    file = tmp_path / "book.ipynb"
    ended = CliRunner().invoke(cli, ["notebook", "p01", "-o", str(file)])
    assert file.exists(), ended.output + repr(ended.exception)
    assert [c for c in harmful(file.read_text("utf-8")) if unicodedata.category(c) == "Cc"] == []
    json.loads(file.read_text("utf-8"))


def test_the_page_of_verify_is_harmless(course: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The page of `verify --html` has only harmless characters."""
    monkeypatch.chdir(course)
    file = tmp_path / "page.html"
    CliRunner().invoke(cli, ["verify", "--html", str(file)])
    assert harmful(file.read_text("utf-8")) == []


def test_a_kernel_is_answered_in_harmless_characters(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The HTML and text that a notebook receives contain no plant."""
    from dropgrade.jupyter.process import Request, answer

    monkeypatch.chdir(course)
    for request in (
        Request("check", "p01", [(f"cell{PLANT}", WRONG)], is_cell=False),
        Request("check", PLANT, [("c", WRONG)], is_cell=True),
    ):
        assert [harmful(each) for each in answer(request).values()] == [[], []]
