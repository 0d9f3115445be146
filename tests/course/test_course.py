"""A course: where it is found, what its files may contain, and how the user's words select from it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from dropgrade.course.course import Course, find_course
from dropgrade.course.problem import read_problem, stem_of
from dropgrade.course.suite import CheckSpec, read_manifest
from dropgrade.course.trusting import trust
from dropgrade.errors import CourseError, TargetError
from dropgrade.submission.targets import Target, problem_named, resolve
from tests.conftest import ROOT

TOML = """
title = "Title"
summary = "Summary."
names = ["f"]
hints = ["One.", "Two."]
reading = ["A paper"]
"""
SUITE = '''
import pytest

@pytest.mark.points(2)
def test_first(student, rng):
    """The first title."""

@pytest.mark.points(0.5)
@pytest.mark.needs("test_first")
def test_second(student):
    """The second title.

    With more below.
    """

def helper(): pass
'''
NAMES = ("p01_masks", "p02_standard_dropout", "p03_inverted_scaling", "p10_masks_again", "p11_scaling")


def make_course(root: Path, *names: str, solutions: bool = True) -> Course:
    """Return a course with these problems, whose exercises are empty files."""
    (root / "quizzes").mkdir(parents=True)
    for name in names:
        for part, files in (
            ("exercises", {"problem.toml": TOML, f"{stem_of(name)}.py": ""}),
            ("solutions", {"suite.py": SUITE}),
        ):
            if part == "exercises" or solutions:
                (root / part / name).mkdir(parents=True)
                for file, text in files.items():
                    (root / part / name / file).write_text(text, "utf-8")
    if solutions:
        trust(root)
    return Course(root.resolve(), root.resolve())


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A trusted course of five problems."""
    return make_course(tmp_path / "course", *NAMES)


# Finding it.


def test_the_named_course_comes_first(tmp_path: Path) -> None:
    """A named folder is used, whatever the current folder is."""
    named, around = make_course(tmp_path / "a", *NAMES), make_course(tmp_path / "b", *NAMES)
    assert find_course(named.root, around.root) == named


@pytest.mark.parametrize("within", ["", "exercises", "exercises/p01_masks", "quizzes", "deep/below"])
def test_the_nearest_course_around_comes_next(course: Course, within: str) -> None:
    """Any folder inside a course belongs to it; the nearest of several courses is used."""
    inner = make_course(course.root / "elsewhere" / "inner", "p01_masks")
    (course.root / within).mkdir(parents=True, exist_ok=True)
    (inner.root / within).mkdir(parents=True, exist_ok=True)
    assert find_course(start=course.root / within) == course
    assert find_course(start=inner.root / within) == inner


