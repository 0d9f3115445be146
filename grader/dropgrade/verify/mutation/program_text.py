"""The text of a program: its tree, the places of its nodes and tokens, and edits."""

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
"""The start and end of an edit in characters, and the new text."""


def parse(source: str) -> ast.Module:
    """Return the syntax tree of a program."""
    return parsed(source)


def means(source: str, meaning: str) -> bool:
    """Whether a text is a program with this dump of its syntax tree."""
    try:
        return ast.dump(parse(source)) == meaning
    except SyntaxError:
        return False


class ProgramText:
    """The text of a program, with the places of its nodes and tokens."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._lines = io.StringIO(source, newline="").readlines()  # ends lines only where Python does
        self._starts = list(accumulate(map(len, self._lines), initial=0))
        tokens = tokenize.generate_tokens(iter(self._lines).__next__)
        self._tokens = [self._token(token) for token in tokens if token.type not in NO_TOKENS]

    def _token(self, token: tokenize.TokenInfo) -> Edit:
        (first, start), (last, end) = token.start, token.end
        return self._starts[first - 1] + start, self._starts[last - 1] + end, token.string

    def _offset(self, line: int, column: int) -> int:
        """Return the offset of a place in the tree, whose columns count bytes."""
        return self._starts[line - 1] + len(self._lines[line - 1].encode()[:column].decode())

    def start(self, node: Any) -> int:  # noqa: ANN401  # expressions and keywords have places, and no class in common
        """Return where a node begins, without surrounding parentheses."""
        return self._offset(node.lineno, node.col_offset)

    def end(self, node: Any) -> int:  # noqa: ANN401
        """Return where a node ends, without surrounding parentheses."""
        return self._offset(node.end_lineno, node.end_col_offset)

    def of(self, node: ast.expr) -> str:
        """Return the text of an expression."""
        return self.source[self.start(node) : self.end(node)]

    def operator(self, left: ast.expr, right: ast.expr) -> Edit:
        """Return the operator between two operands, without comments and parentheses."""
        tokens = [t for t in self.within(self.end(left), self.start(right)) if t[2] not in ("(", ")")]
        return tokens[0][0], tokens[-1][1], " ".join(token for _, _, token in tokens)

    def within(self, start: int, end: int) -> list[Edit]:
        """Return the tokens between two offsets."""
        return [token for token in self._tokens if start <= token[0] and token[1] <= end]

    def past_blanks(self, offset: int) -> int:
        """Return the offset of the next character in the line that is not blank."""
        return offset + len(self.source[offset:]) - len(self.source[offset:].lstrip(" \t"))

    def edited(self, edits: list[Edit]) -> str:
        """Return the program after some edits; edits at the same place are applied in order."""
        done, parts = 0, []
        for start, end, text in sorted(edits, key=lambda edit: edit[0]):
            parts += [self.source[done:start], text]
            done = end
        return "".join([*parts, self.source[done:]])

    def touched(self, edits: list[Edit]) -> tuple[str, str]:
        """Return the lines that edits touch, before and after."""
        first = self._starts[self.line(min(start for start, _, _ in edits)) - 1]
        last = self._starts[self.line(max(end for _, end, _ in edits))]
        mutated = self.edited(edits)
        after = mutated[first : len(mutated) - len(self.source) + last]
        return self.source[first:last].strip(), after.strip()

    def line(self, offset: int) -> int:
        """Return the line number of an offset."""
        return min(bisect_right(self._starts, offset), len(self._lines))

    def ways(self, node: ast.AST, edits: list[Edit], sides: list[ast.expr]) -> tuple[list[Edit], ...]:
        """Return edits without and with the parentheses that precedence may require: around all, the sides, or both."""
        inner = [each for side in sides if not isinstance(side, ast.Name | ast.Constant) for each in self._around(side)]
        before, after = self._around(node)
        return edits, [before, *edits, after], [*edits, *inner], [before, *edits, *inner, after]

    def _around(self, node: ast.AST) -> list[Edit]:
        return [(self.start(node), self.start(node), "("), (self.end(node), self.end(node), ")")]
