"""Spatial dropout of sequences as a picture: a feature is gone at all time steps, or at none."""

from dropgrade.checks import expect_pair
from dropgrade.pictures.data import activations, before_and_after, cells


def picture(student, p, rng):
    """Three sequences of a batch."""
    x = activations((80, 10, 24), rng)
    out, _ = expect_pair(student.spatial_dropout_1d(x, p, training=True, rng=rng))
    drawn = before_and_after(x, out, p, shared=[1])
    sequences = {f"sequence {n}": out[n] != 0 for n in range(3)}
    maps = cells("The mask of three sequences", sequences, rows="time steps", columns="features", most=(10, 12))
    return [maps, *drawn]
