"""Further keys of problem.toml: the modules of a program, and permissions that programs lack by default."""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

Explained = tuple[str, str, str]
"""The faulty key, what is wrong, and how to fix it."""
PACKAGE = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")
"""A distribution name as `pip install` accepts it."""
OURS = frozenset(
    {"call", "cpu_seconds", "figures", "files", "id", "last", "last_function", "memory_measured", "module", "modules"}
    | {"printed", "pull", "read", "run", "seed_global_random", "stdin", "traced", "value"}
)
"""Names that `student` uses itself in suites, so that no function of a problem can have them."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the program of a problem may use: packages, files in memory, NumPy's global random state."""

    packages: tuple[str, ...] = ()
    files: bool = False
    global_random: bool = False


def allowed_in(data: Mapping[str, Any]) -> Allowed:
    """Read the table `allow` of a problem.toml without faults."""
    table = data.get("allow", {})
    return Allowed(tuple(table.get("packages", ())), table.get("files", False), table.get("global_random", False))


def faults_of_allowed(table: object) -> Iterator[Explained]:
    """Yield every fault of the table `allow`."""
    known = [field.name for field in fields(Allowed)]
    if not isinstance(table, dict):
        yield "allow", "`allow` must be a table", 'Write for example packages = ["scipy"] below [allow].'
        return
    for key in sorted(table.keys() - set(known)):
        near = difflib.get_close_matches(key, known, n=1)
        fix = f"Did you mean `{near[0]}`?" if near else f"Take it out: [allow] may hold {', '.join(known)}."
        yield key, f"`allow.{key}` is unknown", fix
    for key in ("files", "global_random"):
        if not isinstance(table.get(key, False), bool):
            yield key, f"`allow.{key}` must be true or false", f"Write {key} = true below [allow]."
    packages = table.get("packages", [])
    if not isinstance(packages, list) or not all(isinstance(p, str) and PACKAGE.fullmatch(p) for p in packages):
        yield "packages", "`allow.packages` must be a list of package names", 'Write packages = ["scipy"].'


def faults_of_modules(stem: str, modules: object, given: object) -> Iterator[Explained]:
    """Yield every fault of the additional modules; `stem` is the name of the main one."""
    if not isinstance(given, list) or not all(isinstance(name, str) for name in given):
        yield "given", "`given` must be a list of module names", 'Write given = ["ledger"] for ledger.py.'
        given = []
    if not isinstance(modules, dict) or not all(map(_are_names, modules.values())):
        yield (
            "modules",
            "`modules` must hold a list of names for each module",
            'Write account = ["Account"] below [modules].',
        )
        modules = {}
    for key, name in [*(("given", name) for name in given), *((name, name) for name in modules)]:
        if not name.isidentifier():
            yield key, f"{name!r} is not a module name", "Name it as it is imported, without .py."
        elif name in sys.stdlib_module_names:
            yield key, f"the module {name} would hide Python's own", "Rename the file."
        elif name == stem or (key == "given" and (name in modules or given.count(name) > 1)):
            yield (
                key,
                f"the module {name} is named twice",
                "Name each module once; the main one has the problem's name.",
            )


def faults_of_names(names: list[str]) -> Iterator[Explained]:
    """Yield a fault for each name that suites could not call because `student` uses it itself."""
    for name in sorted(OURS.intersection(names)):
        yield "names", f"`student.{name}` already has another meaning in a suite", "Give the function another name."


def _are_names(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, str) and v.isidentifier() for v in value)
