"""Choose the functions of a training, and make the program that a worker loads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dropgrade.lab.problems import CodeProblem
from dropgrade.lab.training.functions import OWN, REFERENCE, AtHand, Parts, Use, parts_to_send, reference_parts
from dropgrade.sandbox.client import Program

PACKAGE = "dropgrade.lab.training.inside"
INSIDE = Path(__file__).parent / "inside"
MAIN = f"{PACKAGE}.commands"
EMPTY: Parts = (("<lab>", "__path__ = []"),)
OURS = ("called", "passes", "dropping", "building", "snapshots", "trainer", "replaying")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The functions of a training: whose they are, by what needs them, and the module of each function by its name."""

    whose: Mapping[str, str]
    modules: Mapping[str, str]
    program: Program
    files: Mapping[str, AtHand]
    """The files of the student's parts, by label."""


def chosen_functions(at_hand: Sequence[AtHand], use: Use) -> Chosen:
    """The student's functions if they can be used; the reference's if these are asked for or the student's cannot.

    Raises `CodeProblem` if the student's own are asked for and cannot be used, or if there is no reference either.
    """
    whose = {each.needed.key: _whose(each, use.get(each.needed.key, "")) for each in at_hand}
    beside = _own_modules()
    modules: dict[str, str] = {}
    files: dict[str, AtHand] = {}
    for each in at_hand:
        is_own = whose[each.needed.key] == OWN
        module = each.needed.stem if is_own else f"reference_{each.needed.stem}"
        beside[module] = _parts(each, is_own=is_own)
        modules |= dict.fromkeys(each.needed.names, module)
        files |= {label: each for label, _ in beside[module]} if is_own else {}
    parts = (("<lab commands>", (INSIDE / "commands.py").read_text("utf-8")),)
    return Chosen(whose, modules, Program(MAIN, parts, tolerant=True, beside=beside), files)


def own_program(each: AtHand, chosen: Chosen) -> Program:
    """The program that defines only one of the functions, to be called without a training."""
    parts = _parts(each, is_own=chosen.whose[each.needed.key] == OWN)
    return Program(each.needed.stem, parts, tolerant=True)


def _own_modules() -> dict[str, Parts]:
    """Our own modules for the worker, in packages that contain nothing else."""
    words = PACKAGE.split(".")
    packages = [".".join(words[: n + 1]) for n in range(1, len(words))]
    return dict.fromkeys(packages, EMPTY) | {
        f"{PACKAGE}.{name}": ((f"<lab {name}>", (INSIDE / f"{name}.py").read_text("utf-8")),) for name in OURS
    }


def _parts(each: AtHand, *, is_own: bool) -> Parts:
    if is_own and each.submission is not None:
        return parts_to_send(each.submission, each.needed.names)
    assert each.reference is not None  # noqa: S101 - `_whose` has seen to it
    return reference_parts(each.reference)


def _whose(each: AtHand, wanted: str) -> str:
    if each.is_usable and wanted != REFERENCE:
        return OWN
    if wanted == OWN or each.reference is None:
        hint = f"Open it: dropgrade open {each.problem[:3]}" if each.problem else "Take another kind of layer."
        offer = "; or use the reference for this one." if each.reference is not None else ""
        name = each.needed.names[0]
        raise CodeProblem(
            each.why or "Your own cannot be used.", hint + offer, file=each.file, line=each.line, function=name
        )
    return REFERENCE
