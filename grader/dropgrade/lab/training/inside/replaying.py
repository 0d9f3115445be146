"""Repeat one step of a training, and return everything that happened in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from dropgrade.lab.training.inside.called import Array
from dropgrade.lab.training.inside.dropping import DroppedBranch, Dropping
from dropgrade.lab.training.inside.passes import Layer
from dropgrade.lab.training.inside.trainer import Trainer

Seen = dict[str, dict[str, Array]]


def replayed(trainer: Trainer, step: int, example: int) -> dict[str, Array]:
    """Everything that happened in a step: arrays by layer and name, for one example; the training does not change.

    For each layer `3/out` and `3/gradient`, for one that learns `3/W` (as before the step) and `3/W_gradient`, and for
    one that drops `3/mask`, `3/kept` (the share of the batch in which each coin kept) and `3/facts`: the kept share of
    all, the factor of the survivors, and how many entries contradict the mask.
    """
    now = trainer.snapshots.taken()
    try:
        trainer.snapshots.restore(trainer.snapshots.before(step // trainer.steps))
        return _gone_through(trainer, step, example)
    finally:
        trainer.snapshots.restore(now)


def _gone_through(trainer: Trainer, step: int, example: int) -> dict[str, Array]:
    while trainer.epoch < step // trainer.steps:
        for rows in trainer.batches():
            trainer.step(rows, counting=False)
        trainer.epoch += 1
    *before, rows = trainer.batches()[: step % trainer.steps + 1]
    for each in before:
        trainer.step(each, counting=False)
    values = {f"{layer.place}/{name}": v.copy() for layer in trainer.all_layers for name, v in layer.parameters.items()}
    with _watched(trainer.all_layers) as seen:
        loss = trainer.step(rows, counting=False)
    example = min(example, len(rows) - 1)
    found = {
        "input": trainer.x[rows[example]],
        "row": rows[example : example + 1],
        "label": np.asarray(trainer.y[rows[example]]),
    }
    is_same = step >= len(trainer.losses) or trainer.losses[step] == loss
    numbers = {"loss": loss, "same": is_same, "batch": len(rows), "example": example}
    found |= {name: np.asarray(value) for name, value in numbers.items()} | values
    for layer in trainer.all_layers:
        found |= {f"{layer.place}/{name}": value for name, value in _described(layer, seen, example)}
    return found


@contextmanager
def _watched(layers: list[Layer]) -> Iterator[Seen]:
    """Record what goes through each layer within the block, by place."""
    seen: Seen = {}
    for layer in layers:
        seen[layer.place] = {}
        layer.forward = _noting(layer.forward, seen[layer.place], "in", "out")  # type: ignore[method-assign]
        layer.backward = _noting(layer.backward, seen[layer.place], "gradient", "passed")  # type: ignore[method-assign]
    try:
        yield seen
    finally:
        for layer in layers:
            del layer.forward, layer.backward


def _noting(method: Callable[..., Array], notes: dict[str, Array], given: str, gives: str) -> Callable[..., Array]:
    def noted(value: Array, **options: Any) -> Array:  # noqa: ANN401 - as the method takes them
        notes[given] = value.copy()
        result = method(value, **options)
        notes[gives] = result.copy()
        return result

    return noted


def _described(layer: Layer, seen: Seen, example: int) -> Iterator[tuple[str, Array]]:
    notes = seen[layer.place]
    yield "out", notes["out"][example]
    yield "gradient", notes["gradient"][example]
    for name, gradient in layer.gradients.items():
        yield f"{name}_gradient", gradient
    mask = layer.mask if isinstance(layer, Dropping) else None
    if mask is None:
        return
    kept = mask != 0
    if "W" in layer.parameters:
        yield "mask", kept
        yield "facts", np.array([kept.mean(), np.nan, 0.0])
        return
    whole = kept if isinstance(layer, DroppedBranch) else np.broadcast_to(kept, notes["out"].shape)
    yield "mask", whole[example]
    yield "kept", whole.mean(axis=0)
    yield "facts", _facts(layer, notes, kept)


def _facts(layer: Layer, notes: dict[str, Array], kept: Array) -> Array:
    """The share that was kept, the mean factor of the survivors, and how many entries contradict the mask."""
    x, out = notes["in"], notes["out"]
    if isinstance(layer, DroppedBranch):
        return np.array([kept.mean(), np.nan, 0.0])
    through = (x != 0) & (out != 0)
    factor = float(np.mean(out[through] / x[through])) if through.any() else np.nan
    return np.array([kept.mean(), factor, float(((x != 0) & ((out != 0) != kept)).sum())])
