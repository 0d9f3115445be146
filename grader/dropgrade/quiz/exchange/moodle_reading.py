"""Read questions from Moodle XML."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, fromstring
from xml.parsers.expat import ExpatError, ParserCreate

from dropgrade.errors import CourseError
from dropgrade.quiz.exchange.imported import (
    FULL,
    Choice,
    Draft,
    Source,
    broken,
    converted,
    counts_as_right,
    number,
    title_of,
)

FORMATS = {"markdown": "markdown", "plain_text": "plain", "moodle_auto_format": "auto", "wiki_like": "plain"}
OVERALL = {
    "correctfeedback": "Your answer is correct.",
    "partiallycorrectfeedback": "Your answer is partially correct.",
    "incorrectfeedback": "Your answer is incorrect.",
}
"""Moodle's overall feedback, and its default texts."""
EXPORT_HINT = "Export the questions from Moodle again, as Moodle XML."


def read_moodle(content: bytes) -> Source:
    """Read all questions of a Moodle XML file."""
    source = Source()
    for node in _safely_parsed(content).iterfind("question"):
        draft = _draft(source, node)
        match node.get("type"):
            case "category":
                _read_category(source, node)
            case "description":
                _read_description(source, draft, node)
            case "multichoice" | "truefalse" | "numerical" as kind:
                _read_question(source, draft, node, kind)
            case other:
                source.note(f"left out: {other} questions are not asked here", draft)
    return source


def _safely_parsed(content: bytes) -> Element:
    """Parse a file without a DOCTYPE, since entities could refer to other files or expand endlessly."""
    parser = ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_declaration
    try:
        parser.Parse(content, True)  # noqa: FBT003 - the parser knows no keywords
        root = fromstring(content)  # noqa: S314 - without declarations there is nothing to fear
    except (ExpatError, ParseError) as error:
        raise broken(error.lineno or 1, f"this is not XML ({str(error).partition(':')[0]})", EXPORT_HINT) from None
    except (ValueError, LookupError) as error:
        raise broken(1, f"this is not XML ({error})", EXPORT_HINT) from None
    if root.tag != "quiz":
        raise broken(1, f"<{root.tag}> is not a Moodle quiz", EXPORT_HINT)
    return root


def _refuse_declaration(*_: object) -> None:
    raise CourseError("the file declares a DOCTYPE, which Moodle never does", "Take the declaration out.")


def _draft(source: Source, node: Element) -> Draft:
    """Return a question with its name, or the id that our export gave it."""
    name = " ".join((node.findtext("name/text") or "").split())
    _, mark, own_id = (node.findtext("idnumber") or "").strip().rpartition(":")
    draft = Draft(own_id if mark and own_id else name)
    if draft.name != name and node.get("type") != "category":
        source.note(f"its name {name!r} is left out, since it has an id", draft)
    return draft


def _read_category(source: Source, node: Element) -> None:
    path = (node.findtext("category/text") or "").strip()
    if source.title or source.questions:
        source.note(f"the category {path!r} becomes part of the same quiz")
    source.title = source.title or title_of(path)
    source.introduction = source.introduction or _text(source, Draft(""), node.find("info"))


def _read_description(source: Source, draft: Draft, node: Element) -> None:
    if source.may_introduce(draft):
        source.introduction = _text(source, draft, node.find("questiontext"))


def _read_question(source: Source, draft: Draft, node: Element, kind: str) -> None:
    draft.prompt = _text(source, draft, node.find("questiontext"))
    draft.explanation = _text(source, draft, node.find("generalfeedback"))
    draft.hint = _hint(source, draft, node)
    for message in _lost(node):
        source.note(message, draft)
    if kind == "numerical":
        _read_number(source, draft, node)
    else:
        draft.keeps_order = kind == "truefalse" or (node.findtext("shuffleanswers") or "1").strip() in ("0", "false")
        _read_choices(source, draft, node, kind)
    source.add(draft)


def _hint(source: Source, draft: Draft, node: Element) -> str:
    hints = list(filter(None, (_text(source, draft, hint) for hint in node.iterfind("hint"))))
    if len(hints) > 1:
        source.note(f"its {len(hints)} hints become one", draft)
    return "\n\n".join(hints)


def _lost(node: Element) -> Iterator[str]:
    """Yield what is lost of a question's feedback, weight, tags and units."""
    for name, usual in OVERALL.items():
        said = converted(node.findtext(f"{name}/text") or "", "html")[0]
        if said and said != usual:
            yield f"its general feedback is left out: {said!r}"
    grade = number(node.findtext("defaultgrade") or "1")
    if grade is not None and grade != 1:
        yield f"is worth {grade:g} points there; here every question counts alike"
    tags = [tag.text or "" for tag in node.iterfind("tags/tag/text")]
    if tags:
        yield f"its tags are left out: {', '.join(tags)}"
    if node.find("units/unit") is not None:
        yield "its units are left out"


def _read_choices(source: Source, draft: Draft, node: Element, kind: str) -> None:
    single = kind == "truefalse" or (node.findtext("single") or "true").strip() in ("1", "true")
    for answer in node.iterfind("answer"):
        weight = _weight(answer)
        text = _text(source, draft, answer)
        choice = Choice(
            text.capitalize() if kind == "truefalse" else text,
            is_right=counts_as_right(weight, single=single),
            reason=_text(source, draft, answer.find("feedback")),
            weight=weight,
        )
        draft.choices.append(choice)
    if not single and sum(choice.is_right for choice in draft.choices) == 1:
        source.note("lets several options be chosen there; here one is right and one is chosen", draft)


def _read_number(source: Source, draft: Draft, node: Element) -> None:
    for answer in node.iterfind("answer"):
        shown = (answer.findtext("text") or "").strip()
        value, tolerance = number(shown), number(answer.findtext("tolerance") or "0")
        if _weight(answer) >= FULL and draft.number is None and value is not None and tolerance is not None:
            draft.number = value, tolerance
        else:
            source.note(f"the answer {shown!r} is left out", draft)
        if said := _text(source, draft, answer.find("feedback")):
            source.note(f"the feedback for the answer {shown!r} is left out: {said!r}", draft)


def _weight(answer: Element) -> float:
    return number(answer.get("fraction", "0")) or 0.0


def _text(source: Source, draft: Draft, node: Element | None) -> str:
    """Convert a text to Markdown, with notes on what is lost."""
    if node is None:
        return ""
    markdown = source.markdown(node.findtext("text") or "", FORMATS.get(node.get("format", "html"), "html"), draft)
    for file in node.iterfind("file"):
        source.note(f"the file {file.get('name', '')!r} is left out", draft)
    return markdown
