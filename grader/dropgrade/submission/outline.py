"""Inspect the text of a program: definitions, signatures, and stubs that are still there."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from dropgrade.course.python_text import parsed

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
BEGUN = re.compile(r"^(?:async )?(?:def|class) +(\w+)", re.MULTILINE)


LARGEST = 50_000
"""Longer programs are not inspected, since help for beginners must not slow down the grader."""


@lru_cache(maxsize=8)
def tree_of(source: str) -> ast.Module:
    """Return the syntax tree of a program; an empty one if it is not Python or is too long."""
    if len(source) > LARGEST:
        return ast.Module([], [])
    try:
        return parsed(source)
    except SyntaxError:
        return ast.Module([], [])


def definitions(source: str) -> list[str]:
    """Return the functions and classes that the program defines at its top level, in order."""
    return [node.name for node in tree_of(source).body if isinstance(node, Definition)]


def names_in(source: str) -> set[str]:
    """Return every name that the program binds, and the built-in ones."""
    found = set(dir(builtins))
    for node in ast.walk(tree_of(source)):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name) | ast.alias(asname=str(name)):
                found.add(name)
            case ast.alias(name=name):
                found.add(name.partition(".")[0])
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
    return found


def signature(source: str, function: str) -> str:
    """Return the call signature of a function: `f(x, p, training=True)`; empty if it is not defined.

    A class has the parameters of its constructor; `self` is left out.
    """
    for node in ast.walk(tree_of(source)):
        if isinstance(node, Definition) and node.name == function:
            made = next((n for n in node.body if isinstance(n, ast.FunctionDef) and n.name == "__init__"), None)
            inner = made if isinstance(node, ast.ClassDef) else node
            words = ast.unparse(inner.args) if isinstance(inner, ast.FunctionDef) else ""
            return f"{function}({words.removeprefix('self').removeprefix(', ')})"
    return ""


def line_of(source: str, function: str) -> int | None:
    """Return the line of a function's `def` or of a class's constructor, or None if it is not defined."""
    for node in ast.walk(tree_of(source)):
        if isinstance(node, Definition) and node.name == function:
            made = (n.lineno for n in node.body if isinstance(n, ast.FunctionDef) and n.name == "__init__")
            return next(made, node.lineno) if isinstance(node, ast.ClassDef) else node.lineno
    return None


def parameters(source: str, function: str) -> list[str]:
    """Return the names of a function's positional parameters, without `self`."""
    for node in ast.walk(tree_of(source)):
        if isinstance(node, ast.FunctionDef) and node.name == function:
            return [arg.arg for arg in (*node.args.posonlyargs, *node.args.args) if arg.arg != "self"]
    return []


def may_return_nothing(source: str, function: str) -> bool:
    """Whether a function of the program can reach its end without a `return`."""
    nodes = (n for n in ast.walk(tree_of(source)) if isinstance(n, ast.FunctionDef) and n.name == function)
    return any(not _ends(node.body) for node in nodes)


def _ends(body: list[ast.stmt]) -> bool:
    """Whether execution never continues after these statements; loops are assumed to end."""
    match body[-1] if body else None:
        case ast.Return() | ast.Raise():
            return True
        case ast.If(body=yes, orelse=no):
            return _ends(yes) and _ends(no)
        case ast.With(body=inner):
            return _ends(inner)
        case ast.Try(body=inner, finalbody=last):
            return _ends(inner) or _ends(last)
    return False


def left_to_do(source: str, line: int) -> str:
    """Explain a NotImplementedError at this line; empty if the function is still the unchanged stub."""
    chain = list(_around(tree_of(source), line))
    function = next((node for node in reversed(chain) if not isinstance(node, ast.ClassDef)), None)
    if function is None:
        return ""
    if not _is_stub(function):
        return f"Line {line} still raises NotImplementedError."
    first = _written(tree_of(source), chain[0])
    if first is None:
        return ""
    again = chain[0].lineno
    return f"Line {again} defines `{chain[0].name}` again, as the stub: it replaces yours in line {first}."


def _around(tree: ast.AST, line: int) -> Iterator[Definition]:
    """Yield the definitions that contain a line, outermost first."""
    for node in ast.walk(tree):
        if isinstance(node, Definition) and node.lineno <= line <= (node.end_lineno or 0):
            yield node


def _is_stub(node: Definition) -> bool:
    """Whether a definition has only a docstring and a `raise`; for a class, whether all of its methods do."""
    body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
    if isinstance(node, ast.ClassDef):
        return all(_is_stub(each) for each in body if isinstance(each, Definition))
    return len(body) <= 1 and all(isinstance(each, ast.Raise) for each in body)


def is_stub(source: str, name: str) -> bool:
    """Whether the last definition of a name at the top level only raises NotImplementedError."""
    found = [node for node in tree_of(source).body if isinstance(node, Definition) and node.name == name]
    return bool(found) and _is_stub(found[-1]) and "NotImplementedError" in ast.unparse(found[-1])


def _written(tree: ast.Module, stub: Definition) -> int | None:
    """Return the line of an earlier definition of the same name that is not a stub, or None."""
    if not _is_stub(stub):
        return None
    earlier = (n for n in tree.body if isinstance(n, Definition) and n.name == stub.name and n.lineno < stub.lineno)
    return next((node.lineno for node in earlier if not _is_stub(node)), None)


def last_line_of(source: str, names: Iterable[str]) -> int:
    """Return the last line of the definitions of these names, or 0; if it is not Python, the end of the text."""
    wanted = frozenset(names)
    nodes = [node for node in tree_of(source).body if isinstance(node, Definition) and node.name in wanted]
    if nodes or tree_of(source).body:
        return max((node.end_lineno or 0 for node in nodes), default=0)
    begun = {found[1] for found in BEGUN.finditer(source)}
    return source.count("\n") + 1 if begun & wanted else 0
