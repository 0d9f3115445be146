"""Attention dropout as a picture: ties between queries and keys are cut, and no row adds up to 1 any more."""

from dropgrade.checks import expect_pair
from dropgrade.pictures.data import cells, histogram, numbers, share

BATCH, HEADS, QUERIES, D = 6, 2, 12, 8
SHAPE = (BATCH, HEADS, QUERIES, QUERIES)


def picture(student, p, rng):
    """The weights of one head at evaluation and in training, and the sums of all rows."""
    q, k, v = (rng.normal(size=(BATCH, HEADS, QUERIES, D)) for _ in range(3))
    _, calm = expect_pair(student.attention(q, k, v, p, False, None), ("out", "weights"))
    _, weights = expect_pair(student.attention(q, k, v, p, True, rng), ("out", "weights"))
    calm, weights = numbers(calm, "weights at evaluation", SHAPE), numbers(weights, "weights in training", SHAPE)
    head = {"evaluation": calm[0, 0], "training": weights[0, 0]}
    sums = {"evaluation": calm.sum(axis=-1), "training": weights.sum(axis=-1)}
    return [
        cells("The weights of one head", head, rows="queries", columns="keys", words=None),
        share("Weights that are kept", weights, 1 - p),
        histogram("What the weights of a query add up to", sums, axis="sum"),
    ]
