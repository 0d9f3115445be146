"""Two decays as a picture: AdamW shrinks all weights alike, however large their gradients are."""

import numpy as np

from dropgrade.checks import expect_pair
from dropgrade.pictures.data import curve, numbers

STEPS, LR, DECAY = 80, 0.01, 0.5
SIZES = (0.0, 1.0, 100.0)


def picture(student, rng):
    """Weights that start at 1, with gradients that are noise of three sizes and pull nowhere."""
    noise = rng.choice([-1.0, 1.0], size=(STEPS, 3000, 1)) * np.array(SIZES)
    w = np.ones(noise.shape[1:])
    state = (0, np.zeros_like(w), np.zeros_like(w))
    adam = [w.mean(axis=0)]
    for grad in noise:
        w, state = expect_pair(student.adamw_step(w, grad, state, LR, DECAY), ("w", "state"))
        adam.append(numbers(w, "w", grad.shape).mean(axis=0))
    sgd, path = np.ones(3), [1.0]
    for _ in noise:
        sgd = numbers(student.sgd_l2_step(sgd, np.zeros(3), LR, DECAY), "w", (3,))
        path.append(float(sgd.mean()))
    steps = np.arange(STEPS + 1)
    lines = {f"AdamW, gradients of size {size:g}": [float(v[n]) for v in adam] for n, size in enumerate(SIZES)}
    lines |= {"gradient descent, no gradient": path, "(1 - lr * decay)^t": (1 - LR * DECAY) ** steps}
    drawn = {name: np.array(values) for name, values in lines.items()}
    title = f"Weights under decay, lr = {LR}, decay = {DECAY}"
    return curve(title, steps, drawn, x_axis="steps", y_axis="mean of the weights",
                 note="all lines lie on each other where the decay is decoupled")  # fmt: skip
