"""A Bernoulli mask as a picture, and what naive dropout makes of a batch: the mean falls with the mask."""

from dropgrade.pictures.data import activations, bars, cells, histogram, numbers, share

SHAPE = (40, 60)


def picture(student, p, rng):
    """One mask, and one batch in training."""
    mask = numbers(student.bernoulli_mask(SHAPE, p, rng), "the mask", SHAPE)
    x = activations(SHAPE, rng)
    out = numbers(student.naive_dropout(x, p, True, rng), "out", SHAPE)
    return [
        cells("bernoulli_mask", {"mask": mask}, rows="samples", columns="features"),
        share("Ones in the mask", mask, 1 - p),
        histogram("naive_dropout, before and after", {"x": x, "out": out}, axis="value"),
        bars(
            "The mean of the batch: nothing makes up for what is dropped",
            {"x": x.mean(), "out": out.mean()},
            axis="mean",
        ),
    ]  # fmt: skip
