"""Dropout in a transformer as a picture: single entries of what is added, and never of what it is added to."""

import numpy as np

from dropgrade.pictures.data import activations, cells, histogram, numbers, share

SHAPE = (6, 12, 24)


def picture(student, p, rng):
    """One sequence after a residual connection and after the embedding."""
    x = activations(SHAPE, rng)
    residual = numbers(student.residual_dropout(x, np.ones_like, p, True, rng), "residual_dropout", SHAPE)
    embedded = numbers(student.embedding_dropout(x, p, True, rng), "embedding_dropout", SHAPE)
    added = np.abs(residual - x) > 1e-9  # the sublayer gives ones
    masks = {"sublayer": added[0], "embedding": embedded[0] != 0}
    return [
        cells("What is kept of one sequence", masks, rows="tokens", columns="features", most=(12, 18)),
        share("Entries of the sublayer that are added", added, 1 - p),
        share("Entries of the embedding that are kept", embedded, 1 - p),
        histogram("The embedding before and after", {"embedded": x, "out": embedded}, axis="value"),
    ]