def test_the_current_folder_is_where_the_user_stands(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """By default the search starts in the current folder, and relative names are relative to it."""
    monkeypatch.chdir(course.exercises)
    assert find_course() == course
    assert find_course(Path("..")) == course


@pytest.mark.parametrize("folders", [[], ["exercises"], ["quizzes"], ["solutions"]])
def test_outside_of_any_course_the_installed_one_is_found(tmp_path: Path, folders: Sequence[str]) -> None:
    """A folder with only half of a course is not a course."""
    for folder in folders:
        (tmp_path / folder).mkdir()
    assert find_course(start=tmp_path) == Course(ROOT, ROOT)


@pytest.mark.parametrize("name", ["nowhere", "file", "empty"])
def test_a_named_folder_that_holds_no_course_is_refused(tmp_path: Path, name: str) -> None:
    """A named folder must be a course; no other one is used instead."""
    (tmp_path / "file").write_text("")
    (tmp_path / "empty").mkdir()
    with pytest.raises(CourseError, match=f"There is no course in .*{name}"):
        find_course(tmp_path / name, start=ROOT)


def test_a_workspace_is_graded_by_the_installed_course(tmp_path: Path) -> None:
    """Without solutions, limits and suites come from the installed course, and only the files from here."""
    workspace = make_course(tmp_path / "work", "p03_inverted_scaling", "p99_invented", solutions=False)
    found = find_course(start=workspace.exercises)
    assert (found.root, found.authority) == (workspace.root, ROOT)
    with pytest.raises(CourseError, match="p99_invented is not in dropout"):
        read_problem(found, "p99_invented")
    problem = read_problem(found, "p03_inverted_scaling")
    assert problem.suite == ROOT / "solutions" / "p03_inverted_scaling" / "suite.py"
    assert problem.title != "Title"
    assert resolve(found, ["p03"]) == [
        Target("p03_inverted_scaling", workspace.exercises / "p03_inverted_scaling" / "inverted_scaling.py")
    ]


def test_the_problems_stand_in_order(course: Course) -> None:
    """Problem names are sorted, and folders without a problem.toml are ignored."""
    (course.exercises / "p05_notes").mkdir()
    (course.exercises / "README.md").write_text("")
    assert course.names() == sorted(NAMES)


# problem.toml.


def test_a_problem_is_what_its_files_say(course: Course) -> None:
    """Texts, lists and limits come from problem.toml, and the checks from the suite."""
    file = course.exercises / "p01_masks" / "problem.toml"
    file.write_text(TOML + "[limits]\ncpu_seconds = 7\n")
    problem = read_problem(course, "p01_masks")
    assert (problem.title, problem.summary, problem.names, problem.reading) == (
        "Title",
        "Summary.",
        ("f",),
        ("A paper",),
    )
    assert (problem.hints, problem.stem) == (("One.", "Two."), "masks")
    assert (problem.cpu_seconds, problem.memory_mb) == (7, 512)
    assert [check.name for check in problem.checks] == ["test_first", "test_second"]


def test_a_problem_says_what_its_program_may_be_and_use(course: Course) -> None:
    """Additional modules, given modules, packages and files come from problem.toml."""
    file = course.exercises / "p01_masks" / "problem.toml"
    more = 'given = ["ledger"]\n[modules]\naccount = ["Account", "f"]\n[allow]\npackages = ["scipy"]\nfiles = true\n'
    file.write_text(TOML + more)
    with pytest.raises(CourseError, match=r"ledger\.py: there is no such file"):
        read_problem(course, "p01_masks")
    (file.parent / "ledger.py").write_text("")
    problem = read_problem(course, "p01_masks")
    assert (problem.written, problem.given) == (("masks", "account"), ("ledger",))
    assert problem.all_names == ("f", "Account")
    assert (problem.allow.packages, problem.allow.files, problem.allow.global_random) == (("scipy",), True, False)


@pytest.mark.parametrize(
    ("toml", "faults"),
    [
        (
            "",
            [
                "`title` must be a text",
                "`summary` must be a text",
                "`names` must be",
                "`hints` must be",
                "`reading` must be",
            ],
        ),
        (TOML.replace('"Title"', '""').replace('["f"]', "[]"), ["`title` must be a text", "`names` must be a list"]),
        (TOML.replace('"Title"', "5").replace('"Two."', "2"), ["`title` must be a text"]),
        (TOML.replace('["One.", "Two."]', '"One."').replace('["f"]', '[""]'), ["`hints` must", "`names` must"]),
        ("extra = 1\nother = 2\n" + TOML, ["`extra` is unknown", "`other` is unknown"]),
        (TOML + "limits = 5", ["`limits` may hold cpu_seconds and memory_mb"]),
        (TOML + "[limits]\nwall = 5", ["`limits` may hold cpu_seconds and memory_mb"]),
        (TOML + "[limits]\ncpu_seconds = 0\nmemory_mb = 1.5", ["`limits.cpu_seconds` must", "`limits.memory_mb` must"]),
        (
            TOML + "[limits]\ncpu_seconds = true\nmemory_mb = -1",
            ["`limits.cpu_seconds` must", "`limits.memory_mb` must"],
        ),
        (TOML.replace('["One.", "Two."]', '["One.", 2]'), ["`hints` must be a list of texts"]),
        (TOML.replace('["f"]', '["printed"]'), ["`student.printed` already has another meaning"]),
        (TOML + "per_student = 1\ngiven = 3\nmodules = 4\nallow = 5", ["`per_student` must be", "`given` must be"]),
        (
            TOML + 'given = ["json", "a b", "masks", "a", "a"]',
            ["json would hide Python's own", "'a b' is not a module"],
        ),
        (TOML + '[modules]\nmasks = ["f"]\nother = []', ["`modules` must hold a list of names"]),
        (TOML + '[modules]\nmasks = ["f"]', ["the module masks is named twice"]),
        (TOML + '[allow]\nfile = true\nfiles = 1\npackages = ["../x"]', ["`allow.file` is", "`allow.files` must"]),
    ],
)
def test_all_faults_of_a_problem_are_told_at_once(course: Course, toml: str, faults: list[str]) -> None:
    """Each fault is reported on a line with its file, including those of the suite."""
    (course.exercises / "p01_masks" / "problem.toml").write_text(toml)
    (course.root / "solutions" / "p01_masks" / "suite.py").write_text("def test_a(): pass")
    with pytest.raises(CourseError) as failure:
        read_problem(course, "p01_masks")
    for fault in [*faults, "suite.py:1: test_a has no docstring", "suite.py:1: test_a has no points above 0"]:
        assert fault in failure.value.message
    assert all(line.startswith(str(course.root)) for line in failure.value.message.splitlines())
    assert failure.value.hint


@pytest.mark.parametrize("data", [b"title =", b"\xff", b"title = 1\ntitle = 2", b"[[["])
def test_a_file_that_is_no_toml_is_named(course: Course, data: bytes) -> None:
    """Broken TOML and bytes that are not text are reported with the file."""
    (course.exercises / "p01_masks" / "problem.toml").write_bytes(data)
    with pytest.raises(CourseError, match=r"problem\.toml(:\d)?: this is not "):
        read_problem(course, "p01_masks")


@pytest.mark.parametrize("name", ["p1_masks", "masks", "p01_Masks", "p01_", "p001_masks", "p01-masks"])
def test_a_problems_name_has_a_form(tmp_path: Path, name: str) -> None:
    """A problem's name is p, two digits, an underscore and a lower-case identifier."""
    with pytest.raises(CourseError, match="is not a name like p03_inverted_scaling"):
        read_problem(make_course(tmp_path / "course", name), name)


def test_a_problem_without_files_is_a_fault(course: Course) -> None:
    """A missing problem.toml and a missing suite are faults of the course."""
    with pytest.raises(CourseError, match=r"problem\.toml"):
        read_problem(course, "p77_nothing")
    shutil.rmtree(course.root / "solutions" / "p01_masks")
    with pytest.raises(CourseError, match=r"suite\.py: No such file"):
        read_problem(course, "p01_masks")


# The manifest.


def manifest(folder: Path, source: str) -> tuple[tuple[CheckSpec, ...], list[str]]:
    """Return the checks of a suite, and its faults without the file name."""
    suite = folder / "suite.py"
    suite.write_text(source)
    specs, faults = read_manifest(suite)
    assert all(fault.file == suite and fault.fix for fault in faults)
    return specs, [f"{fault.line}: {fault.message}" for fault in faults]


def test_a_manifest_is_read_without_running_the_suite(tmp_path: Path) -> None:
    """Names, titles, points, gates and lines are read from the source, in order."""
    specs, faults = manifest(tmp_path, "raise SystemExit\n" + SUITE)
    assert faults == []
    assert specs == (
        CheckSpec("test_first", "The first title.", 2.0, (), 6),
        CheckSpec("test_second", "The second title.\n\nWith more below.", 0.5, ("test_first",), 11),
    )


def _suite(*tests: str) -> str:
    """Return a suite of tests: `a` is a test, `a<bc` one that needs b and c."""
    lines = []
    for test in tests:
        name, _, needs = test.partition("<")
        gates = ", ".join(f'"test_{n}"' for n in needs)
        lines.append(f'@pytest.mark.points(1)\n@pytest.mark.needs({gates})\ndef test_{name}(): "Title."')
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("source", "faults"),
    [
        ("", ["0: the suite holds no test"]),
        ("def helper(): pass", ["0: the suite holds no test"]),
        ("\n@pytest.mark.points(1)\ndef test_a(): pass", ["3: test_a has no docstring"]),
        ('@pytest.mark.points(1)\ndef test_a(): "  "', ["2: test_a has no docstring"]),
        ('def test_a(): "Title."', ["1: test_a has no points above 0"]),
        ('@pytest.mark.points\ndef test_a(): "Title."', ["2: test_a has no points above 0"]),
        ('@pytest.mark.points()\ndef test_a(): "Title."', ["2: test_a has no points above 0"]),
        ('@pytest.mark.points(0)\ndef test_a(): "Title."', ["2: test_a has no points above 0"]),
        ('@pytest.mark.points(-1)\ndef test_a(): "Title."', ["2: test_a has no points above 0"]),
        ('@pytest.mark.points("2")\ndef test_a(): "Title."', ["2: test_a has no points above 0"]),
        (_suite("a<b"), ["3: test_a needs test_b, which is not another check"]),
        (_suite("a<a"), ["3: test_a needs test_a, which is not another check"]),
        (_suite("a", "b<ac"), ["6: test_b needs test_c, which is not another check"]),
        (_suite("a", "b", "a"), ["9: test_a is defined twice"]),
        (_suite("a<b", "b<a"), ["3: test_a is part of a cycle of gates", "6: test_b is part of a cycle of gates"]),
        (
            _suite("a<c", "b<a", "c<b", "d"),
            [f"{line}: test_{name} is part of a cycle of gates" for line, name in ((3, "a"), (6, "b"), (9, "c"))],
        ),
        (_suite("a", "b<a", "c<ab", "d<abc"), []),
        ("def test_a(): pass\ndef test_a(): pass", [
            "1: test_a has no points above 0", "2: test_a has no points above 0", "1: test_a has no docstring",
            "2: test_a has no docstring", "2: test_a is defined twice",
        ]),
    ],
)  # fmt: skip
def test_all_faults_of_a_suite_are_told_with_their_lines(tmp_path: Path, source: str, faults: list[str]) -> None:
    """Missing docstrings and points, unknown gates, cycles and duplicates are all found."""
    assert manifest(tmp_path, source)[1] == faults


