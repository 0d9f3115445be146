"""k-means: the reference."""

import numpy as np


def assign(x, centres):
    """Return the number of the nearest centre of each point."""
    apart = x[:, None] - centres[None]
    distances = (apart**2).sum(axis=-1)
    return distances.argmin(axis=1)


def update(x, labels, centres):
    """Return the means of the clusters."""
    moved = centres.copy()
    for k in range(len(centres)):
        if (labels == k).any():
            moved[k] = x[labels == k].mean(axis=0)
    return moved


def k_means(x, centres, steps):
    """Return centres and labels after some rounds.

    Each half of a round minimises the sum of squares: over the labels, then over the centres.
    """
    for _ in range(steps):
        labels = assign(x, centres)
        centres = update(x, labels, centres)
    labels = assign(x, centres)
    return centres, labels
