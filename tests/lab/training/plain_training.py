"""A training in plain NumPy, written for the tests alone: 64-100-50-10 with inverted dropout, momentum and batches.

Run as a program, it prints the losses and accuracies after each epoch, and the sums of the masks that it drew.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def main(file: str, seed: int, epochs: int, p: float, lr: float) -> None:
    """Train on the arrays of a file."""
    data = np.load(file)
    init, shuffling, coins = (np.random.default_rng([seed, n]) for n in range(3))
    weights = [init.standard_normal((a, b)) * np.sqrt(2 / a) for a, b in ((64, 100), (100, 50))]
    weights.append(init.standard_normal((50, 10)) * np.sqrt(2 / (50 + 10)))
    params = [part for w in weights for part in (w, np.zeros(w.shape[1]))]
    speeds = [np.zeros_like(part) for part in params]
    rows, sums = [], []
    for _ in range(epochs):
        order = shuffling.permutation(len(data["x"]))
        for start in range(0, len(order), 32):
            batch = order[start : start + 32]
            grads, kept = gradients(params, data["x"][batch], data["y"][batch], p, coins)
            sums.append(kept)
            for i, grad in enumerate(grads):
                speeds[i] = 0.9 * speeds[i] + grad
                params[i] = params[i] - lr * speeds[i]
        rows.append([*measured(params, data["x"], data["y"]), *measured(params, data["xv"], data["yv"])])
    print(json.dumps({"rows": rows, "sums": sums}))


def gradients(
    params: list[Array], x: Array, y: Array, p: float, coins: np.random.Generator
) -> tuple[list[Array], list[int]]:
    """The gradients of one batch, and how many units of each hidden layer were kept."""
    w1, b1, w2, b2, w3, b3 = params
    z1 = x @ w1 + b1
    m1 = coins.random(z1.shape) >= p
    d1 = np.maximum(z1, 0) * m1 / (1 - p)
    z2 = d1 @ w2 + b2
    m2 = coins.random(z2.shape) >= p
    d2 = np.maximum(z2, 0) * m2 / (1 - p)
    z3 = d2 @ w3 + b3
    g3 = softmax(z3)
    g3[np.arange(len(y)), y] -= 1
    g3 = g3 / len(y)
    g2 = (g3 @ w3.T) * m2 / (1 - p) * (z2 > 0)
    g1 = (g2 @ w2.T) * m1 / (1 - p) * (z1 > 0)
    grads = [x.T @ g1, g1.sum(axis=0), d1.T @ g2, g2.sum(axis=0), d2.T @ g3, g3.sum(axis=0)]
    return grads, [int(m1.sum()), int(m2.sum())]


def softmax(z: Array) -> Array:
    """The softmax of each row."""
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def measured(params: list[Array], x: Array, y: Array) -> tuple[float, float]:
    """The mean cross-entropy and the accuracy, without dropout."""
    w1, b1, w2, b2, w3, b3 = params
    z = np.maximum(np.maximum(x @ w1 + b1, 0) @ w2 + b2, 0) @ w3 + b3
    z = z - z.max(axis=1, keepdims=True)
    losses = np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y]
    return float(losses.mean()), float((z.argmax(axis=1) == y).mean())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]), float(sys.argv[5]))
