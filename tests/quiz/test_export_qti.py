"""The zip for Canvas, compared with the one that text2qti makes of the same quiz."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

from dropgrade.quiz.exchange import export, losses
from tests.quiz.exchange_sample import nasty, run, written

OURS = """\
## one

Prompt?

- [x] right
- [ ] wrong
  > Reason.

General.

## many

Which?

- [x] a
- [x] b
- [ ] c
  > Reason.

General.

## num

How much?

- [=] 1.25 ± 0.01

General.
"""
THEIRS = """\
Quiz title: Title
Quiz description: Introduction.

Title: one
1. Prompt?
... General.
*a) right
b) wrong
... Reason.

Title: many
2. Which?
... General.
[*] a
[*] b
[ ] c
... Reason.

Title: num
3. How much?
... General.
= 1.25 +- 0.01
"""
TEXT2QTI = """
import sys
from pathlib import Path
from text2qti.config import Config
from text2qti.qti import QTI
from text2qti.quiz import Quiz
quiz = Quiz(Path(sys.argv[1]).read_text(encoding="utf-8"), config=Config())
Path(sys.argv[2]).write_bytes(QTI(quiz).zip_bytes())
"""


def opened(content: bytes) -> dict[str, Element]:
    """Return the files of a package by type."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name) for name in archive.namelist() if name.endswith(".xml")}
    kinds = {"imsmanifest.xml": "manifest", "assessment_meta.xml": "meta"}
    return {kinds.get(name.rpartition("/")[2], "assessment"): fromstring(text) for name, text in files.items()}


def theirs(folder: Path) -> dict[str, Element]:
    """Return the package that text2qti makes."""
    (folder / "quiz.txt").write_text(THEIRS, encoding="utf-8")
    run(TEXT2QTI, folder / "quiz.txt", folder / "quiz.zip", cwd=folder)
    return opened((folder / "quiz.zip").read_bytes())


def outline(node: Element, depth: int = 0) -> Iterator[str]:
    """Yield the elements in order, with their attributes except made-up identifiers."""
    made_up = (
        "ident",
        "identifier",
        "identifierref",
        "linkrefid",
        "href",
        "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation",
    )
    known = {key: value for key, value in node.attrib.items() if key not in made_up}
    yield f"{' ' * depth}{node.tag} {known}"
    for child in node:
        yield from outline(child, depth + 1)


def values(node: Element) -> dict[str, str]:
    """Return the text of the quiz's fields that contain no others."""
    return {child.tag: (child.text or "").strip() for child in node if not len(child)}


def test_the_questions_are_built_as_text2qti_builds_them(tmp_path: Path) -> None:
    """The same elements are in the same order, with the same attributes and namespaces."""
    ours = opened(export([written(tmp_path, OURS)], "qti"))["assessment"]
    assert list(outline(ours)) == list(outline(theirs(tmp_path)["assessment"]))


def test_what_canvas_knows_of_the_quiz_is_what_text2qti_says(tmp_path: Path) -> None:
    """Every field of the quiz and its assignment has the same value, except for the order of options."""
    mine, other = opened(export([written(tmp_path, OURS)], "qti")), theirs(tmp_path)
    for path in (".", "{http://canvas.instructure.com/xsd/cccv1p0}assignment"):
        ours, known = mine["meta"].find(path), other["meta"].find(path)
        assert ours is not None
        assert known is not None
        found, expected = values(ours), values(known)
        assert found.keys() <= expected.keys()
        names = ("shuffle_answers", "description", "quiz_identifierref")
        compared = {tag: text for tag, text in found.items() if not tag.endswith(names)}
        assert compared == {tag: expected[tag] for tag in compared}


def test_the_manifest_names_every_file(tmp_path: Path) -> None:
    """The resources are those of text2qti, and each named file exists."""
    quiz = written(tmp_path, OURS)
    content = export([quiz, nasty(tmp_path)], "qti")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
    manifest = opened(content)["manifest"]
    files = {node.get("href") for node in manifest.iter() if node.tag.endswith("}file")}
    assert files | {"imsmanifest.xml"} == names
    single = opened(export([quiz], "qti"))["manifest"]
    (mine,), (other,) = ([n for n in m if n.tag.endswith("}resources")] for m in (single, theirs(tmp_path)["manifest"]))
    assert list(outline(mine)) == list(outline(other))


def test_references_are_to_what_there_is(tmp_path: Path) -> None:
    """No identifier is used twice, and everything shown or compared is in the question."""
    root = opened(export([nasty(tmp_path)], "qti"))["assessment"]
    items = [node for node in root.iter() if node.tag.endswith("}item")]
    assert [item.get("title") for item in items] == ["one-of-all-signs", "many-that-hold", "a-number", "exact-negative"]
    for item in items:
        names = [node.get("ident") for node in item.iter() if node.get("ident")]
        assert len(names) == len(set(names))
        links = {node.get("linkrefid") for node in item.iter()} - {None}
        feedback = {node.get("ident") for node in item.iter() if node.tag.endswith("}itemfeedback")}
        assert links == feedback
        chosen = {node.text for node in item.iter() if node.tag.endswith("}varequal")}
        assert item.get("title") in ("a-number", "exact-negative") or chosen <= set(names)


def test_texts_are_html_with_formulas(tmp_path: Path) -> None:
    """Texts are HTML with formulas in backslashes, and code is unchanged."""
    root = opened(export([nasty(tmp_path)], "qti"))["assessment"]
    texts = [node.text or "" for node in root.iter() if node.tag.endswith("}mattext")]
    assert r"\(\frac{1}{1-p}\)" in texts[0]
    assert "]]&gt; &amp; &lt;b&gt;\n\nif x:\n    print(" in texts[0]


def test_numbers_have_bounds_without_noise(tmp_path: Path) -> None:
    """The bounds of 0.3 ± 0.1 are 0.2 and 0.4, without floating-point noise."""
    quiz = written(tmp_path, "## a\n\nHow much?\n\n- [=] 0.3 ± 0.1\n\nSo.\n")
    root = opened(export([quiz], "qti"))["assessment"]
    found = {n.tag.partition("}")[2]: n.text for n in root.iter() if n.get("respident")}
    assert found == {"varequal": "0.3", "vargte": "0.2", "varlte": "0.4"}


def test_it_says_what_it_cannot_carry(tmp_path: Path) -> None:
    """Hints, orders of single questions and long fractions are reported as losses."""
    quiz = written(tmp_path, "## a\n\nHow much?\n\n- [=] 0.00001\n\nSo.\n")
    assert losses(quiz, "qti") == ["`a`: Canvas compares numbers by 4 decimals, and its key has more."]
    assert "shuffle" in losses(nasty(tmp_path), "qti")[1]
