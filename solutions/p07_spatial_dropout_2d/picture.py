"""Spatial dropout of images as a picture: a whole channel is gone, or all of its pixels are there."""

from dropgrade.checks import expect_pair
from dropgrade.pictures.data import activations, before_and_after, cells


def picture(student, p, rng):
    """The channels of two images."""
    x = activations((120, 12, 5, 5), rng)
    out, _ = expect_pair(student.spatial_dropout_2d(x, p, training=True, rng=rng))
    drawn = before_and_after(x, out, p, shared=[2, 3])
    channels = {f"image {n}, {c}": out[n, c] != 0 for n in range(2) for c in range(6)}
    maps = cells("The mask (image, channel)", channels, rows="rows", columns="columns")
    return [maps, *drawn]
