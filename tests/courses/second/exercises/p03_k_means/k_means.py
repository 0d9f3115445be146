"""k-means
=======

What to write
-------------
- `assign(x, centres)`: for each point the number of the nearest centre, by Euclidean distance, without a Python loop;
- `update(x, labels, centres)`: the new centres, each the mean of its points;
- `k_means(x, centres, steps)`: `(centres, labels)` after so many rounds of the two.

Conventions
-----------
- x has the shape (points, features), centres (clusters, features), and labels are integers of the shape (points,).
- A centre without points stays where it is.
- The labels that `k_means` returns are those of the centres that it returns.
- No input is changed.
- The docstring of `k_means` says why the sum of squared distances never grows.

An example
----------
For x = [[0.0], [1.0], [10.0]] and centres = [[0.0], [2.0]] the labels are [0, 0, 1], and the new centres
[[0.5], [10.0]].

Reading: Lloyd (1982), Least squares quantization in PCM.
"""

import numpy as np


def assign(x, centres):
    """Return the number of the nearest centre of each point."""
    raise NotImplementedError


def update(x, labels, centres):
    """Return the means of the clusters."""
    raise NotImplementedError


def k_means(x, centres, steps):
    """Return centres and labels after some rounds."""
    raise NotImplementedError
