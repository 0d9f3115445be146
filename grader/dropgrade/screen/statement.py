"""Convert a stub's docstring, which is the statement, to Markdown, preserving columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

UNDERLINE = re.compile(r"(=|-){3,}")
ITEM = re.compile(r"[-*] +")
CODE_INDENT = 4
CODE_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
MARKED = re.compile(r"([\\`$~]|(?<! )\*|\*(?! )|(?<!\w)_|_(?!\w)|<(?=[A-Za-z/!?])|&(?=#?\w+;)|\](?=[(\[]))")
"""Characters that Markdown, or the search for formulas between dollars, would interpret."""
LINE_START = re.compile(r"^(\d+)([.)])(?=\s|$)|^([-+*=#>|]|\[(?=[^\]\n]*\]:))", re.MULTILINE)


def markdown_of(docstring: str) -> str:
    """Return the docstring's headings, paragraphs, lists and indented lines as Markdown."""
    return "\n\n".join(_blocks(docstring.expandtabs(4).strip("\n").split("\n"))) + "\n"


def _blocks(lines: Sequence[str]) -> Iterator[str]:
    at = 0
    while at < len(lines):
        end = _end_of(lines, at)
        if lines[at].strip():
            yield _block(lines[at:end])
        at = end


def _end_of(lines: Sequence[str], at: int) -> int:
    """Return the end of the block that begins here; a blank line is a block."""
    if not lines[at].strip():
        return at + 1
    if _is_heading(lines, at):
        return at + 2
    if _is_code(lines[at]):
        return next((n for n in range(at, len(lines)) if lines[n].strip() and not _is_code(lines[n])), len(lines))
    ends = (n for n in range(at + 1, len(lines)) if not lines[n].strip() or _is_heading(lines, n))
    return next(ends, len(lines))


def _is_heading(lines: Sequence[str], at: int) -> bool:
    title, rule = lines[at], lines[at + 1] if at + 1 < len(lines) else ""
    return bool(title.strip() and title[0] != " " and UNDERLINE.fullmatch(rule.strip()))


def _is_code(line: str) -> bool:
    return bool(line.strip()) and line.startswith(" " * CODE_INDENT)


def _block(lines: Sequence[str]) -> str:
    if _is_heading(lines, 0):
        return f"{'#' if lines[1].startswith('=') else '##'} {_escaped(lines[0].strip())}"
    if _is_code(lines[0]):
        return _code(lines)
    if any(ITEM.match(line) for line in lines):
        return "\n".join(_items(lines))
    return _escaped("\n".join(line.strip() for line in lines))


def _code(lines: Sequence[str]) -> str:
    """Return a fenced block, which a preceding list or paragraph cannot absorb."""
    code = "\n".join(line[CODE_INDENT:].rstrip() for line in lines).rstrip()
    longest = max((len(ticks) for ticks in re.findall(r"`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{code}\n{fence}"


def _items(lines: Sequence[str]) -> Iterator[str]:
    """Yield the entries of a list, and anything that comes before the first."""
    entry: list[str] = []
    marker = ""
    for line in [*lines, "- "]:
        found = ITEM.match(line)
        if found and entry:
            yield marker + _escaped("\n".join(entry)).replace("\n", f"\n{' ' * len(marker)}") + "\n" * (not marker)
        if found:
            entry, marker = [], "- "
        entry.append(line[found.end() if found else 0 :].strip())


def _escaped(text: str) -> str:
    """Escape words so that they are shown as written; only code in backticks is Markdown."""
    parts, at = [], 0
    for span in CODE_SPAN.finditer(text):
        parts += [_plain(text[at : span.start()]), span[0]]
        at = span.end()
    return LINE_START.sub(_at_start, "".join([*parts, _plain(text[at:])]))


def _plain(text: str) -> str:
    return MARKED.sub(r"\\\1", text)


def _at_start(found: re.Match[str]) -> str:
    return f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}"
