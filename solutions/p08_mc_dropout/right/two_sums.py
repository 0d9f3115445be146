"""Two plain loops over a list of outputs, without stacking them."""

def mc_dropout(forward, x, n_samples):
    if n_samples < 1:
        raise ValueError("n_samples must be at least 1")
    outputs = []
    for _ in range(n_samples):
        outputs.append(forward(x))
    mean = sum(outputs) / len(outputs)
    return mean, sum((y - mean) ** 2 for y in outputs) / len(outputs)
