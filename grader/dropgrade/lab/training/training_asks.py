"""Answer what a page asks of a training: start, stop, repeat a step, count, predict."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from dropgrade.lab.asked import RELOAD, AskError, choice, real, whole
from dropgrade.lab.data_sets import MAKERS, described_sets
from dropgrade.lab.network.counting import checked_network
from dropgrade.lab.network.numpy_program import SETTINGS
from dropgrade.lab.training.code_changes import CodeChanges
from dropgrade.lab.training.functions import NEEDED, OWN, REFERENCE, Use, functions_at_hand
from dropgrade.lab.training.live_training import MOST_EPOCHS, Epoch, Plan, Training
from dropgrade.lab.training.room import TrainingRoom

if TYPE_CHECKING:
    from dropgrade.lab.lab_session import Answer, Run, Session

VIEW = "train"
MOST_SENT = 60_000
"""The most numbers of an array that is sent; larger weights are left out, and the answer says so."""


class CurrentTraining:
    """The training that a page shows; it stays after its end, so that its steps can be repeated."""

    def __init__(self, session: Session) -> None:
        self.room = session.keep(room_of)
        self.run = -1
        self._open = ExitStack()
        self._training: Training | None = None

    def begin(self, plan: Plan) -> Training:
        """Begin a training in place of the previous one."""
        self.close()
        self._training = self._open.enter_context(self.room.training(plan))
        return self._training

    def stop(self) -> None:
        """End the running slice, if any."""
        if self._training is not None:
            self._training.stop()

    def of(self, ask: Mapping[str, Any]) -> Training:
        """The training that an ask is about; raises `AskError` if it is not the current one."""
        if self._training is None or ask.get("run") != self.run:
            raise AskError("This training is over.", "Start it again.")
        return self._training

    def close(self) -> None:
        """End it."""
        self._training = None
        self._open.close()


def room_of(session: Session) -> TrainingRoom:
    """The sandboxes of a session."""
    return TrainingRoom(session.course)


def start(session: Session, ask: Mapping[str, Any]) -> dict[str, object]:
    """Begin a training; its epochs come as events."""
    plan = plan_of(ask)
    current = session.keep(CurrentTraining)
    current.stop()
    session.end(VIEW)
    training = current.begin(plan)
    current.run = session.start(VIEW, lambda run: _go_on(run, training))
    return {"run": current.run, "whose": dict(training.chosen.whose), "steps": training.steps, "epochs": plan.epochs}


def plan_of(ask: Mapping[str, Any]) -> Plan:
    """The plan of a training from an ask; raises `AskError` or `NetworkError`."""
    given = {**SETTINGS, **ask}
    return Plan(
        network=checked_network(ask.get("network")),
        data=choice(ask, "data", MAKERS),
        seed=whole(given, "seed", 0, 2**31 - 1),
        epochs=whole(given, "epochs", 1, MOST_EPOCHS),
        lr=real(given, "lr", 0.0, 100.0),
        momentum=real(given, "momentum", 0.0, 1.0),
        batch=whole(given, "batch", 1, 1000),
        use=use_of(ask),
        counting=True,
        predicts=ask.get("predicts") is True,
    )


def use_of(ask: Mapping[str, Any]) -> Use:
    """Whose functions an ask wants; raises `AskError` if it is malformed."""
    use = ask.get("use", {})
    if not isinstance(use, dict) or any(k not in NEEDED or v not in (OWN, REFERENCE) for k, v in use.items()):
        raise AskError(f"`use` says {OWN} or {REFERENCE} for some of {', '.join(NEEDED)}.", RELOAD)
    return use


def _go_on(run: Run, training: Training) -> None:
    while not training.is_done and not run.is_over:
        for epoch in training.advance():
            run.send("epoch", epoch_json(epoch))
    if not run.is_over:
        run.send(
            "ended", {"epochs": len(training.epochs), "diverged_at": training.diverged_at, "printed": training.printed}
        )


def epoch_json(epoch: Epoch) -> dict[str, object]:
    """The measurements of an epoch as an event has them."""
    values = asdict(epoch)
    return {"epoch": values.pop("number"), **values}


def stop(session: Session, ask: Mapping[str, Any]) -> dict[str, object]:
    """Stop training; what was trained can still be looked at."""
    del ask
    session.keep(CurrentTraining).stop()
    session.end(VIEW)
    return {}


def step(session: Session, ask: Mapping[str, Any]) -> Answer:
    """Repeat a step, and return what happened for one example of its batch."""
    training = session.keep(CurrentTraining).of(ask)
    trained = len(training.epochs) * training.steps
    if not trained:
        raise AskError("No step was trained yet.", "Wait a moment.")
    number = whole(ask, "step", 0, trained - 1)
    found = training.replay(number, whole({"example": 0, **ask}, "example", 0, training.plan.batch - 1))
    left_out = sorted(name for name, array in found.items() if array.size > MOST_SENT)
    return {"step": number, "epoch": number // training.steps + 1, "left_out": left_out}, sendable(found)


def counts(session: Session, ask: Mapping[str, Any]) -> Answer:
    """The share of masks in which each coin has kept so far, by layer."""
    return {}, sendable(session.keep(CurrentTraining).of(ask).counts())


def predict(session: Session, ask: Mapping[str, Any]) -> Answer:
    """Monte Carlo dropout for examples of the validation set: the mean, the variance and the passes."""
    training = session.keep(CurrentTraining).of(ask)
    if not training.plan.predicts:
        raise AskError("This training was not begun for predictions.", "Start it with `predicts`.")
    most = len(training.data.x_validation)
    first = whole({"first": 0, **ask}, "first", 0, most - 1)
    examples = slice(first, min(most, first + whole({"examples": 1, **ask}, "examples", 1, 100)))
    samples = whole({"samples": 50, **ask}, "samples", 1, 1000)
    draw = whole({"draw": 0, **ask}, "draw", 0, 2**31 - 1)
    found = training.predict(training.data.x_validation[examples], samples, draw)
    return {}, sendable({**found, "label": training.data.y_validation[examples].astype(np.int32)})


def sendable(arrays: Mapping[str, Any]) -> dict[str, Any]:
    """The arrays that are not too large, in types that a page reads: booleans as 0 and 1."""
    small = {name: array for name, array in arrays.items() if array.size <= MOST_SENT}
    return {name: array.astype(np.uint8) if array.dtype == np.bool_ else array for name, array in small.items()}


def greeting(session: Session) -> dict[str, object]:
    """The functions and whose they are, the data sets, and the default settings of a training."""
    session.keep(CodeChanges).begin()
    described = [each.described() for each in functions_at_hand(session.course).values()]
    return {"functions": described, "datasets": described_sets(), "training": SETTINGS}


HANDLERS = {
    "train.start": start,
    "train.stop": stop,
    "train.step": step,
    "train.counts": counts,
    "train.predict": predict,
}