@pytest.mark.parametrize(("source", "line"), [("x = 1\n\ndef broken(:\n", 3), ("x = (\n", 1)])
def test_a_suite_that_does_not_parse_is_told_with_its_line(tmp_path: Path, source: str, line: int) -> None:
    """A syntax error is a fault like any other."""
    specs, (fault,) = manifest(tmp_path, source)
    assert specs == ()
    assert fault.startswith(f"{line}: ")


# Words of the user.


@pytest.fixture
def here(course: Course, monkeypatch: pytest.MonkeyPatch) -> Course:
    """The course, with its root as the current folder and further files in it."""
    monkeypatch.chdir(course.root)
    for file in (
        "mine/inverted_scaling.py", "mine/p02_standard_dropout.ipynb", "mine/p01_try.py", "mine/other.py",
        "mine/notes.txt", "p11_scaling/draft.py", "handed/masks.ipynb",
        "handed/p03_inverted_scaling/inverted_scaling.py", "empty/x.py",
    ):  # fmt: skip
        Path(file).parent.mkdir(parents=True, exist_ok=True)
        Path(file).write_text("")
    Path("none").mkdir()
    return course


def _exercise(name: str) -> tuple[str, str]:
    return name, f"exercises/{name}/{stem_of(name)}.py"


P03 = "p03_inverted_scaling"


