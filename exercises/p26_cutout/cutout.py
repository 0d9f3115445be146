"""Cutout and random flips
=======================

Dropout hides units, and spatial dropout hides whole maps. Cutout hides a part of the image itself: one square of
every image is blanked, at another place each time, so that the network cannot rely on a single spot. A flip hides
nothing: a cat in a mirror is still a cat. (A 2 in a mirror is not a 2: which changes keep the label depends on
the task.) Both make new samples, and both are for training only.

What to write
-------------
images has the shape (N, C, H, W): samples, channels, rows, columns. Both functions return an array of the
same shape and dtype.

`cutout(images, size, rng)`: every image loses one square. Its centre is a pixel of the image, each with the
same probability: a row r from 0, ..., H - 1 and a column c from 0, ..., W - 1. The square covers

    the size rows     r - size // 2,  ...,  r - size // 2 + size - 1
    the size columns  c - size // 2,  ...,  c - size // 2 + size - 1

and what lies outside the image is cut off. In the square all channels become 0; all other pixels stay as they
are, without any factor.

`random_flip(images, p, rng)`: each image is flipped left to right with probability p, and otherwise left as it is:

    flipped[n, ch, h, w] = images[n, ch, h, W - 1 - w]

Conventions
-----------
- An odd size has the centre in its middle. An even size has one row more above the centre than below it, and
  one column more on its left than on its right: size 4 at row 5 covers the rows 3, 4, 5 and 6.
- Near the border only the part inside counts: size 4 at row 0 covers the rows 0 and 1. The square is not moved
  inside. If size is large, it may cover the whole image.
- Every image has its own centre, and its own coin; all channels of an image share them.
- Here p is the probability of FLIPPING. It lies in [0, 1]: p = 0 flips nothing, p = 1 everything.
- images is of any dtype, and the result has the same: float32 stays float32, uint8 stays uint8.
- rng is a `numpy.random.Generator` and the only source of randomness.
- images is never changed in place.
- A size below 1 raises `ValueError`, and so does a p outside [0, 1]. size is an integer.

An example
----------
One image with one channel of 3 x 4 pixels. cutout with size 2, centre in row 0 and column 2 (the square's first
row would be -1); then random_flip of the image as it was, with a coin that says flip:

    images[0, 0] = 1  2  3  4      cutout:  1  0  0  4      flipped:  4  3  2  1
                   5  6  7  8               5  6  7  8                8  7  6  5
                   9 10 11 12               9 10 11 12               12 11 10  9

Relatives
---------
Random erasing (Zhong et al., 2020) is a close relative. It blanks a rectangle of random size and shape, which
lies inside the image, fills it with random values in place of 0, and leaves some images whole. Random values hide
something that zeros show: where the hole is. A random crop cuts a smaller window out of the image, or out of the
image with a margin of zeros around it, so that things appear at other places; like a flip, it blanks nothing.

Reading: DeVries and Taylor (2017), who found it important that squares may reach over the border. For flips and
crops, Krizhevsky et al. (2012), section 4.1.
"""

import numpy as np


def cutout(images, size, rng):
    """Return images with one square of each blanked, clipped at the border."""
    raise NotImplementedError


def random_flip(images, p, rng):
    """Return images, each of them flipped left to right with probability p."""
    raise NotImplementedError


if __name__ == "__main__":  # python cutout.py runs the example on what you wrote
    from dropgrade import try_example

    try_example(__file__)
