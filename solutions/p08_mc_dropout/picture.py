"""Monte Carlo dropout as a picture: the spread of many passes grows where there were no data."""

import numpy as np

from dropgrade.checks import expect_pair
from dropgrade.pictures.data import curve, numbers

PASSES = 100
UNITS = 60


def picture(student, p, rng):
    """A small network, fitted to points in the middle, and asked about a wider stretch."""
    grid = np.linspace(-1.6, 1.6, 65)[:, None]
    points = np.sort(rng.uniform(-1.0, 1.0, 24))[:, None]
    targets = np.sin(3 * points) + 0.05 * rng.normal(size=points.shape)
    directions, offsets = rng.choice([-1.0, 1.0], size=(1, UNITS)), rng.uniform(-1.0, 1.0, size=UNITS)

    def hidden(x):
        return np.maximum(x @ directions + offsets, 0)

    weights = fitted(hidden(points), targets, p)

    def forward(x):
        h = hidden(np.asarray(x, float).reshape(-1, 1))
        return h * (rng.random(h.shape) >= p) / (1 - p) @ weights

    mean, variance = expect_pair(student.mc_dropout(forward, grid, PASSES), ("mean", "variance"))
    mean, variance = numbers(mean, "mean", grid.shape)[:, 0], numbers(variance, "variance", grid.shape)[:, 0]
    spread = 2 * np.sqrt(np.maximum(variance, 0))
    return curve(
        f"Mean and spread of {PASSES} passes",
        grid,
        {"mean": mean},
        x_axis="x",
        y_axis="output",
        band=("mean ± 2 standard deviations", mean - spread, mean + spread),
        points=("data", points, targets),
        note="the network has seen data between -1 and 1 only",
    )


def fitted(h, targets, p):
    """The weights that least squares give under dropout of h: on average, dropout is a penalty on each weight."""
    penalty = np.diag((h**2).sum(axis=0)) * p / (1 - p) + 1e-3 * np.eye(h.shape[1])
    return np.linalg.solve(h.T @ h + penalty, h.T @ targets)
