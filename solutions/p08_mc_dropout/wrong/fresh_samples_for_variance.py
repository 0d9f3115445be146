"""It looks as if there are two rounds of passes, one for the mean and another for the variance. The second
round throws new coins, so the distances are not those of the outputs that were averaged, and everything
costs twice.
"""

def mc_dropout(forward, x, n_samples):
    if n_samples < 1:
        raise ValueError("n_samples must be at least 1")
    mean = sum(forward(x) for _ in range(n_samples)) / n_samples
    variance = sum((forward(x) - mean) ** 2 for _ in range(n_samples)) / n_samples
    return mean, variance
