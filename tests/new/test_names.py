"""An unsuitable name is refused with the reason and, if it is clear what was meant, with a better one."""

from __future__ import annotations

import ast

import pytest

from dropgrade.course.course import Course
from dropgrade.course.problem import stem_of
from dropgrade.new import names
from dropgrade.new.writing import new_problem, new_quiz
from tests.new.conftest import EDIT, NAME, TEN, refusal, tree

FORM = "Write p, two digits and a topic of small letters, digits and underscores: p07_my_topic."
BAD_FORMS = [
    ("p7-My Topic", "Did you mean p07_my_topic?"),
    ("p7_my_topic", "Did you mean p07_my_topic?"),
    ("P27_my_topic", "Did you mean p27_my_topic?"),
    ("p27-my-topic", "Did you mean p27_my_topic?"),
    ("p27_MyTopic", "Did you mean p27_my_topic?"),
    ("p27_my_topic.py", "Did you mean p27_my_topic?"),
    ("exercises/p27_my_topic/", "Did you mean p27_my_topic?"),
    ("../p27_my_topic", "Did you mean p27_my_topic?"),
    ("27_my_topic", "Did you mean p27_my_topic?"),
    ("p27__my_topic", "Did you mean p27_my_topic?"),
    ("q27_my_topic", "Did you mean p27_my_topic?"),
    (" p27_my_topic\n", "Did you mean p27_my_topic?"),
    ("p27_größe", "Did you mean p27_grosse?"),
    ("p27_my\x1b[31mtopic", "Did you mean p27_my_31mtopic?"),
    ("my_topic", "Did you mean p31_my_topic?"),
    ("Softmax", "Did you mean p31_softmax?"),
    ("p\u0662\u0667_my_topic", "Did you mean p27_my_topic?"),  # digits of another script
    ("p27_" + "-x" * 40, "Did you mean p27_x_x_x_x_x_x_x_x_x_x_x_x_x_x_x_x_x_x?"),
    ("p123_my_topic", FORM),
    ("p27", FORM),
    ("p27_", FORM),
    ("p27_2d", FORM),
    ("", FORM),
    (".", FORM),
    ("/", FORM),
    ("日本語", FORM),
    ("\udcff", FORM),
]


@pytest.fixture
def furnished(course: Course) -> Course:
    """A course with a problem that has only one of its folders, a whole one, and a quiz."""
    for folder in ("exercises/p07_masks", "exercises/p08_rates", "solutions/p08_rates", "solutions/p30_half"):
        (course.root / folder).mkdir()
        (course.root / folder / "kept.txt").write_text("kept")
    (course.root / "quizzes" / "q03_signs.md").write_text("kept")
    return course


@pytest.mark.parametrize(("name", "hint"), BAD_FORMS, ids=[ascii(n)[:30] for n, _ in BAD_FORMS])
def test_what_is_no_name_is_refused_with_a_better_one(furnished: Course, name: str, hint: str) -> None:
    """A name has one form; if it is clear what was meant, that is suggested."""
    before = tree(furnished.root)
    assert refusal(new_problem, furnished, name) == (f"{name!r} is not a name for a problem.", hint)
    assert tree(furnished.root) == before


@pytest.mark.parametrize("name", [n for n, h in BAD_FORMS if h.startswith("Did") and "31" not in h])
def test_what_is_suggested_would_do(course: Course, name: str) -> None:
    """A suggestion is itself a suitable name."""
    new_problem(course, refusal(new_problem, course, name)[1].removeprefix("Did you mean ").rstrip("?"))


LONG = "p27_" + "long" * 10
QUIZ_FORM = "Write q, two digits and a topic of small letters, digits and underscores: q07_my_topic."
TOPIC = "Choose another topic, or a narrower one: files are distinguished by their names."
QUIZZES = [
    ("q3-Signs!", "'q3-Signs!' is not a name for a quiz.", "Did you mean q03_signs?"),
    ("p13_topic", "'p13_topic' is not a name for a quiz.", "Did you mean q13_topic?"),
    ("topic", "'topic' is not a name for a quiz.", "Did you mean q04_topic?"),
    ("q1", "'q1' is not a name for a quiz.", QUIZ_FORM),
    ("q03_signs", "q03_signs exists already: {quizzes}/q03_signs.md.", EDIT),
    ("q03_other", "The number q03 is taken by q03_signs.", "The next free name is q04_other."),
    ("q05_signs", "The topic signs is taken by q03_signs.", TOPIC),
]  # fmt: skip


@pytest.mark.parametrize(("name", "message", "hint"), QUIZZES, ids=[q[0] for q in QUIZZES])
def test_names_of_quizzes(furnished: Course, name: str, message: str, hint: str) -> None:
    """A quiz is refused for its form, its number and its topic, as a problem is."""
    before = tree(furnished.root)
    assert refusal(new_quiz, furnished, name) == (message.format(quizzes=furnished.root / "quizzes"), hint)
    assert tree(furnished.root) == before


