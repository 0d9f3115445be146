"""`dropgrade verify` for its user: output, files, answers, and exit codes."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest

from dropgrade.course.trusting import trust
from tests.conftest import COMMAND, Run
from tests.verify.small_course import section, write_problem

TITLE = "p01_shares"
HALVES = {
    "append": {
        "mistakes.md": section(
            "half",
            "total = x.sum(axis=1, keepdims=True) * 2",
            message="The shares were <b>halved</b> & kept.",
            score="0",
        )
    },
    "replace": {"suite.py": ['"total": x / x.sum()', '"total": x / x.sum(), "half": expected / 2']},
}


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course of one sound problem, with three known mistakes."""
    (tmp_path / "quizzes").mkdir()
    write_problem(tmp_path, TITLE, HALVES)
    return tmp_path


def test_a_named_problem_is_shown_as_a_table(course: Path, run: Run) -> None:
    """The table says which check catches which solution, which checks are needed, and which solutions are thin."""
    result = run("verify", "p01", cwd=course)
    assert (result.returncode, result.stderr) == (0, "")
    assert (
        result.stdout
        == """\
✓ p01_shares  Shares  sound
    2 checks on the stub, the reference, 1 right and 3 known-wrong solutions, 11
    empty answers

             1  2
    total    N  x
    columns  N  x
    half     N  x

     1  test_rows  6 points, catches 3, 3 need it, a gate
     2  test_zeros  4 points, catches 3, no mistake needs it
    N named   x caught   o held back by a gate   · passed   ! named as another
    thin: only one check catches it   need it: uncaught or unnamed without it

Sound: 1 problem and 0 quizzes.
"""
    )


def test_a_solution_that_one_check_catches_is_thin(course: Path, run: Run) -> None:
    """If a single check catches a mistake, its row says so."""
    write_problem(course, "p02_lone", {
        "append": {"mistakes.md": section("flips_zero",
            "total = x.sum(axis=1, keepdims=True)", "x = x + total * (x == 0)")},
        "replace": {"suite.py": ['what="f(x) with a zero")',
            'what="f(x) with a zero", mistakes={"flips_zero": np.array([[1.0, 1.0], [0.75, 0.25]])})']},
    })  # fmt: skip
    lines = run("verify", "p02", cwd=course).stdout.splitlines()
    assert "    flips_zero  ·  N  thin" in lines
    assert "     2  test_zeros  4 points, catches 3, 1 needs it" in lines


def test_a_whole_course_is_a_line_for_each_problem(course: Path, run: Run) -> None:
    """Without names every problem is verified, and tables are printed only on request."""
    write_problem(course, "p02_more", {})
    plain, tables = run("verify", cwd=course), run("verify", "--tables", cwd=course)
    assert "✓ p01_shares  Shares  sound" in plain.stdout
    assert "✓ p02_more  Shares  sound" in plain.stdout
    assert plain.stdout.endswith("\nSound: 2 problems and 0 quizzes.\n")
    assert "test_rows" not in plain.stdout
    assert tables.stdout.count("test_rows  6 points") == 2


def test_a_table_of_fifteen_by_fourteen_fits_a_screen(course: Path, run: Run) -> None:
    """With 14 checks and 15 solutions no line of the table is broken at 100 columns."""
    checks = "".join(
        f'\n\n@pytest.mark.points(1)\n@pytest.mark.needs("test_rows")\ndef test_more_{n}(student):\n    """More."""\n'
        f"    expect_array(student.f(np.ones((2, 2))), np.full((2, 2), 0.5), what='f(x)')\n"
        for n in range(12)
    )
    names = [f"a_mistake_with_a_rather_long_name_{n:02}" for n in range(12)]
    more = "".join(f'"{name}": expected + {n + 1}, ' for n, name in enumerate(names))
    suite = (course / "solutions/p01_shares/suite.py").read_text().replace("points(6)", "points(1)")
    suite = suite.replace("points(4)", "points(-2 + 3)").replace('"total":', f'{more}"total":')
    (course / "solutions/p01_shares/suite.py").write_text(suite.replace("points(-2 + 3)", "points(1)") + checks)
    with (course / "solutions/p01_shares/mistakes.md").open("a") as mistakes:
        for n, name in enumerate(names):
            total = "x.sum(axis=1, keepdims=True)"
            mistakes.write(section(name, f"total = 1 / (1 / {total} + {n + 1} / x)"))
    result = run("verify", "p01", cwd=course, env={"COLUMNS": "100"})
    rows = [line for line in result.stdout.splitlines() if line.startswith("    a_mistake")]
    assert len(rows) == 12
    assert all(len(row) <= 100 and row.split()[1:] == ["N"] + ["x"] * 13 for row in rows)


