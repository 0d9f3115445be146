"""Experiments in the progress record: what was predicted, what was found, and how it was explained.

The record is plain data that a person may have edited: invalid entries are ignored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from dropgrade.progress.store import Data

ROOM = "experiments"
LONGEST = 2000
MOST_PLACES = 100
Prediction = int | list[float]
"""The place of an option, or the heights of a curve."""


@dataclass(frozen=True, slots=True)
class ExperimentRecord:
    """What a student did in one experiment; a prediction is never changed once it is given.

    `was_right` says whether the data agreed with the prediction, `held` whether the experiment's claim was observed.
    Times are in ISO format, and empty until they are known.
    """

    title: str
    prediction: Prediction
    predicted: str
    finding: str = ""
    found: str = ""
    held: bool = False
    was_right: bool = False
    explanation: str = ""
    explained: str = ""

    @property
    def state(self) -> str:
        """The state of the experiment, in one word."""
        return "explained" if self.explained else "run" if self.found else "predicted"

    def to_json(self, name: str) -> dict[str, object]:
        """Return the experiment as shown by `list --json`."""
        return {"experiment": name, "state": self.state, **asdict(self)}


def experiments_on(data: Mapping[str, Any]) -> dict[str, ExperimentRecord]:
    """Return the recorded experiments, in the order in which they were begun."""
    room = data.get(ROOM)
    return dict(_sound(room)) if isinstance(room, dict) else {}


def keep_experiment(data: Data, name: str, record: ExperimentRecord) -> None:
    """Store an experiment in the record."""
    room = data.get(ROOM)
    data[ROOM] = {**(room if isinstance(room, dict) else {}), name: asdict(record)}


def _sound(room: Mapping[str, Any]) -> Iterator[tuple[str, ExperimentRecord]]:
    plain = asdict(ExperimentRecord("", 0, ""))
    for name, kept in room.items():
        if not isinstance(kept, dict) or not _is_prediction(kept.get("prediction")):
            continue
        same = {key: kept[key] for key, value in plain.items() if type(kept.get(key)) is type(value)}
        texts = {key: value[:LONGEST] for key, value in same.items() if isinstance(value, str)}
        if texts.get("predicted"):
            found = {**plain, **same, **texts, "prediction": kept["prediction"]}
            yield name, ExperimentRecord(**found)


def _is_prediction(value: object) -> bool:
    if isinstance(value, list):
        return 1 <= len(value) <= MOST_PLACES and all(type(height) in (int, float) for height in value)
    return type(value) is int and value >= 0
