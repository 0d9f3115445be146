"""Mean of the squares less the square of the mean, and any n_samples is taken."""


def mc_dropout(forward, x, n_samples):
    total, squares = 0.0, 0.0
    for _ in range(n_samples):
        y = forward(x)
        total = total + y
        squares = squares + y * y
    n = max(n_samples, 1)
    return total / n, squares / n - (total / n) ** 2
