"""It looks as if the comparison that makes the mask points the wrong way: entries are kept with probability
p, although evaluation multiplies by the factor for keeping 1 - p. Uniform numbers fall below p with
probability p: which side of the comparison should survive?
"""


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x * (1 - p), None
    mask = rng.random(x.shape) < p
    return x * mask, mask