@pytest.mark.parametrize(
    ("words", "targets"),
    [
        ([], [_exercise(name) for name in sorted(NAMES)]),
        (["p03_inverted_scaling"], [_exercise(P03)]),
        (["inverted_scaling"], [_exercise(P03)]),
        (["p03"], [_exercise(P03)]),
        (["p03_inv"], [_exercise(P03)]),
        (["masks"], [_exercise("p01_masks")]),
        (["p02", "p03", "inverted_scaling"], [_exercise("p02_standard_dropout"), _exercise(P03)]),
        (["exercises"], [_exercise(name) for name in sorted(NAMES)]),
        (["exercises/p03_inverted_scaling"], [_exercise(P03)]),
        (["exercises/p03_inverted_scaling/inverted_scaling.py"], [_exercise(P03)]),
        (["mine/inverted_scaling.py"], [(P03, "mine/inverted_scaling.py")]),
        (["mine/p02_standard_dropout.ipynb"], [("p02_standard_dropout", "mine/p02_standard_dropout.ipynb")]),
        (["mine/p01_try.py"], [("p01_masks", "mine/p01_try.py")]),
        (["p11_scaling/draft.py"], [("p11_scaling", "p11_scaling/draft.py")]),
        (
            ["mine"],
            [
                ("p01_masks", "mine/p01_try.py"),
                ("p02_standard_dropout", "mine/p02_standard_dropout.ipynb"),
                (P03, "mine/inverted_scaling.py"),
            ],
        ),
        (["p11_scaling"], [("p11_scaling", "p11_scaling/draft.py")]),
        (["handed"], [("p01_masks", "handed/masks.ipynb"), (P03, "handed/p03_inverted_scaling/inverted_scaling.py")]),
    ],
)
def test_words_name_problems_files_and_folders(here: Course, words: list[str], targets: list[tuple[str, str]]) -> None:
    """Names, stems, prefixes, files, notebooks and folders are found, each target once."""
    found = [(t.problem, t.file.resolve().relative_to(here.root).as_posix()) for t in resolve(here, words)]
    assert found == targets