def test_the_page_holds_everything_and_needs_nothing(course: Path, run: Run, tmp_path: Path) -> None:
    """--html writes one well-formed page with every table and message, and authors' text is escaped."""
    page = tmp_path / "proof.html"
    page.write_text("what was there before")
    assert run("verify", "--html", page, cwd=course).returncode == 0
    reader = _Reader()
    reader.feed(page.read_text("utf-8"))
    assert reader.open == []
    assert reader.fetched == []
    assert "b" in reader.tags
    text = " ".join(" ".join(reader.text).split())
    for words in ("half", "The shares were <b>halved</b> & kept.", "test_zeros", "observed"):
        assert words in text
    assert not list(tmp_path.glob(".page-*"))


class _Reader(HTMLParser):
    """Follows the tags of a page, and records what it would load."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.fetched: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a tag."""
        self.tags.add(tag)
        self.open += [tag] if tag not in ("meta", "br") else []
        self.fetched += [f"{k}={v}" for k, v in attrs if k in ("src", "href") and not (v or "").startswith("#")]

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost tag."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Collect the words."""
        self.text.append(data)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["p99"], "There is no problem or quiz 'p99'.\nThere are p01_shares.\n"),
        (["shares"], "There is no problem or quiz 'shares'.\nDid you mean p01_shares?\n"),
        (["--html", "s.py"], "s.py is not a name for a page.\nLet it end in .html; an existing file is overwritten.\n"),
        (["--course", "nowhere"], "There is no course in nowhere.\nName a folder that holds `exercises/`.\n"),
        (["--nothing"], "No such option '--nothing'.\nTry 'dropgrade verify --help'.\n"),
    ],
)  # fmt: skip
def test_wrong_usage_says_what_to_do(course: Path, run: Run, words: list[str], message: str) -> None:
    """What cannot be verified is refused with a hint and exit code 2, and nothing is written."""
    before = sorted(course.rglob("*"))
    result = run("verify", *words, cwd=course)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == f"dropgrade: {message}"
    assert sorted(course.rglob("*")) == before


def test_a_workspace_proves_nothing(tmp_path: Path, run: Run) -> None:
    """A folder without solutions is refused with a message."""
    for folder in ("exercises", "quizzes"):
        (tmp_path / folder).mkdir()
    result = run("verify", cwd=tmp_path)
    assert result.returncode == 2
    assert "has no solutions/ to verify it with." in result.stderr


def test_an_empty_course_says_how_to_begin(tmp_path: Path, run: Run) -> None:
    """In a course without problems, the message names the command that creates one."""
    for folder in ("exercises", "quizzes", "solutions"):
        (tmp_path / folder).mkdir()
    trust(tmp_path)
    result = run("verify", cwd=tmp_path)
    assert result.returncode == 2
    assert result.stderr.endswith("Start one: dropgrade new problem p01_my_topic\n")


def test_false_alarms_are_counted_and_bounded(course: Path, run: Run) -> None:
    """--repeat grades right programs under further seeds: without failures there is a bound, a failure is a fault."""
    sound = json.loads(run("verify", "--repeat", "3", "--json", cwd=course).stdout)["problems"][0]["repeats"]
    assert (sound["gradings"], sound["alarms"]) == (6, [])
    assert sound["bound"] == pytest.approx(1 - 0.05 ** (1 / 6))
    write_problem(course, "p02_flaky", {"replace": {"suite.py": ["    x = probe((3, 4), rng)\n",
        "    x = probe((3, 4), rng)\n    if rng.random() < 0.3: x = x.astype(int) * 0\n"]}})  # fmt: skip
    flaky = json.loads(run("verify", "p02", "--repeat", "6", "--json", cwd=course).stdout)["problems"][0]
    alarms = flaky["repeats"]["alarms"]
    assert {alarm["check"] for alarm in alarms} == {"test_rows"}
    assert flaky["repeats"]["bound"] > len(alarms) / 12 > 0.1
    first = alarms[0]
    message = f"test_rows refuses a right answer in {len(alarms)} of 12 gradings, {first['program']} under seed "
    assert [f["message"] for f in flaky["faults"] if f["message"].startswith(f"{message}{first['seed']} first: ")]


