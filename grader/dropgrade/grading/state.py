"""Whether a program can keep anything from one check to the next, read off its text."""

from __future__ import annotations

import ast

from dropgrade.course.python_text import parsed


def keeps_state(source: str) -> bool:
    """Whether a program of the course's own has names of its module or classes that a call could change.

    For programs of authors, which hide nothing: a submission is never believed to keep no state.
    """
    try:
        tree = parsed(source)
    except SyntaxError:
        return True
    return any(map(_may_keep, ast.walk(tree))) or any(
        isinstance(node, ast.Assign | ast.AnnAssign) for body in _bodies(tree) for node in body
    )


def _may_keep(node: ast.AST) -> bool:
    """Whether a node sets a global name, an attribute of anything but `self`, or a default that lives on."""
    if isinstance(node, ast.Global):
        return True
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
        return not (isinstance(node.value, ast.Name) and node.value.id == "self")
    if isinstance(node, ast.arguments):
        return any(
            not isinstance(default, ast.Constant) for default in (*node.defaults, *filter(None, node.kw_defaults))
        )
    return False


def _bodies(tree: ast.Module) -> list[list[ast.stmt]]:
    return [tree.body, *(node.body for node in ast.walk(tree) if isinstance(node, ast.ClassDef))]
