"""Dropout in a transformer
========================

A transformer is a stack of sublayers: attention and small dense networks, in turn. Each adds what it computes to
what it was given, so that x has a way past every sublayer, the skip connection. (The first transformer also
normalises each sum; that is left out here.) The paper on it drops entries in two places: in what a sublayer is
about to add, and in the very first input. (Dropout of the attention weights, p16, came with its programs.) The
skip connection is left whole.

What to write
-------------
`residual_dropout(x, sublayer, p, training, rng)` returns out, one array. `sublayer` is a function: sublayer(x)
gives an array of the shape and dtype of x. In training every entry of its output has a coin of its own:

    mask[i] = 1 with probability 1 - p, else 0
    out[i]  = x[i] + sublayer(x)[i] * mask[i] / (1 - p)

At evaluation (`training` is False), out = x + sublayer(x).

`embedding_dropout(embedded, p, training, rng)` returns one array, too. `embedded` is the sum of the token
embeddings and the positional encodings, added up already. In training every entry of it has a coin of its own:

    out[i] = embedded[i] * mask[i] / (1 - p)

At evaluation it returns embedded as it is.

Conventions
-----------
- p is the probability of DROPPING an entry: p = 0.2 keeps about 80 % of them. 1 / (1 - p) is the factor of p03.
- x and embedded have the shape (batch, time, features): batch * time tokens, each a row of features.
- What is dropped are single entries (one feature of one token of one sample), in both functions: not whole
  tokens, not whole features, not a whole sublayer. All coins are independent.
- A dropped entry of the sublayer's output leaves exactly x there. x itself is neither dropped nor scaled.
- Call sublayer once, in training as at evaluation, as `sublayer(x)`: with x as it is and with nothing else.
- Both functions return the array alone, without a mask. Nothing is normalised (no layer norm), and embedded is
  not multiplied by anything except the mask and the factor.
- The result has the shape and the dtype of x or embedded (float32 stays float32).
- rng is a `numpy.random.Generator` and the only source of randomness. Evaluation needs none: rng may be None.
- x and embedded are never changed in place.
- p outside [0, 1) raises `ValueError` in both functions, in training and at evaluation alike. p = 0 is fine.

An example
----------
One token with four features, p = 0.2, and so the factor 1.25; for residual_dropout the coins [1, 0, 1, 1]:

    x           = [1.0,  2.0, 3.0, 4.0]
    sublayer(x) = [0.8, -0.4, 1.6, 0.4]
    training:     [2.0,  2.0, 5.0, 4.5]       the second entry is x, no more and no less
    evaluation:   [1.8,  1.6, 4.6, 4.4]

For embedding_dropout the coins [1, 1, 0, 1]:

    embedded    = [0.4, -1.2, 2.0, 0.8]
    training:     [0.5, -1.5, 0.0, 1.0]

Why p = 0.1
-----------
Transformers use 0.1 where other dense layers use 0.5. They are usually trained on so much text that there is little
overfitting to prevent, and dropout only costs capacity. The first transformer shows both sides: its large model was
trained with 0.3 for English to German, and with 0.1 for English to French, which had eight times as many sentences.
Also, x passes many sublayers one after the other, and the noise of all of them adds up.

Reading: Vaswani et al. (2017), section 5.4: dropout on the output of every sublayer before it is added, not only of
the dense ones as some summaries say, and on the sums of embeddings and positional encodings; sections 5.1 and 6.1
for the two rates. Elsewhere "embedding dropout" also means dropping whole words; that is another method.
"""

import numpy as np


def residual_dropout(x, sublayer, p, training, rng):
    """Return x plus the dropout of sublayer(x)."""
    raise NotImplementedError


def embedding_dropout(embedded, p, training, rng):
    """Return the dropout of embedded, entry by entry."""
    raise NotImplementedError


if __name__ == "__main__":  # python transformer_dropout.py runs the example on what you wrote
    from dropgrade import try_example

    try_example(__file__)
