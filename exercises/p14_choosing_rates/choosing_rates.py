"""Choosing rates
==============

How much dropout, where, and for how long? Theory says little; what is known are rules of thumb from experiments.
Each of these three fits into a few lines.

What to write
-------------
`widened_units(n, p)`: a layer that needs n units without dropout is made wider with it, so that n are left on
average. Return the smallest whole number that is at least n / (1 - p), as an int.

`layer_rates(kinds)`: kinds is a list of layers, each one of the five words below, in any order and as often
as the network has them. Return a list of as many rates p, in the same order. Any number within the range is
right:

    "input"          0.1 to 0.2    what is dropped here is lost to all layers
    "convolution"    0.1 to 0.3    its few weights are shared by all places, and overfit less
    "hidden"         0.2 to 0.5    a fully connected layer: most of the weights are here
    "transformer"    0.1 to 0.3    the networks for text of p16 and p17, where 0.1 is usual
    "output"         0             its units are the answer

`annealed_rate(step, steps, p_max)`: the rate at a step of training, which falls along a straight line from
p_max at step 0 to 0 at step = steps, and stays 0 from then on:

    rate = p_max * (1 - step / steps)    for step = 0, 1, ..., steps, both ends included;    0 for step > steps

Conventions
-----------
- p, p_max and all rates are probabilities of DROPPING. Widths and steps are whole numbers, n at least 1.
- Where n / (1 - p) is whole but for a rounding error, as 4 / (1 - 0.8), the next whole number is accepted as
  well.
- layer_rates also takes an empty list. A word that is not in the table raises `ValueError`.
- p or p_max outside [0, 1), a step below 0 and steps below 1 raise `ValueError`. Rates of 0 are fine.

An example
----------
    widened_units(100, 0.2) -> 125        widened_units(10, 0.4) -> 17, for 16 leave 9.6 on average
    layer_rates(["input", "hidden", "hidden", "output"]) -> [0.2, 0.5, 0.5, 0.0], among others
    annealed_rate(step, 4, 0.4) for step = 0, ..., 5 -> 0.4, 0.3, 0.2, 0.1, 0.0, 0.0

Where the advice differs
------------------------
- Hidden layers: many texts say 0.5, after Hinton et al. (2012). Srivastava et al. (2014, A.4) keep a unit
  with probability 0.5 to 0.8, which is the range above. Beside other regularisers 0.1 to 0.3 is often used; 0.2
  and 0.3 satisfy both.
- Convolutions: some texts drop no single activations there at all, but whole channels (p07).
- Inputs: Hinton et al. (2012) drop 20 %; later texts say 10 to 20 %.
- Some texts prefer 0.5 because it gives the most sub-networks. There are 2^n of them at every rate between 0
  and 1 (p10); at 0.5 all are equally likely.
- Schedules: Rennie et al. (2014) let the rate fall, as here, so that training ends with the full network.
  Morerio et al. (2017) let it rise from 0.

No rule says what is best for your data, so rates are searched for: train with each of a few, and keep the one with
the lowest loss on validation data. With few data, a single validation set may happen to favour one rate.
Cross-validation then helps: split the data into five parts, train five times, each time without one of them, and
compare the mean of the five losses measured on the part left out. The test set has no part in the search.

Reading: Srivastava et al. (2014), appendix A.1 for the width (their p is the probability of keeping: n / p)
and A.4 for the rates; Rennie et al. (2014) for the schedule; Goodfellow et al. (2016), 5.3, for cross-validation.
"""

import math


def widened_units(n, p):
    """Return how many units a layer needs so that at least n are left on average, an int."""
    raise NotImplementedError


def layer_rates(kinds):
    """Return a rate for each layer, in the order of kinds."""
    raise NotImplementedError


def annealed_rate(step, steps, p_max):
    """Return the rate at a step: a straight line from p_max at step 0 to 0 at step = steps, then 0."""
    raise NotImplementedError


if __name__ == "__main__":  # python choosing_rates.py runs the example on what you wrote
    from dropgrade import try_example

    try_example(__file__)
