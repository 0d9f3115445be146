"""Rewrite a program so that its expressions record their values, and find their places in the text."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Any

from dropgrade.course.python_text import parsed

NOTED = (ast.BinOp, ast.UnaryOp, ast.Compare, ast.BoolOp, ast.Call, ast.Subscript, ast.IfExp, ast.Attribute)
"""The kinds of expressions that compute something; a name or a number alone does not."""
UNTOUCHED = (ast.JoinedStr, ast.arguments, ast.Match)
"""Nodes in which a call in place of an expression would change the program's meaning."""


@dataclass(frozen=True, slots=True)
class Place:
    """The place of an expression: the part of the program, and its first and last line and column, in characters.

    Lines count from 1, columns from 0, the last excluded.
    """

    part: str
    line: int
    column: int
    end_line: int
    end_column: int

    def to_json(self) -> dict[str, object]:
        """The place as JSON for the page."""
        return {
            "part": self.part,
            "line": self.line,
            "column": self.column,
            "endLine": self.end_line,
            "endColumn": self.end_column,
        }


def noted(part: str, source: str, first: int) -> tuple[str, list[Place]]:
    """A program text that records, and its places, numbered from `first`; raises `SyntaxError` if it is not Python."""
    lines = source.split("\n")
    rewriter = _Rewriter(part, [line.encode() for line in lines], first)
    tree = ast.fix_missing_locations(rewriter.visit(parsed(source)))
    return ast.unparse(tree), rewriter.places


class _Rewriter(ast.NodeTransformer):
    """Wraps each expression that computes something in a call that records its value."""

    def __init__(self, part: str, lines: list[bytes], first: int) -> None:
        self.places: list[Place] = []
        self._part, self._lines, self._first = part, lines, first

    def visit(self, node: ast.AST) -> Any:  # noqa: ANN401 - as the class that this one derives from
        """Rewrite below a node, then the node itself."""
        if isinstance(node, UNTOUCHED):
            return node
        if isinstance(node, ast.AugAssign):
            return self._spelt_out(node)
        if isinstance(node, ast.Return):
            return self._returned(node)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            node.body = [self.visit(each) for each in node.body]
            return node
        if isinstance(node, ast.AnnAssign):
            node.value = self.visit(node.value) if node.value else None
            return node
        done = self.generic_visit(node)
        is_noted = isinstance(done, NOTED) and isinstance(getattr(done, "ctx", ast.Load()), ast.Load)
        return self._noting(done, node) if is_noted and isinstance(done, ast.expr) else done

    def _spelt_out(self, node: ast.AugAssign) -> ast.AST:
        """`out *= mask`, followed by a record of the new value of out."""
        node.value = self.visit(node.value)
        if not isinstance(node.target, ast.Name):
            return node
        seen = ast.Expr(self._noting(ast.Name(node.target.id, ast.Load()), node))
        return ast.If(ast.Constant(value=True), [node, seen], [])

    def _returned(self, node: ast.Return) -> ast.AST:
        """Record a returned name, too, because an array may have been filled piece by piece."""
        if isinstance(node.value, ast.Name):
            node.value = self._noting(node.value, node.value)
        elif isinstance(node.value, ast.Tuple):
            elements = node.value.elts
            node.value.elts = [self._noting(e, e) if isinstance(e, ast.Name) else self.visit(e) for e in elements]
        else:
            self.generic_visit(node)
        return node

    def _noting(self, value: ast.expr, origin: ast.AST) -> ast.Call:
        number = ast.Constant(self._first + len(self.places))
        self.places.append(self._place(origin))
        return ast.Call(ast.Name("dropgrade_note", ast.Load()), [number, value], [])

    def _place(self, node: ast.AST) -> Place:
        line, end = int(getattr(node, "lineno", 1)), int(getattr(node, "end_lineno", 1))
        column, end_column = int(getattr(node, "col_offset", 0)), int(getattr(node, "end_col_offset", 0))
        return Place(self._part, line, self._characters(line, column), end, self._characters(end, end_column))

    def _characters(self, line: int, offset: int) -> int:
        return len(self._lines[line - 1][:offset].decode("utf-8", "replace"))
