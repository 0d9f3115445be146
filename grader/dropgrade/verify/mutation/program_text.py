"""A program as it is written: what it means, where its nodes and tokens are, and what it becomes by edits."""

from __future__ import annotations

import ast
import io
import tokenize
from bisect import bisect_right
from itertools import accumulate
from typing import Any

from dropgrade.course.python_text import parsed

NO_TOKENS = {tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.COMMENT, tokenize.ENDMARKER}

Edit = tuple[int, int, str]
"""What is between two offsets, and what is to be there; offsets count characters."""


def parse(source: str) -> ast.Module:
    """The tree of a program."""
    return parsed(source)


def means(source: str, meaning: str) -> bool:
    """Whether a text is a program, with this dump of its tree."""
    try:
        return ast.dump(parse(source)) == meaning
    except SyntaxError:
        return False


class ProgramText:
    """A program's text: where its nodes and tokens are, and what it becomes by edits."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._lines = io.StringIO(source, newline="").readlines()  # ends lines where Python does, and nowhere else
        self._starts = list(accumulate(map(len, self._lines), initial=0))
        tokens = tokenize.generate_tokens(iter(self._lines).__next__)
        self._tokens = [self._token(token) for token in tokens if token.type not in NO_TOKENS]

    def _token(self, token: tokenize.TokenInfo) -> Edit:
        (first, start), (last, end) = token.start, token.end
        return self._starts[first - 1] + start, self._starts[last - 1] + end, token.string

    def _offset(self, line: int, column: int) -> int:
        """The offset of a place in the tree, whose columns count bytes."""
        return self._starts[line - 1] + len(self._lines[line - 1].encode()[:column].decode())

    def start(self, node: Any) -> int:  # noqa: ANN401  # expressions and keywords have places, and no class in common
        """Where a node begins, without the parentheses around it."""
        return self._offset(node.lineno, node.col_offset)

    def end(self, node: Any) -> int:  # noqa: ANN401
        """Where a node ends, without the parentheses around it."""
        return self._offset(node.end_lineno, node.end_col_offset)

    def of(self, node: ast.expr) -> str:
        """An expression as it is written."""
        return self.source[self.start(node) : self.end(node)]

    def operator(self, left: ast.expr, right: ast.expr) -> Edit:
        """The operator between two operands: not a comment, nor a parenthesis of theirs."""
        tokens = [t for t in self.within(self.end(left), self.start(right)) if t[2] not in ("(", ")")]
        return tokens[0][0], tokens[-1][1], " ".join(token for _, _, token in tokens)

    def within(self, start: int, end: int) -> list[Edit]:
        """The tokens from one offset to another."""
        return [token for token in self._tokens if start <= token[0] and token[1] <= end]

    def past_blanks(self, offset: int) -> int:
        """The next offset in the line that is no blank."""
        return offset + len(self.source[offset:]) - len(self.source[offset:].lstrip(" \t"))

    def edited(self, edits: list[Edit]) -> str:
        """The program after some edits; those of the same place apply in their order."""
        done, parts = 0, []
        for start, end, text in sorted(edits, key=lambda edit: edit[0]):
            parts += [self.source[done:start], text]
            done = end
        return "".join([*parts, self.source[done:]])

    def touched(self, edits: list[Edit]) -> tuple[str, str]:
        """The lines that edits touch, as they were and as they become."""
        first = self._starts[self.line(min(start for start, _, _ in edits)) - 1]
        last = self._starts[self.line(max(end for _, end, _ in edits))]
        mutated = self.edited(edits)
        after = mutated[first : len(mutated) - len(self.source) + last]
        return self.source[first:last].strip(), after.strip()

    def line(self, offset: int) -> int:
        """The number of the line that an offset is in."""
        return min(bisect_right(self._starts, offset), len(self._lines))

    def ways(self, node: ast.AST, edits: list[Edit], sides: list[ast.expr]) -> tuple[list[Edit], ...]:
        """Edits as they are, and with the parentheses that precedence may ask for: around all, the sides, or both."""
        inner = [each for side in sides if not isinstance(side, ast.Name | ast.Constant) for each in self._around(side)]
        before, after = self._around(node)
        return edits, [before, *edits, after], [*edits, *inner], [before, *edits, *inner, after]

    def _around(self, node: ast.AST) -> list[Edit]:
        return [(self.start(node), self.start(node), "("), (self.end(node), self.end(node), ")")]
