"""It looks as if p is used as the probability of KEEPING an entry: a share p survives, and evaluation
multiplies by p or by nothing that fits. Here p is the probability of dropping, so at p = 0.3 your layer
throws away 70 % of its input. (The papers' p is the other one: mind which text you follow.)
"""


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x * p, None
    mask = rng.random(x.shape) < p
    return x * mask, mask