ANOTHER = "Take another topic, for example p27_my_{stem}."
TAKEN = [
    ("p07_masks", "p07_masks exists already: {root}/exercises/p07_masks.", EDIT),
    ("p30_half", "p30_half exists already: {root}/solutions/p30_half.", EDIT),
    ("p07_other", "The number p07 is taken by p07_masks.", "The next free name is p09_other."),
    ("p30_other", "The number p30 is taken by p30_half.", "The next free name is p31_other."),
    ("p27_masks", "The topic masks is taken by p07_masks.", TOPIC),
    ("p27_half", "The topic half is taken by p30_half.", TOPIC),
    (LONG, f"{LONG} is longer than 40 characters.", "Say it in fewer words."),
    ("p27_class", "class is a word of Python's own.", ANOTHER),
    ("p27_match", "match is a word of Python's own.", ANOTHER),
    ("p27_random", "A submission random.py would hide the module random.", ANOTHER),
    ("p27_numpy", "A submission numpy.py would hide the module numpy.", ANOTHER),
    ("p27_dropgrade", "A submission dropgrade.py would hide the module dropgrade.", ANOTHER),
    ("p27_suite", "The reference would be called suite.py, as the suite is.", ANOTHER),
    ("p27_p03", "A file p03.py would be taken for another problem by its number.", ANOTHER),
    ("p27_p7_masks", "A file p7_masks.py would be taken for another problem by its number.", ANOTHER),
]


@pytest.mark.parametrize(("name", "message", "hint"), TAKEN, ids=[t[0] for t in TAKEN])
def test_a_name_that_is_taken_or_would_clash_is_refused(furnished: Course, name: str, message: str, hint: str) -> None:
    """A number or a topic is used only once; a topic is the name of a module, and hides none that grading needs."""
    before = tree(furnished.root)
    expected = message.format(root=furnished.root), hint.format(stem=stem_of(name))
    assert refusal(new_problem, furnished, name) == expected
    assert tree(furnished.root) == before


def test_when_every_number_is_taken_that_is_said(course: Course) -> None:
    """The search for a free number tries each number once."""
    for number in range(2, 100):
        (course.exercises / f"p{number:02d}_topic_{chr(97 + number // 26)}{chr(97 + number % 26)}").mkdir()
    assert refusal(new_problem, course, "p50_more")[1].startswith("The next free name is p01_more.")
    (course.exercises / "p01_first").mkdir()
    assert refusal(new_problem, course, "p50_more")[1] == "No number is free."
    assert refusal(new_problem, course, "more")[1] == FORM


CHOOSE = "Choose another name."
FUNCTIONS: list[tuple[list[str], str, str]] = [
    (["2d"], "'2d' is not a name for a function: it takes letters, digits and underscores, a letter first.", CHOOSE),
    (["a-b"], "'a-b' is not a name for a function: it takes letters, digits and underscores, a letter first.", CHOOSE),
    ([""], "'' is not a name for a function: it takes letters, digits and underscores, a letter first.", CHOOSE),
    (
        ["größe"],
        "'größe' is not a name for a function: it takes letters, digits and underscores, a letter first.",
        CHOOSE,
    ),
    (["lambda"], "No function can be called lambda: that is a word of Python's own.", CHOOSE),
    (["case"], "No function can be called case: that is a word of Python's own.", CHOOSE),
    (["True"], "No function can be called True: that is a word of Python's own.", CHOOSE),
    (["sum"], "A function sum would hide Python's own sum.", CHOOSE),
    (["__len__"], "A function __len__ could not be called by a suite: it begins with an underscore.", CHOOSE),
    (["_worker"], "A function _worker could not be called by a suite: it begins with an underscore.", CHOOSE),
    (["test_mask"], "A function test_mask would look like a check: it begins with test_.", CHOOSE),
    (["student"], "A function student would clash with the suite, which uses that name itself.", CHOOSE),
    (["rng"], "A function rng would clash with the suite, which uses that name itself.", CHOOSE),
    (["probe"], "A function probe would clash with the suite, which uses that name itself.", CHOOSE),
    (["last"], "A function last would clash with the suite, which uses that name itself.", CHOOSE),
    (["a", "np"], "A function np would clash with the suite, which uses that name itself.", CHOOSE),
    (["a" * 41], f"The function's name {'a' * 40}… is longer than 40 characters.", CHOOSE),
    (["a", "b", "a"], "The function a is asked for twice.", "Name each function once."),
    ([*TEN, "k"], "A problem has 10 points, enough for at most 10 functions.", "Spread them over several problems."),
]


@pytest.mark.parametrize(("functions", "message", "hint"), FUNCTIONS, ids=[" ".join(f)[:20] for f, _, _ in FUNCTIONS])
def test_functions_that_would_not_work_are_refused(
    course: Course, functions: list[str], message: str, hint: str
) -> None:
    """A function must be one that a file can define and a suite can call."""
    before = tree(course.root)
    assert refusal(new_problem, course, NAME, functions) == (message, hint)
    assert tree(course.root) == before


def test_a_topic_that_is_no_function_asks_for_functions(course: Course) -> None:
    """Where the topic itself cannot be a function's name, --function fixes it."""
    hint = "Choose another: dropgrade new problem p27_sum --function NAME"
    assert refusal(new_problem, course, "p27_sum") == ("A function sum would hide Python's own sum.", hint)
    new_problem(course, "p27_sum", ["row_sum"])


def test_every_name_of_the_suite_is_kept_from_functions(course: Course) -> None:
    """Names that the written files use, and attributes of `student`, are refused as function names."""
    from dropgrade.checks import Student

    trees = [ast.parse(f.read_text()) for f in new_problem(course, NAME) if f.suffix == ".py"]
    bound = {
        a.asname or a.name for t in trees for n in t.body if isinstance(n, ast.Import | ast.ImportFrom) for a in n.names
    }
    bound |= {a.arg for n in trees[2].body if isinstance(n, ast.FunctionDef) for a in n.args.args}
    own = {name for name in (*dir(Student), "last", "last_function") if not name.startswith("_")}
    assert bound | own <= names.OF_THE_SUITE | names.OURS
