"""Bernoulli masks and naive dropout
================================

Dropout removes units at random while a network trains, so that no unit can rely on any other being there.
Everything starts with a mask: an array of zeros and ones, with one biased coin drawn for each entry. A single
such coin is called a Bernoulli variable, which gives the mask its name.

Why a coin for each entry? Units that shared one would vanish together, and could still rely on each other.
With separate coins, every unit works beside different units each time: n coins make 2**n networks.

What to write
-------------
`bernoulli_mask(shape, p, rng)` returns an array of this shape in which every entry is, independently of all
others, 0 with probability p (dropped) and 1 with probability 1 - p (kept).

`naive_dropout(x, p, training, rng)` returns `out`, and scales nothing, ever:

    training:    out[i] = x[i] * mask[i]
    evaluation:  out = x

Conventions
-----------
- p is the probability of DROPPING an entry: p = 0.2 keeps about 80 % of them.
- shape is a TUPLE of lengths such as (5,) or (3, 4), like x.shape. A bare integer is never passed.
- The mask holds 0 and 1, as bool or as numbers; 1 marks an entry that is kept.
- x has any number of dimensions; out has the shape and the dtype of x (float32 stays float32).
- `naive_dropout` returns out alone, not a pair. A dropped entry is exactly 0.
- rng is a `numpy.random.Generator` and the only source of randomness. Every call draws new coins.
  Evaluation draws none: rng may then be None.
- x is never changed in place.
- p outside [0, 1) raises `ValueError`: in both functions, in training and at evaluation. p = 0 is fine.

An example, and what is naive about it
--------------------------------------
With p = 0.25, x = [4, 2, 6, 8] and the coins [1, 0, 1, 1]:

    training:    out = [4, 0, 6, 8]    sum 18 in this draw, 15 = 0.75 * 20 on average over all draws
    evaluation:  out = [4, 2, 6, 8]    sum 20, always

A unit that adds these up has learned with sums around 15 and now gets 20, larger by 1 / (1 - p) = 4/3.
Nothing in training prepared it for that. p02 corrects this at evaluation, p03 in training.

Reading: Srivastava et al. (2014), section 4. Note that the paper's p is the probability of keeping.
"""

import numpy as np


def bernoulli_mask(shape, p, rng):
    """Return an array of this shape: 0 with probability p, else 1, each entry by a coin of its own."""
    raise NotImplementedError


def naive_dropout(x, p, training, rng):
    """Return out: x times a fresh mask in training, x as it is at evaluation. Nothing is scaled."""
    raise NotImplementedError


if __name__ == "__main__":  # python bernoulli_mask.py runs the example on what you wrote
    from dropgrade import try_example

    try_example(__file__)
