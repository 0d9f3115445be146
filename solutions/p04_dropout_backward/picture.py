"""The backward pass as a picture: the gradient is blocked where the unit was dropped, and grows where it was kept."""

from dropgrade.checks import expect_pair
from dropgrade.pictures.data import activations, cells, histogram, numbers, share

SHAPE = (30, 64)


def picture(student, p, rng):
    """One batch forward, and a gradient back through the same mask."""
    x, dout = activations(SHAPE, rng), activations(SHAPE, rng)
    out, mask = expect_pair(student.dropout_forward(x, p, training=True, rng=rng))
    out, mask = numbers(out, "out", SHAPE), numbers(mask, "the mask", SHAPE)
    dx = numbers(student.dropout_backward(dout, mask, p), "dx", SHAPE)
    masks = {"out": out != 0, "dx": dx != 0}
    differ = int(((out != 0) != (dx != 0)).sum())
    return [
        cells("Forward and back", masks, rows="samples", columns="features", words=("zero", "passed on"), most=(12, 18),
              note=f"out and dx differ in {differ:,} of {out.size:,} places"),
        share("Kept on the way forward", out, 1 - p),
        share("Passed on the way back", dx, 1 - p),
        histogram("The gradient", {"dout": dout, "dx": dx}, axis="gradient"),
    ]  # fmt: skip
