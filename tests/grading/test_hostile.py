"""No hostile submission gains a point, hangs or ends a run, touches a file or changes another's result."""

from __future__ import annotations

import re
import sys
import unicodedata

import pytest

from dropgrade.course.problem import read_problem
from dropgrade.grading.attempt import checks_in_order
from tests.cases import COURSE
from tests.hostile_corpus import HONEST, Entry, Facts, grade, read_corpus

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the corpus knows Linux")

CORPUS = read_corpus()
ENTRIES = [entry for entry in CORPUS if not entry.allows and not entry.long]
LONG = [entry for entry in CORPUS if entry.long]
WITH_ABILITIES = [entry for entry in CORPUS if entry.allows]
THIEVES = [entry for entry in ENTRIES if entry.family == "steals" and entry.problem == "p03_inverted_scaling"]
IN_PORTABLE = [entry for entry in ENTRIES if "portable" in entry.modes]
SOME_IN_PORTABLE = IN_PORTABLE[::15]
FULL_MARKS = 10.0
DISPLAYED = re.compile(
    "ansi|osc|label|surrogates|bidirectional|markup|surrogate|controls|carriage|commands|invalid_utf8"
)
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture(scope="session")
def confined(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    """The whole corpus, graded in the confined sandbox."""
    return grade(ENTRIES, tmp_path_factory.mktemp("confined"), "confined", "--json")


@pytest.fixture(scope="session")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    """The part of the corpus that takes seconds each, graded in the confined sandbox."""
    return grade(LONG, tmp_path_factory.mktemp("slow"), "confined", "--json")


@pytest.fixture(scope="session")
def portable(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    """Some of what works without kernel features, graded with plain limits."""
    return grade(SOME_IN_PORTABLE, tmp_path_factory.mktemp("portable"), "portable", "--json")


@pytest.fixture(scope="session")
def all_portable(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    """The part of the corpus that works without kernel features, graded with plain limits."""
    return grade(IN_PORTABLE, tmp_path_factory.mktemp("all_portable"), "portable", "--json")


@pytest.fixture(scope="session")
def allowing(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    """The attacks on packages and files, and every theft, with these allowed."""
    place = tmp_path_factory.mktemp("allowing")
    return grade([*WITH_ABILITIES, *THIEVES], place, "confined", "--json", allows=True)


@pytest.fixture(
    params=[
        "confined", "portable", "allowing",
        *(pytest.param(name, marks=pytest.mark.long) for name in ("slow", "all_portable")),
    ]
)  # fmt: skip
def facts(request: pytest.FixtureRequest) -> Facts:
    """The facts of either run."""
    return request.getfixturevalue(request.param)  # type: ignore[no-any-return]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.name)
def test_in_the_confined_sandbox(confined: Facts, entry: Entry) -> None:
    """The outcome is the expected one, and the score is what was earned."""
    judge(confined, entry)


@pytest.mark.long
@pytest.mark.parametrize("entry", LONG, ids=lambda e: e.name)
def test_what_takes_long_in_the_confined_sandbox(slow: Facts, entry: Entry) -> None:
    """The outcome is the expected one, and the score is what was earned."""
    judge(slow, entry)


@pytest.mark.parametrize("entry", SOME_IN_PORTABLE, ids=lambda e: e.name)
def test_in_the_portable_sandbox(portable: Facts, entry: Entry) -> None:
    """The outcome is the expected one, and the score is what was earned."""
    judge(portable, entry)


@pytest.mark.long
@pytest.mark.parametrize("entry", IN_PORTABLE, ids=lambda e: e.name)
def test_all_in_the_portable_sandbox(all_portable: Facts, entry: Entry) -> None:
    """The outcome is the expected one, and the score is what was earned."""
    judge(all_portable, entry)


@pytest.mark.parametrize("entry", WITH_ABILITIES, ids=lambda e: e.name)
def test_with_packages_and_files_allowed(allowing: Facts, entry: Entry) -> None:
    """Allowing packages and files opens no way to the host, to an answer or to a better score."""
    report = allowing.problems[entry.name]
    outcomes = {check["check"]: check["outcome"] for check in report["checks"]}
    assert "needs_review" not in outcomes.values()
    assert (report["score"], outcomes["test_scaling"]) == (entry.score, entry.outcome), report["checks"]


@pytest.mark.parametrize("entry", THIEVES, ids=lambda e: e.name)
def test_no_theft_succeeds_with_packages_and_files_allowed(allowing: Facts, entry: Entry) -> None:
    """Thefts from the host, the grader or others fail just the same if more is allowed."""
    report = allowing.problems[entry.name]
    assert "needs_review" not in {check["outcome"] for check in report["checks"]}
    assert report["score"] == 0 or entry.score > 0


def first_check(problem: str) -> str:
    """Return the check that runs first."""
    return checks_in_order(read_problem(COURSE, problem).checks, seed=0)[0].name


def judge(facts: Facts, entry: Entry) -> None:
    """Compare the report on a folder with the expected one."""
    report = facts.problems[entry.name]
    outcomes = {check["check"]: check["outcome"] for check in report["checks"]}
    assert "needs_review" not in outcomes.values()
    assert report["score"] == entry.score, outcomes
    assert outcomes[first_check(entry.problem)] == entry.outcome, outcomes
    assert {name: outcomes[name] for name in entry.checks} == entry.checks
    assert any(entry.says.lower() in check["message"].lower() for check in report["checks"])


def test_honest_work_among_it_keeps_its_marks(facts: Facts) -> None:
    """The reference earns full marks when graded first, in the middle and last."""
    assert [facts.problems[name]["score"] for name in HONEST] == [FULL_MARKS] * 3


def test_the_canary_is_unchanged(facts: Facts) -> None:
    """The canary's content, mode, times, links and extended attributes are unchanged."""
    assert not facts.canary_changed


def test_no_process_outlives_the_run(facts: Facts) -> None:
    """No child of the run and no process with the survivors' name is left."""
    assert facts.survivors == ()


def test_nothing_is_written(facts: Facts) -> None:
    """Submissions, course, home and current folder are unchanged, without new bytecode."""
    assert facts.written == ()


def test_the_run_ends_as_it_should(facts: Facts) -> None:
    """The exit code is 1 because points are missing, and there is no traceback of the grader."""
    assert facts.code == 1
    assert "Traceback" not in facts.stderr


@pytest.mark.parametrize(
    ("colour", "every"), [({"NO_COLOR": "1"}, 1), ({"FORCE_COLOR": "1"}, 3)], ids=["plain", "coloured"]
)
def test_the_screen_obeys_no_submission(
    tmp_path_factory: pytest.TempPathFactory, colour: dict[str, str], every: int
) -> None:
    """What submissions print, raise and use as names reaches a terminal as harmless characters."""
    shown = [entry for entry in ENTRIES if DISPLAYED.search(entry.name)][::every]
    screen = grade(shown, tmp_path_factory.mktemp("screen"), "confined", **colour)
    text = COLOUR.sub("", screen.stdout) if "FORCE_COLOR" in colour else screen.stdout
    assert sorted({c for c in text if c != "\n" and unicodedata.category(c).startswith("C")}) == []
    assert screen.code == 1
    assert "Traceback" not in screen.stderr