@pytest.mark.parametrize(
    ("word", "problem", "target"),
    [
        ("mine/other.py", "p03", (P03, "mine/other.py")),
        ("mine/inverted_scaling.py", "p02", ("p02_standard_dropout", "mine/inverted_scaling.py")),
        ("mine/notes.txt", "p03", (P03, "mine/notes.txt")),
        ("empty", "p03", (P03, "empty/x.py")),
        ("mine", "inverted_scaling", (P03, "mine/inverted_scaling.py")),
    ],
)
def test_a_file_can_be_graded_for_a_named_problem(
    here: Course, word: str, problem: str, target: tuple[str, str]
) -> None:
    """--problem says which problem a file with another name is for."""
    (found,) = resolve(here, [word], problem)
    assert (found.problem, found.file.as_posix()) == target


def test_many_files_can_be_graded_for_a_named_problem(here: Course) -> None:
    """--problem accepts any number of files and folders, and grades each once, in order."""
    words = ["mine/p01_try.py", "mine/other.py", "mine/notes.txt", "mine/other.py", "mine"]
    found = [(target.problem, target.file.as_posix()) for target in resolve(here, words, "p03")]
    files = ["mine/p01_try.py", "mine/other.py", "mine/notes.txt", "mine/inverted_scaling.py"]
    assert found == [(P03, file) for file in files]


@pytest.mark.parametrize(
    ("words", "problem", "message", "hint"),
    [
        (["p0"], None, "'p0' could be p01_masks, p02_standard_dropout, p03_inverted_scaling.", "Write more"),
        (["p99"], None, "There is no problem, file or folder 'p99'.", "The problems are"),
        (["inverted_scalling"], None, "There is no problem, file or folder", "Did you mean inverted_scaling?"),
        (["p03_inverted"[::-1]], None, "There is no problem", "The problems are p01_masks to"),
        ([""], None, "There is no problem, file or folder ''.", "The problems are"),
        (["nowhere.py"], None, "There is no file or folder nowhere.py.", "Check the spelling"),
        (["nowhere.ipynb"], None, "There is no file or folder nowhere.ipynb.", "Check the spelling"),
        (["mine/nowhere"], None, "There is no file or folder mine/nowhere.", "Check the spelling"),
        (["mine/notes.txt"], None, "mine/notes.txt is neither a .py file nor a notebook.", "Hand in"),
        (
            ["mine/other.py"],
            None,
            "mine/other.py fits no problem by its name, and defines nothing that one asks for.",
            "dropgrade check --problem p03 mine/other.py",
        ),
        (["empty"], None, "There is nothing to grade in empty.", "It holds no problem's folder"),
        ([], "p03", "--problem goes with files.", "For example"),
        (["mine/other.py", "nowhere.py"], "p03", "There is no file or folder nowhere.py.", "Check the spelling"),
        (["mine/other.py"], "p9", "There is no problem, file or folder 'p9'.", "The problems are"),
        (["p02"], "p03", "There is no file or folder p02.", "Check the spelling"),
        (["none"], "p03", "There is no inverted_scaling.py in none.", "Put the file for p03_inverted_scaling there."),
    ],
)
def test_words_that_name_nothing_say_what_to_do(
    here: Course, words: list[str], problem: str | None, message: str, hint: str
) -> None:
    """Unknown, ambiguous or misplaced targets are refused with a message and a hint."""
    with pytest.raises(TargetError) as refusal:
        resolve(here, words, problem)
    assert message in refusal.value.message
    assert hint in refusal.value.hint


def test_an_exercise_that_is_not_there_is_a_target_all_the_same(here: Course) -> None:
    """A deleted stub is graded as missing; its problem is not skipped."""
    (here.exercises / P03 / "inverted_scaling.py").unlink()
    assert resolve(here, ["p03"]) == [Target(P03, here.exercises / P03 / "inverted_scaling.py")]
    (here.exercises / P03 / "inverted_scaling.ipynb").write_text("")
    assert resolve(here, ["p03"]) == [Target(P03, here.exercises / P03 / "inverted_scaling.ipynb")]


def test_a_course_without_problems_says_how_to_begin(tmp_path: Path) -> None:
    """If a course without problems is to be graded, the message names the command that creates one."""
    with pytest.raises(TargetError, match="has no problem yet") as refusal:
        resolve(make_course(tmp_path / "course"), [])
    assert refusal.value.hint == "Start one: dropgrade new problem p01_my_topic"


def test_a_whole_name_is_no_prefix(course: Course) -> None:
    """A complete name is not treated as the prefix of a longer one."""
    assert problem_named(course, "masks") == "p01_masks"
    assert problem_named(course, "p10") == "p10_masks_again"
    assert problem_named(course, "p1") == "p01_masks"
