"""Answer what a page asks about figures: the list, and one of them with its panels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dropgrade.lab.asked import text, whole
from dropgrade.lab.benches import bench_of
from dropgrade.lab.figures.figure import Figure
from dropgrade.lab.figures.figure_list import FIGURES, figure_named
from dropgrade.lab.training.functions import Use
from dropgrade.lab.training.training_asks import use_of

if TYPE_CHECKING:
    from dropgrade.lab.lab_session import Answer, Run, Session

VIEW = "figure"


def get(session: Session, ask: Mapping[str, Any]) -> Answer:
    """Start to make a figure; it is sent as the event `figure.made`."""
    figure, seed = figure_named(text(ask, "name")), whole({"seed": 0, **ask}, "seed", 0, 10**6)
    use = use_of(ask)
    session.end(VIEW)
    return {"run": session.start(VIEW, lambda run: _make(session, run, figure, seed, use))}


def _make(session: Session, run: Run, figure: Figure, seed: int, use: Use) -> None:
    with bench_of(session, use, lambda: run.is_over) as bench:
        whose = bench.whose(figure.functions)
        made = figure.made(bench, seed)
    run.send("made", {"figure": made, "whose": whose})


def greeting(session: Session) -> dict[str, object]:
    """The figures there are."""
    del session
    return {"figures": [each.described for each in FIGURES]}


HANDLERS = {"figure.get": get}
