"""Inspect the text of the course's own programs for what they do besides computing.

This is only for programs of authors, who hide nothing; a submission is never judged by it.
"""

from __future__ import annotations

import ast

from dropgrade.course.python_text import parsed

PROCESS = {"input", "exec", "eval", "exit", "quit", "breakpoint", "__import__", "seterr", "seterrcall"}
FILES = {"open", "save", "savez", "savez_compressed", "savetxt", "tofile", "memmap"}
FILES |= {"load", "loadtxt", "genfromtxt", "fromfile"}
WITH_EFFECTS = PROCESS | FILES
"""Names that a program uses to do more than compute."""
SEEDED = {"default_rng", "Generator", "PCG64", "SeedSequence"}
"""Members of `np.random` that do not affect NumPy's global generator."""


def only_computes(source: str) -> bool:
    """Whether a program is sure to end and leaves its process alone, so that it may run in the grader's process.

    It may use only NumPy, loop over what it is given, and must not read, write, or draw from global generators.
    """
    try:
        return not any(map(_does_more, ast.walk(parsed(source))))
    except SyntaxError:
        return False


def _does_more(node: ast.AST) -> bool:
    match node:
        case ast.While() | ast.AsyncFunctionDef():
            return True
        case ast.Import(names=names):
            return any(name.name != "numpy" for name in names)
        case ast.ImportFrom(module=module):
            return module != "__future__"
        case ast.Name(id=name):
            return name in WITH_EFFECTS
        case ast.Attribute(value=ast.Attribute(attr="random"), attr=name):
            return name not in SEEDED
        case ast.Attribute(attr=name):
            return name in WITH_EFFECTS or name.startswith("__")
    return False


def keeps_state(source: str) -> bool:
    """Whether a program has module or class variables that a call could change."""
    try:
        tree = parsed(source)
    except SyntaxError:
        return True
    return any(map(_may_keep, ast.walk(tree))) or any(
        isinstance(node, ast.Assign | ast.AnnAssign) for body in _bodies(tree) for node in body
    )


def _may_keep(node: ast.AST) -> bool:
    """Whether a node sets a global name, an attribute of anything but `self`, or a mutable default."""
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
