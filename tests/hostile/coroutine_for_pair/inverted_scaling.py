"""Returns a coroutine that nobody awaits."""

import numpy as np

async def answer(x):
    return x, x


def inverted_dropout(x, p, training=True, rng=None):
    return answer(x)
