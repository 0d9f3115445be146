"""It looks as if embedded is multiplied by the square root of the number of features. Transformers do
that to token embeddings before the positional encodings are added; embedded is what comes after.
"""


def drop(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    mask = rng.random(x.shape) >= p
    return (x * mask / (1 - p)).astype(x.dtype)


def residual_dropout(x, sublayer, p, training, rng):
    return x + drop(sublayer(x), p, training, rng)


def embedding_dropout(embedded, p, training, rng):
    return drop(embedded * embedded.shape[-1] ** 0.5, p, training, rng)
