"""The options of a question: their texts, which are right, and every fault of their form."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dropgrade.course.prose import Block, Document, plain, unlisted, unquoted, walk
from dropgrade.quiz.format.model import NumberKey, Option

Explained = tuple[int, str, str]
"""A line, what is wrong there, and how to fix it."""

BOX = re.compile(r"\[([^\[\]]{0,3})\](?=\s|\Z)")
RIGHT, WRONG, NUMBER = "x", " ", "="
BOXES = (RIGHT, WRONG, NUMBER)
ALERT = re.compile(r"\[!(\w+)\]")
DIGITS = r"[-+−]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"  # noqa: RUF001 - a typesetter's minus is a minus
NUMBER_KEY = re.compile(rf"({DIGITS})(?:\s*(?:±|\+/-|\+-)\s*({DIGITS}))?")
MOST = 26
"""The maximum number of options: one per letter."""

WHICH_BOX = "Write [x] for a right option, [ ] for a wrong one, [=] for a number."


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list of options; `box` is the text between its brackets, or None."""

    line: int
    box: str | None
    text: str
    reason: str

    @property
    def option(self) -> Option:
        """Return the item as an option."""
        return Option(self.text, self.box == RIGHT, self.reason, self.line)


def option_lists(blocks: Sequence[Block]) -> list[Block]:
    """Return the lists of options, or else the lists whose items all have some other box."""
    lists = [b for b in blocks if b.kind in ("bullet_list", "ordered_list")]
    sure = [b for b in lists if any(_box(item) in BOXES for item in b.children)]
    return sure or [b for b in lists if all(_box(item) is not None for item in b.children)]


def read_items(document: Document, options: Block) -> list[Item]:
    """Return the items of a list of options."""
    return [_item(document, block) for block in options.children]


def read_number(item: Item) -> NumberKey | None:
    """Return the right number and its tolerance, or None if the item cannot be parsed."""
    written = NUMBER_KEY.fullmatch(item.text)
    if written is None:
        return None
    value, tolerance = (float((part or "0").replace("−", "-")) for part in written.groups())  # noqa: RUF001
    return NumberKey(value, tolerance, item.line) if math.isfinite(value) and math.isfinite(tolerance) else None


def faults_of_options(name: str, document: Document, lists: list[Block], *, has_key: bool = True) -> list[Explained]:
    """Return every fault of a question's options, even if there are several lists.

    Without a key, no option is right, no reason is missing, and the box for a number is empty.
    """
    items = [item for options in lists for item in read_items(document, options)]
    found = [fault for options in lists for fault in _faults_of_list(options)]
    for options in lists[1:]:
        message = f"{name} has a second list of options; the first begins in line {lists[0].line}"
        found.append((options.line, message, "Join them: the same bullet everywhere, and nothing between."))
    if len(items) > MOST:
        found.append((lists[0].line, f"{name} has {len(items)} options", f"Keep {MOST}: each needs a letter."))
    found += [fault for item in items if has_key or item.box != NUMBER for fault in _faults_of_boxes(item)]
    if any(item.box == NUMBER for item in items):
        return [*found, *_faults_of_number(name, items)]
    if has_key:
        found += _faults_of_key(name, items)
    if len(items) == 1:
        message = f"{name} has only one option"
        found.append((items[0].line, message, "Add wrong ones with [ ], or ask for a number with [=]."))
    return [*found, *_faults_of_twins(items)]


def _box(item: Block) -> str | None:
    begins = BOX.match(item.words) if item.children and item.children[0].kind == "paragraph" else None
    return begins[1].replace("X", RIGHT) if begins else None


def _item(document: Document, block: Block) -> Item:
    reason = next((b for b in block.children if b.kind == "blockquote"), None)
    box = _box(block)
    text = unlisted(document.lines[block.start : reason.start if reason else block.end])
    return Item(
        line=block.line,
        box=box,
        text=BOX.sub("", text, count=1).strip() if box is not None else text.strip(),
        reason=unquoted(document.lines[reason.start : reason.end]) if reason else "",
    )


def _faults_of_list(options: Block) -> Iterator[Explained]:
    if options.kind == "ordered_list":
        yield options.line, "the options are numbered, and shown in another order", "Begin each with `- `."
    for item in options.children:
        yield from _faults_within(item)


def _faults_within(item: Block) -> Iterator[Explained]:
    """Yield faults of what is inside an option but cannot belong to it."""
    kinds = [b.kind for b in item.children]
    quotes = [b for b in item.children if b.kind == "blockquote"]
    if len(quotes) > 1:
        yield quotes[1].line, "the option has two reasons", "Join them: an empty line in a quote needs its `>` too."
    elif quotes and kinds[-1] != "blockquote":
        last = item.children[-1].line
        yield last, "something follows the reason of the option", "Put it above the reason, or behind a `>` of its own."
    for _, inner in walk(item.children):
        if inner.kind == "list_item" and _box(inner) is not None:
            yield inner.line, "an option is within another one", "Begin it at the margin, as the others."
        if inner.kind == "blockquote" and ALERT.match(inner.words):
            yield inner.line, "a hint is within an option", "Begin it at the margin, below all options."


def _faults_of_boxes(item: Item) -> Iterator[Explained]:
    if item.box is None:
        fix = "Begin it with [x] or [ ]; where it belongs to the prompt, put words between it and the options."
        yield item.line, "an item without a box is among the options", fix
    elif item.box not in BOXES:
        yield item.line, f"`[{item.box}]` is not a box", WHICH_BOX
    elif not item.text:
        yield item.line, "the option is empty", "Write its text behind the box."


def _faults_of_number(name: str, items: list[Item]) -> Iterator[Explained]:
    numbers = [item for item in items if item.box == NUMBER]
    for item in numbers[1:]:
        yield item.line, f"{name} asks for a second number", "Keep one `- [=]`, or make two questions of it."
    if len(numbers) < len(items):
        yield numbers[0].line, "a number is among other options", "Keep either the `- [=]` or the others."
    for item in numbers:
        number = read_number(item)
        if item.text and number is None:
            shown = " ".join(item.text.split())[:40]
            yield item.line, f"{shown!r} cannot be read as a number", "Write it as `- [=] 1.25 ± 0.01`."
        if number and number.tolerance < 0:
            yield item.line, "the tolerance is below 0", "Write how far an answer may lie from the number."
        if item.reason:
            yield item.line, "the number has a reason, which is never shown", "Move it to the explanation."


def _faults_of_key(name: str, items: list[Item]) -> Iterator[Explained]:
    boxes, line = [item.box for item in items], items[0].line
    if RIGHT not in boxes:
        yield line, f"{name} has no right option", "Mark it with [x]."
    if len(items) > 1 and set(boxes) == {RIGHT}:
        yield line, f"{name} has no wrong option", "Mark the wrong ones with [ ]."
    for item in items:
        if item.box == WRONG and not item.reason:
            yield item.line, "the wrong option has no reason", "Write below it what is wrong about it: `  > …`."


def _faults_of_twins(items: list[Item]) -> Iterator[Explained]:
    """Yield a fault for options that look the same to a reader."""
    first: dict[str, int] = {}
    for item in items:
        seen = " ".join(plain(item.text).split())
        if seen and first.setdefault(seen, item.line) != item.line:
            fix = f"Change this one or the one in line {first[seen]}."
            yield item.line, f"the option says the same as the one in line {first[seen]}", fix
