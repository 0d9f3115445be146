"""Stochastic depth
================

A residual block computes x + f(x): a branch f, and a skip connection that passes x on as it is. So a block can be
left out in training, and the network still works: only what the block would have added is missing. With stochastic
depth each sample goes through a network of random depth. Gradients find a shorter way back, while evaluation uses
all blocks.

What to write
-------------
`drop_path(x, branch, p, training, rng)` returns the output of one block. branch is f(x), computed already; it
and x have the same shape (N, ...), where N is the number of samples. In training every sample has one coin:

    keep[n] = 1 with probability 1 - p, else 0
    out[n]  = x[n] + branch[n] * keep[n] / (1 - p)

The coin is for the branch alone: x is never dropped and never scaled. The factor is that of inverted dropout
(p03), so the expected value of out is x + branch, and that is what evaluation (`training=False`) returns.

`depth_rates(n_blocks, p_last)` returns the p of each block, from the first to the last, as an array of shape
(n_blocks,). They rise in a straight line: block l of L, counted from 1, has

    p_l = l / L * p_last

so the last block has p_last and the first one p_last / L, not 0: only the input to the first block is never
dropped. All later blocks build on what the early ones find, so early blocks are dropped least.

Conventions
-----------
- p is the probability of DROPPING the branch of a sample: p = 0.2 keeps about 80 % of them.
- The coins of different samples are independent. All entries of a sample share its coin.
- x has one or more dimensions, the first for samples. out has its shape and dtype (float32 stays float32).
- drop_path returns out alone: there is no mask. Where the branch is dropped, out[n] equals x[n].
- rng is a `numpy.random.Generator` and the only source of randomness. At evaluation it may be None.
- Neither x nor branch is changed in place.
- p outside [0, 1) raises `ValueError`, in training and at evaluation alike; p = 0 is fine, it drops nothing.
- depth_rates returns float64, and raises `ValueError` for n_blocks below 1 and for p_last outside [0, 1).

An example
----------
Two samples of three numbers, p = 0.2 and the coins [1, 0]. The factor is 1 / 0.8 = 1.25:

    x      =  1.0  2.0  3.0     branch =  0.8  0.4  -1.6     out =  2.0  2.5  1.0
              4.0  5.0  6.0               0.4  2.0   0.8            4.0  5.0  6.0

    depth_rates(4, 0.2) = [0.05, 0.1, 0.15, 0.2]

The second sample came out as it went in. With these rates 4 - 0.5 = 3.5 blocks are active on average.

Reading: Huang et al. (2016), section 3. The paper draws one coin for a whole mini-batch, so that a dropped branch
need not be computed and training gets cheaper. It scales nothing in training and multiplies the branch by 1 - p at
evaluation. The form above, a coin for each sample and the factor in training, is what libraries call drop path; as
the branch is computed already, it saves no time. The paper writes p_l for the chance to survive, 1 - l / L *
(1 - p_L), which is the same line; some programs begin it at 0 for the first block.
"""

import numpy as np


def drop_path(x, branch, p, training, rng):
    """Return x + branch, in training without the branch for some of the samples."""
    raise NotImplementedError


def depth_rates(n_blocks, p_last):
    """Return the drop probabilities of all blocks, which rise in a straight line to p_last."""
    raise NotImplementedError


if __name__ == "__main__":  # python stochastic_depth.py runs the example on what you wrote
    from dropgrade import try_example

    try_example(__file__)
