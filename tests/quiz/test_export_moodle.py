"""Moodle XML as Moodle's importer expects it, read by an XML parser."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest

from dropgrade.quiz.exchange import export, losses
from tests.quiz.exchange_sample import nasty, written

# What Moodle's importer reads of a question, in the order in which its exporter writes it.
COMMON = ["name", "questiontext", "generalfeedback", "defaultgrade", "penalty", "hidden", "idnumber"]
CHOICE = ["single", "shuffleanswers", "answernumbering", "correctfeedback", "partiallycorrectfeedback"]
UNITS = ["unitgradingtype", "unitpenalty", "showunits", "unitsleft"]


def questions(content: bytes) -> dict[str, Element]:
    """Return the questions of a file by name."""
    root = fromstring(content)
    assert root.tag == "quiz"
    return {each.findtext("name/text") or "": each for each in root.iterfind("question")}


def text(node: Element, path: str) -> str:
    """Return a text that must exist."""
    found = node.findtext(path)
    assert found is not None
    return found


def test_the_elements_are_those_of_moodle(tmp_path: Path) -> None:
    """Each kind of question has the elements that Moodle reads, and every text its format."""
    found = questions(export([nasty(tmp_path)], "moodle"))
    assert [q.get("type") for q in found.values()] == [
        "category", "multichoice", "multichoice", "numerical", "numerical",
    ]  # fmt: skip
    one, number = found["one-of-all-signs"], found["a-number"]
    assert [e.tag for e in one] == [*COMMON, *CHOICE, "incorrectfeedback", *["answer"] * 6, "hint"]
    assert [e.tag for e in number] == [*COMMON, "answer", *UNITS, "hint"]
    for each in (one, number):
        for path in ("questiontext", "generalfeedback", "hint", "answer/feedback"):
            node = each.find(path)
            assert node is not None
            assert (node.get("format"), [e.tag for e in node]) == ("html", ["text"])


def test_what_a_question_says_is_carried(tmp_path: Path) -> None:
    """Code, formulas and special characters, including the end of a CDATA section, survive."""
    quiz = nasty(tmp_path)
    one = questions(export([quiz], "moodle"))["one-of-all-signs"]
    assert r"\(\frac{1}{1-p}\)" in text(one, "questiontext/text")
    assert r"\[E[m] = \sum_{i} m_i * p_i * 2 &lt; 3 &amp; \{4\}\]" in text(one, "questiontext/text")
    assert "# ~ = # { } : \\n \\\\ ]]&gt; &amp; &lt;b&gt;\n\nif x:\n    print(" in text(one, "questiontext/text")
    assert text(one, "idnumber") == "q97_nasty:one-of-all-signs"
    answers = one.findall("answer")
    assert [a.get("fraction") for a in answers] == ["100", *["0"] * 5]
    assert text(answers[0], "feedback/text") == r"It is, since \(\neq\) is not <code>\n</code>."
    assert text(answers[1], "text").startswith("]]&gt; and &lt;b&gt;not bold&lt;/b&gt; and &amp; and [literal]")
    assert "\\<span></span>(" not in text(one, "questiontext/text")


def test_what_only_looks_like_a_formula_is_kept_from_being_one(tmp_path: Path) -> None:
    """Text that only looks like a formula is kept apart from being one."""
    quiz = written(tmp_path, "## a\n\nIs \\\\(x\\\\) or \\$\\$y?\n\n- [=] 1\n\nSo ]]> and ]]&gt;.\n")
    (_, question) = questions(export([quiz], "moodle")).values()
    assert text(question, "questiontext/text") == r"Is \<span></span>(x\) or $<span></span>$y?"
    assert text(question, "generalfeedback/text") == "So ]]&gt; and ]]&gt;."


def test_an_end_of_data_within_data_splits_it() -> None:
    """A CDATA section can contain the characters that end one."""
    from dropgrade.quiz.exchange.html_writer import cdata, element

    assert (
        fromstring(element("a", cdata("x]]>y]]]]>\N{COMBINING ACUTE ACCENT}\ufffe"))).text == "x]]>y]]]]>\u0301\ufffd"
    )


def test_many_right_options_share_the_points(tmp_path: Path) -> None:
    """Right options add up to 100 and wrong ones to -100; the order is fixed where required."""
    many = questions(export([nasty(tmp_path)], "moodle"))["many-that-hold"]
    assert [a.get("fraction") for a in many.iterfind("answer")] == [*["33.33333"] * 3, "-50", "-50"]
    assert (many.findtext("single"), many.findtext("shuffleanswers")) == ("false", "false")


@pytest.mark.parametrize(("wrong", "weight"), [(1, "-100"), (7, "-14.28571"), (11, "-10"), (12, "-10"), (20, "-5")])
def test_weights_are_those_that_moodle_knows(tmp_path: Path, wrong: int, weight: str) -> None:
    """A share that Moodle does not support becomes the next larger one, and a loss."""
    options = "".join(f"- [ ] {i}\n  > r\n" for i in range(wrong))
    quiz = written(tmp_path, f"## a\n\nWhich?\n\n- [x] x\n- [x] y\n{options}\nSo.\n")
    (_, question) = questions(export([quiz], "moodle")).values()
    assert {a.get("fraction") for a in question.findall("answer")[2:]} == {weight}
    lines = [line for line in losses(quiz, "moodle") if "weight" in line]
    expected = f"`a`: Moodle has no weight of 1/{wrong}, so its wrong options weigh more."
    assert lines == ([expected] if wrong in (11, 12) else [])


def test_a_number_has_its_tolerance(tmp_path: Path) -> None:
    """Numbers are written without exponents."""
    quiz = written(tmp_path, "## a\n\nHow much?\n\n- [=] 1.25e-5 ± 1e-7\n\nSo.\n\n## b\n\nAnd?\n\n- [=] -3\n\nSo.\n")
    (_, small, whole) = questions(export([quiz], "moodle")).values()
    assert (small.findtext("answer/text"), small.findtext("answer/tolerance")) == ("0.0000125", "0.0000001")
    assert (whole.findtext("answer/text"), whole.findtext("answer/tolerance")) == ("-3", "0")


def test_a_quiz_is_a_category(tmp_path: Path) -> None:
    """The category has the title, in which slashes are escaped, and the introduction."""
    quiz = written(tmp_path, "## a\n\nHow much?\n\n- [=] 1\n\nSo.\n")
    (category, _) = questions(export([nasty(tmp_path)], "moodle"))[""], quiz
    assert category.findtext("category/text") == "$course$/top/Signs, <tags> & codes: a nasty quiz // 100 %"
    assert "<table>" in text(category, "info/text")
