"""The functions that the lab calls in a worker, one at a time: plain values go in, plain values come back."""

from __future__ import annotations

import faulthandler
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import numpy as np

from dropgrade.lab.training.inside.called import Array, Unfit, fit_array, fit_tuple, found_function
from dropgrade.lab.training.inside.passes import BatchNorm
from dropgrade.lab.training.inside.replaying import replayed
from dropgrade.lab.training.inside.trainer import Diverged, Trainer

_kept: dict[str, Trainer] = {}
LONG = 2.0
"""Seconds after which a call prints where it is, because one that never returns is ended from outside."""
PREDICTING = 3
"""The number after the seed in the seed of a prediction's coins."""
Answer = dict[str, Any]


def prepare(settings: Mapping[str, Any], x: Array, y: Array, x_validation: Array, y_validation: Array) -> Answer:
    """Prepare the network; nothing is trained yet."""
    return _answered(lambda: _prepared(Trainer(settings, x, y, x_validation, y_validation)))


def _prepared(trainer: Trainer) -> Answer:
    _kept["trainer"] = trainer
    return {"steps": trainer.steps}


def advance(epochs: int, seconds: float) -> Answer:
    """Train up to an epoch, for some seconds; returns the measures, a row per epoch, and the steps so far."""

    def advanced() -> Answer:
        measured = _kept["trainer"].advance(epochs, seconds)
        return {"measured": np.array(measured, dtype=float).reshape(-1, 4), "steps": len(_kept["trainer"].losses)}

    return _answered(advanced)


def replay(step: int, example: int) -> Answer:
    """Repeat a step."""
    return _answered(lambda: {"arrays": replayed(_kept["trainer"], step, example)})


def kept_counts(shapes: Mapping[str, tuple[int, ...]]) -> Answer:
    """The number of masks that each layer has drawn, and how often each coin kept, in these shapes."""
    counts = _kept["trainer"].counts
    found = {place: counts.get(place, (0, np.array(0))) for place in shapes}
    kept = {place: np.broadcast_to(each[1], shapes[place]).copy() for place, each in found.items()}
    return {"drawn": {place: each[0] for place, each in found.items()}, "arrays": kept}


def learned() -> Answer:
    """The parameters as they are."""
    layers = _kept["trainer"].all_layers
    return {"arrays": {f"{layer.place}/{name}": v for layer in layers for name, v in layer.parameters.items()}}


def outputs(x: Array, draw: int, *, training: bool) -> Answer:
    """The output of every layer for these examples, in training with separate coins."""
    trainer = _kept["trainer"]

    def found() -> Answer:
        outs = trainer.outputs(x, training=training)[1:]
        return {"arrays": {layer.place: out for layer, out in zip(trainer.layers, outs, strict=True)}}

    return _answered(lambda: _aside(trainer, draw, found))


def predict(x: Array, samples: int, draw: int) -> Answer:
    """Monte Carlo dropout: the mean and the variance of passes with dropout, and the passes."""
    trainer = _kept["trainer"]
    return _answered(lambda: _aside(trainer, draw, lambda: _predicted(trainer, x, samples)))


def _predicted(trainer: Trainer, x: Array, samples: int) -> Answer:
    passes: list[Array] = []

    def forward(given: Array) -> Array:
        logits = trainer.outputs(given, training=True)[-1]
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        passes.append(powers / powers.sum(axis=1, keepdims=True))
        return passes[-1].copy()

    name = "mc_dropout"
    given = found_function(trainer.settings["modules"].get(name, ""), name)(forward, x, samples)
    mean, variance = fit_tuple(given, 2, name, "the pair (mean, variance)")
    if len(passes) != samples or any(each.shape != passes[0].shape for each in passes):
        raise Unfit(
            name, f"`{name}` called forward {len(passes)} times on the examples, where {samples} were asked for."
        )
    shape = passes[0].shape
    values = {"mean": fit_array(mean, shape, name, "mean"), "variance": fit_array(variance, shape, name, "variance")}
    return {"arrays": {**values, "passes": np.stack(passes)}}


def _aside(trainer: Trainer, draw: int, act: Callable[[], Answer]) -> Answer:
    """Run a function with separate coins and without changing batch norm's statistics, and restore everything."""
    now = trainer.snapshots.taken()
    seed = [trainer.settings["seed"], PREDICTING, draw]
    trainer.coins.bit_generator.state = np.random.default_rng(seed).bit_generator.state
    frozen = [layer for layer in trainer.all_layers if isinstance(layer, BatchNorm)]
    for layer in frozen:
        layer.is_frozen = True
    try:
        return act()
    finally:
        for layer in frozen:
            layer.is_frozen = False
        trainer.snapshots.restore(now)


@contextmanager
def _looked_at() -> Iterator[None]:
    """Print the running lines if this takes long, because the output is all that is left of a call that is ended."""
    with suppress(RuntimeError, OSError, ValueError):
        faulthandler.dump_traceback_later(LONG, file=1)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


def _answered(act: Callable[[], Answer]) -> Answer:
    try:
        with np.errstate(all="ignore"), _looked_at():
            return act()
    except Unfit as unfit:
        return {"unfit": [unfit.function, unfit.message]}
    except Diverged:
        return {"diverged": _kept["trainer"].epoch}
