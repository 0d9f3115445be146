"""Show the student's program and the reference, side by side if there is room, else one below the other."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from dropgrade.course.main_block import without_main
from dropgrade.course.python_text import parsed
from dropgrade.screen.console import screen
from dropgrade.screen.text import printable

ROOMY = 116
"""The minimum width, in columns, for two programs side by side."""
SIGNS = {"equal": (" ", ""), "replace": ("|", "yellow"), "delete": ("<", "red"), "insert": (">", "green")}


def write_comparison(problem: str, own: str, reference: str) -> None:
    """Print both programs without their docstrings, with a sign at every line that differs."""
    mine, theirs = _code(own), _code(reference)
    with screen(widest=2 * ROOMY) as console:
        if not mine:
            console.print(Text(f"{problem}: the reference", "bold"), *_listing(theirs), sep="\n")
        elif console.width >= ROOMY:
            console.print(_beside(mine, theirs, console.width))
        else:
            console.print(Text(f"{problem}: - yours, + the reference", "bold"), *_below(mine, theirs), sep="\n")


def _code(source: str) -> list[str]:
    """Return the lines of a program without docstrings and main block; all of them if it is not Python."""
    source = without_main(source)
    lines = printable(source).expandtabs(4).rstrip().split("\n")
    try:
        tree = parsed(source)
    except SyntaxError:
        return lines
    for first, last in sorted(_docstrings(tree), reverse=True):
        del lines[first - 1 : last]
    while lines and not lines[0].strip():
        del lines[0]
    return lines


def _docstrings(tree: ast.Module) -> Iterator[tuple[int, int]]:
    """Yield the first and the last line of every docstring that does not share its lines with code."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            starts_here = isinstance(node, ast.Module) or first.lineno > node.lineno
            if _is_text(first) and starts_here:
                end = first.end_lineno or first.lineno
                is_alone = len(node.body) == 1 or node.body[1].lineno > end
                yield from [(first.lineno, end)] * is_alone


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _listing(lines: list[str]) -> Iterator[Text]:
    return (Text(f"  {line}") for line in lines)


def _beside(mine: list[str], theirs: list[str], width: int) -> Table:
    table = Table.grid(padding=(0, 1))
    for size in ((width - 4) // 2, 1, (width - 4) // 2):
        table.add_column(width=size, overflow="fold")
    table.add_row(Text("yours", "bold"), "", Text("the reference", "bold"))
    for kind, left, right in _rows(mine, theirs):
        sign, style = SIGNS[kind]
        table.add_row(Text(left, style), Text(sign, style), Text(right, style))
    return table


def _rows(mine: list[str], theirs: list[str]) -> Iterator[tuple[str, str, str]]:
    """Yield each pair of lines and how they differ."""
    for kind, a, b, c, d in difflib.SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        for row in range(max(b - a, d - c)):
            left = mine[a + row] if a + row < b else ""
            right = theirs[c + row] if c + row < d else ""
            yield kind, left, right


def _below(mine: list[str], theirs: list[str]) -> Iterator[Text]:
    styles = {"- ": "red", "+ ": "green", "  ": ""}
    for kind, a, b, c, d in difflib.SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        marked = [("  ", line) for line in mine[a:b]] if kind == "equal" else []
        marked = marked or [*(("- ", line) for line in mine[a:b]), *(("+ ", line) for line in theirs[c:d])]
        yield from (Text(mark + line, styles[mark]) for mark, line in marked)
