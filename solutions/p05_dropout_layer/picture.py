"""The layer as a picture: new coins with every forward pass, the same ones on the way back, none at evaluation."""

from dropgrade.checks import StudentObject, expect_that
from dropgrade.pictures.data import activations, cells, histogram, numbers, share

SHAPE = (120, 16)


def picture(student, p, rng):
    """Two passes in training with the way back after each, and one at evaluation."""
    layer = student.DropoutLayer(p=p, rng=rng)
    made = isinstance(layer, StudentObject)
    expect_that(made, what="what `DropoutLayer(p, rng)` makes", observed=layer, expected="a layer")
    x, dout = activations(SHAPE, rng), activations(SHAPE, rng)
    layer.train()
    first, back = forward(layer, x), numbers(layer.backward(dout), "what `backward` returns", SHAPE)
    second = forward(layer, x)
    layer.eval()
    evaluated = forward(layer, x)
    passes = {"training": first, "its way back": back, "training again": second, "evaluation": evaluated}
    masks = {name: out != 0 for name, out in passes.items()}
    return [
        cells("Four passes", masks, rows="samples", columns="features", most=(8, 16)),
        share("Kept in training", first, 1 - p),
        histogram("Before and after", {"x": x, "training": first}, axis="value"),
    ]


def forward(layer, x):
    """What a pass gives, where it can be drawn."""
    return numbers(layer.forward(x), "what `forward` returns", SHAPE)
