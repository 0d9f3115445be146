"""The form of a quiz: the parts of its file, and every fault with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dropgrade.course.faults import LEFT_OPEN, STILL_OPEN
from dropgrade.course.prose import Block, Document, parse, prose, walk
from dropgrade.quiz.format.model import Question
from dropgrade.quiz.format.options import Explained, option_lists
from dropgrade.quiz.format.question import ID, Section, alert, faults_of_question, read_question, runs

UNFIT = re.compile(r"[^a-z0-9]+")
EXAMPLE = "inverted-scale"
LONGEST, MOST_ITEMS, MOST_QUESTIONS = 10_000, 200, 400
"""The maximum length of a text, of a list, and of a quiz."""
WITHOUT_KEY = "withoutkey"
LETTERS = re.compile(r"[^a-z]+")
Form = tuple[str, str, tuple[Question, ...], bool]
"""The title, the introduction, the questions, and whether they have a key."""


def read_form(text: str) -> tuple[Form, list[Explained]]:
    """Return the parts of a quiz, which are valid only without faults, and the faults."""
    if not text.strip():
        return ("", "", (), True), [(0, "the quiz is empty", "Write `# ` and its title in the first line.")]
    document = parse(text)
    if endless := [*_endless(document)]:
        return ("", "", (), True), endless
    sections = _sections(document)
    found = [*_faults_of_head(document, sections), *_faults_of_ids(sections), *_faults_anywhere(document)]
    found += [fault for section in sections for fault in faults_of_question(document, section)]
    if found:
        return ("", "", (), True), found
    title = next(b for b in document.blocks if b.tag == "h1")
    introduction = document.text(title.end, sections[0].heading.start)
    questions = tuple(read_question(document, section) for section in sections)
    return (title.words, introduction, questions, sections[0].has_key), []


def _endless(document: Document) -> Iterator[Explained]:
    """Yield a fault for anything so large that parsing would take too long, before anything else is checked."""
    questions = sum(block.tag == "h2" for block in document.blocks)
    if questions > MOST_QUESTIONS:
        yield 0, f"the quiz has {questions} questions", f"Make several of it: a quiz has at most {MOST_QUESTIONS}."
    for _, block in walk(document.blocks):
        if block.kind in ("inline", "fence", "code_block", "html_block") and len(block.content) > LONGEST:
            yield block.line, f"the text has {len(block.content):,} characters", f"Keep to {LONGEST:,}, or divide it."
        elif block.kind.endswith("_list") and len(block.children) > MOST_ITEMS:
            yield block.line, f"the list has {len(block.children)} items", f"Keep to {MOST_ITEMS}."


def _sections(document: Document) -> list[Section]:
    headings = [b for b in document.blocks if b.tag == "h2"]
    ends = [*(h.start for h in headings[1:]), len(document.lines)]
    first = headings[0].line if headings else 0
    head = [LETTERS.sub("", c.text.lower()) for c in document.comments if c.line < first]
    has_key = not any(words.startswith(WITHOUT_KEY) for words in head)
    return [
        Section(heading, tuple(b for b in document.blocks if heading.end <= b.start < end), end, has_key)
        for heading, end in zip(headings, ends, strict=False)
    ]


def _faults_of_head(document: Document, sections: list[Section]) -> Iterator[Explained]:
    titles = [b for b in document.blocks if b.tag == "h1"]
    yield from _faults_of_titles(document, titles)
    end = sections[0].heading.start if sections else len(document.lines)
    start = min((t.end for t in titles if t.start < end), default=0)
    if not document.text(start, end):
        fix = "Write below the title what the quiz is about."
        yield titles[0].line if titles else 0, "the quiz has no introduction", fix
    if not sections:
        yield 0, "the quiz has no question", f"Write `## ` and an id such as {EXAMPLE}, and below it the question."
    yield from _faults_of_misplaced([b for b in document.blocks if b.end <= end])


def _faults_of_misplaced(head: list[Block]) -> Iterator[Explained]:
    """Yield faults for blocks above the first question that only a question may contain."""
    for options in option_lists(head):
        yield options.line, "options are above the first question", "Write `## ` and an id above their question."
    for _, block in walk(head):
        if alert(block) == "TIP":
            yield block.line, "a hint is above the first question", "Move it below the options of its question."
        if block.kind == "fence" and runs(block):
            yield block.line, "a program is above the first question", "Move it into the question that it belongs to."


def _faults_of_titles(document: Document, titles: list[Block]) -> Iterator[Explained]:
    if not titles:
        yield 0, "the quiz has no title", "Write `# ` and its title in the first line."
        return
    if not titles[0].words:
        yield titles[0].line, "the title is empty", "Write it behind the `# `."
    if document.text(0, titles[0].start):
        yield titles[0].line, "something is above the title", "Move the title to the first line."
    for title in titles[1:]:
        message = f"this is a second title; the first is in line {titles[0].line}"
        yield title.line, message, "Write `## ` where a question begins."


def _faults_of_ids(sections: list[Section]) -> Iterator[Explained]:
    first: dict[str, int] = {}
    for section in sections:
        line = section.heading.line
        if not ID.fullmatch(section.id):
            yield line, _no_id(section), _mend_id(section)
        elif first.setdefault(section.id, line) != line:
            message = f"`{section.id}` is the id of the question in line {first[section.id]} too"
            yield line, message, "Give one of the two another id."


def _no_id(section: Section) -> str:
    shown = " ".join(section.id.split())[:40]
    return f"`{shown}` is not an id" if shown else "the question has no id"


def _mend_id(section: Section) -> str:
    if section.heading.markup == "-":
        return "Leave an empty line above the hyphens, which make a heading of the words above them."
    fit = UNFIT.sub("-", section.id.lower()).strip("-")[:40]
    return f"Write small letters, digits and hyphens, such as {fit or EXAMPLE}."


def _faults_anywhere(document: Document) -> Iterator[Explained]:
    """Yield faults for blocks that have no meaning in a quiz or swallow what follows."""
    for number, line in enumerate(prose(document), 1):
        if LEFT_OPEN.search(line):
            yield number, STILL_OPEN, "Write it, or take the line out."
    for depth, block in walk(document.blocks):
        match block.kind:
            case "heading":
                yield from _faults_of_heading(depth, block)
            case "blockquote" if alert(block) not in ("", "TIP"):
                yield block.line, f"`[!{alert(block)}]` has no meaning in a quiz", "A hint begins with `> [!TIP]`."
            case "html_block":
                yield from _faults_of_html(document, block)
            case "fence":
                yield from _faults_of_fence(document, block)


def _faults_of_heading(depth: int, block: Block) -> Iterator[Explained]:
    if depth:
        yield block.line, "a heading is within a list or a quote", "Make it **bold**, or begin it at the margin."
    elif block.tag not in ("h1", "h2"):
        fix = "Make it **bold**, or begin a question with `## `."
        yield block.line, f"a heading of level {block.tag[1:]} has no meaning in a quiz", fix


def _faults_of_html(document: Document, block: Block) -> Iterator[Explained]:
    rest = document.text(block.start, block.end).lstrip("> ")
    if rest.startswith("<!--"):
        yield block.line, "the comment has no end", "Write --> behind it."
    elif rest:
        yield block.line, "this is HTML, which a terminal cannot show", "Write it in Markdown."


def _faults_of_fence(document: Document, block: Block) -> Iterator[Explained]:
    last = document.lines[block.end - 1].lstrip("> \t").rstrip() if block.end - block.start > 1 else ""
    if not last.startswith(block.markup) or last.strip(block.markup[0]):
        yield block.line, "the code block has no end", f"Write {block.markup} in a line of its own behind it."
    if not runs(block) and "run" in block.info.lower().split():
        yield block.line, f"`{block.info.strip()}` cannot be run", "Write `python run`."