def test_names_have_to_hold_under_other_seeds(course: Path, run: Run) -> None:
    """--repeat also grades known-wrong solutions: a name that changes under another seed is a fault."""
    write_problem(course, "p02_moody", {"replace": {"suite.py": ['"total": x / x.sum()',
        '"total": x / x.sum() if rng.random() < 0.7 else None']}})  # fmt: skip
    proof = json.loads(run("verify", "p02", "--repeat", "4", "--seed", "3", "--json", cwd=course).stdout)
    faults = [fault["message"] for fault in proof["problems"][0]["faults"]]
    assert any(re.fullmatch(r"under seed \d+ it is caught by .*, and 'total' is not named", f) for f in faults)


def test_mutants_that_live_are_shown_with_their_lines(course: Path, run: Run) -> None:
    """--mutants reports each change of the reference that no check sees, unless it is listed with a reason."""
    reference = course / "solutions/p01_shares/shares.py"
    reference.write_text(reference.read_text().replace("    return", "    if x.size > 10**6: x = x + 0\n    return"))
    result = run("verify", "--mutants", cwd=course)
    assert result.returncode == 1
    words = " ".join(result.stdout.split())
    assert "shares.py:6: no check sees `if x.size > 10**6: x = x + 0` become `if x.size > 10**6: x = x - 0`" in words
    survivors = json.loads(run("verify", "--mutants", "--json", cwd=course).stdout)["problems"][0]["mutants"]
    assert 3 < len(survivors["survivors"]) < survivors["total"]
    entries = (
        f"[[mutant]]\nbefore = '{m['before']}'\nafter = '{m['after']}'\nreason = 'No x is as large.'\n"
        for m in survivors["survivors"]
    )
    never = "\n[[mutant]]\nbefore = 'a'\nafter = 'b'\nreason = 'None.'\n"
    (course / "solutions/p01_shares/equivalent.toml").write_text("\n".join(entries) + never)
    (stale,) = json.loads(run("verify", "--mutants", "--json", cwd=course).stdout)["problems"][0]["faults"]
    assert "`b` is listed, and no mutant that survives is like this" in stale["message"]


def test_faults_of_the_shared_messages_are_reported(course: Path, run: Run) -> None:
    """An edit among the messages that problems share is a fault of the course, with its line."""
    shared = course / "solutions/mistakes.md"
    shared.write_text("# Shared\n\n## total\n- score: 3\n- edit: `a` -> `b`\n\nSomething is wrong.\n")
    proof = json.loads(run("verify", "--json", cwd=course).stdout)
    found = [(Path(fault["file"]).name, fault["line"], fault["message"]) for fault in proof["faults"]]
    assert found == [("mistakes.md", 3, "total has an edit")]


def test_the_same_seed_gives_the_same_proof(course: Path, run: Run) -> None:
    """The result depends only on the files and the seed."""
    first, again, other = (run("verify", "--json", "--seed", seed, cwd=course).stdout for seed in ("3", "3", "4"))
    assert first == again
    assert json.loads(other)["sound"]


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_interrupted_proof_leaves_no_process_behind(course: Path, ending: signal.Signals) -> None:
    """However the command ends, the processes that graded for it end, too."""
    write_problem(course, "p02_slow", {
        "replace": {"reference": ["    return", "    while True: pass\n    return"]},
        "write": {"right/other.py": "def f(x):\n    while True: pass\n"},
    })  # fmt: skip
    mark = {**os.environ, "DROPGRADE_TEST_MARK": str(course)}
    process = subprocess.Popen([COMMAND, "verify"], cwd=course, env=mark, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 30
    while len(_marked(course)) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(_marked(course)) >= 3
    time.sleep(1)  # until the processes have begun to grade
    process.send_signal(ending)
    _, complaint = process.communicate(timeout=30)
    assert "Traceback" not in complaint
    if ending is signal.SIGINT:
        assert process.returncode == 130
    deadline = time.monotonic() + 30
    while _marked(course) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert _marked(course) == []


def _marked(course: Path) -> list[str]:
    """Return the processes that were started with the course's marker by the command."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and str(course).encode() in (folder / "environ").read_bytes():
                found.append(folder.name)
        except OSError:
            continue
    return found
