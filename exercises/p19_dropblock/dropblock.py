"""DropBlock
=========

Dropping single pixels of a feature map takes little away, because their neighbours show the same; dropping whole
maps (p07) takes away all that a detector found. DropBlock lies between the two: it drops square blocks. What
was seen at one place of a map is then gone, and the network has to look at other places too.

What to write
-------------
`dropblock(x, p, block_size, training, rng)` returns the pair `(out, mask)`.
x has the shape (N, C, H, W): samples, channels, rows, columns. Write b for block_size.

In training, a block of b x b entries can lie in (H - b + 1) * (W - b + 1) places of a map without sticking out.
Every place, in every channel of every sample, has a coin of its own and is drawn with the probability

    gamma = p / b**2  *  H * W / ((H - b + 1) * (W - b + 1))

All entries in a place that was drawn are dropped. Places overlap, so blocks may overlap, too:

    mask[n, c, h, w] = 0 if a place that covers (h, w) was drawn in map (n, c), else 1
    out              = x * mask * (number of entries of mask) / (number of ones in mask)

Why gamma and not p? A place that is drawn takes b * b entries with it, and an entry in the middle lies in b * b
places. Drawn with probability p each, they would leave it with (1 - p)**(b * b): 4 % at p = 0.3 and b = 3. With
gamma, the sizes of the drawn blocks add up to a share p of the entries on average. Where blocks overlap, a bit less
is dropped. So the factor is computed from what this call kept, over all samples and channels together.

At evaluation (`training=False`) nothing is dropped and nothing is scaled: return `(x, None)`.

Conventions
-----------
- p is roughly the share to DROP: p = 0.2 keeps a bit more than 80 % of the entries.
- block_size is the side of a block, odd or even. Whether your coins stand for the corner or for the middle of a
  block makes no difference, as long as every place has one coin and no block leaves the map.
- out has the shape and the dtype of x (float32 stays float32).
- mask has the shape of x and is not scaled: it holds 0 and 1, as bool or as numbers.
- If a call drops everything, out is all zeros. (A guard such as 1e-7 in the denominator is allowed.)
- rng is a `numpy.random.Generator` and the only source of randomness. At evaluation it may be None.
- x is never changed in place.
- p outside [0, 1) raises `ValueError`, and so does a block_size below 1 or above H or W, in training and at
  evaluation alike. p = 0 is fine: it drops nothing, and the mask of training is then all ones.

An example
----------
One map of 4 x 5, b = 2, p = 0.3: there are 3 * 4 places, and gamma = 0.3 / 4 * 20 / 12 = 0.125. Say two were
drawn, with their upper left corners in row 0, column 1 and in row 1, column 2. They share an entry, so 7 of 20
are dropped, and the factor is 20 / 13 = 1.538:

    mask =  1  0  0  1  1      x =  1.3  2.6  1.3  1.3  2.6      out =  2.0  0.0  0.0  2.0  4.0
            1  0  0  0  1           2.6  1.3  1.3  2.6  1.3             4.0  0.0  0.0  0.0  2.0
            1  1  0  0  1           1.3  3.9  2.6  1.3  1.3             2.0  6.0  0.0  0.0  2.0
            1  1  1  1  1           1.3  1.3  2.6  1.3  3.9             2.0  2.0  4.0  2.0  6.0

Reading: Ghiasi, Lin and Le (2018), section 3 and algorithm 1, who write 1 - keep_prob for p. Some descriptions
speak of one random block; in the paper every place has a coin, so a map may get none, one or several.
"""

import numpy as np


def dropblock(x, p, block_size, training, rng):
    """Return (out, mask): x with square blocks dropped and rescaled, or (x, None) at evaluation."""
    raise NotImplementedError


if __name__ == "__main__":  # python dropblock.py runs the example on what you wrote
    from dropgrade import try_example

    try_example(__file__)
