"""Networks to start from, each small enough to train while you watch."""

from __future__ import annotations

from typing import Any

from dropgrade.lab.network.spec import VERSION

Layers = list[dict[str, Any]]
OUT: Layers = [{"kind": "output", "units": 10}]


def _dense(units: int, *then: dict[str, Any]) -> Layers:
    return [{"kind": "dense", "units": units}, {"kind": "relu"}, *then]


def _drop(kind: str, p: float = 0.5, **more: object) -> dict[str, Any]:
    return {"kind": kind, **more, "p": p}


def _network(name: str, shape: int | list[int], *layers: Layers) -> dict[str, Any]:
    return {"version": VERSION, "name": name, "input": shape, "layers": [each for part in layers for each in part]}


def _conv(then: dict[str, Any]) -> Layers:
    return [{"kind": "conv", "channels": 8, "size": 3}, {"kind": "relu"}, then, {"kind": "flatten"}]


DROPOUT = _drop("dropout")
MAPS = [1, 8, 8]
"""One digit as an image."""
TWO = [{"kind": "output", "units": 2}]
BRANCH: Layers = [{"kind": "dense", "units": 32}, {"kind": "relu"}, {"kind": "dense", "units": 32}]

PRESETS: dict[str, dict[str, Any]] = {
    "small": _network("Small enough to see", 2, _dense(8, DROPOUT), _dense(4, DROPOUT), TWO),
    "digits": _network("64-100-50-10 with dropout", 64, _dense(100, DROPOUT), _dense(50, DROPOUT), OUT),
    "layer": _network(
        "Dropout as a layer", 64, _dense(100, _drop("dropout_layer")), _dense(50, _drop("dropout_layer")), OUT
    ),
    "standard": _network("Standard dropout", 64, _dense(100, _drop("standard_dropout")), OUT),
    "elementwise": _network("Maps, single values dropped", MAPS, _conv(_drop("dropout", 0.3)), OUT),
    "spatial": _network("Maps, whole maps dropped", MAPS, _conv(_drop("spatial_dropout_2d", 0.3)), OUT),
    "blocks": _network("Maps, blocks dropped", MAPS, _conv(_drop("dropblock", 0.3, block_size=2)), OUT),
    "rows": _network(
        "Eight rows as a sequence", [8, 8], _dense(16, _drop("spatial_dropout_1d", 0.2)), [{"kind": "flatten"}], OUT
    ),
    "connections": _network(
        "Dropped weights", 64, [_drop("dropconnect", 0.5, units=100), {"kind": "relu"}], OUT
    ),
    "targeted": _network(
        "The smallest weights dropped", 64,
        [_drop("targeted_dropout", 0.5, units=100, fraction=0.5), {"kind": "relu"}], OUT,
    ),
    "norm_after": _network("Dropout before batch norm", 64, _dense(100, DROPOUT, {"kind": "batch_norm"}), OUT),
    "norm_before": _network(
        "Batch norm before dropout", 64,
        [{"kind": "dense", "units": 100}, {"kind": "batch_norm"}, {"kind": "relu"}, DROPOUT], OUT,
    ),
    "depth": _network(
        "Residual blocks that are skipped", 64, _dense(32),
        *([_drop("stochastic_depth", p, layers=BRANCH)] for p in (0.1, 0.2, 0.3)), OUT,
    ),
}  # fmt: skip
"""Networks as JSON, by the names that a page or a test uses."""
