"""The width of the first papers, cut off."""


def widened_units(n, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return int(n / p) if p else n


def layer_rates(kinds):
    table = {"input": 0.1, "convolution": 0.2, "hidden": 0.5, "transformer": 0.1, "output": 0.0}
    rates = []
    for kind in kinds:
        if kind not in table:
            raise ValueError(f"unknown kind {kind}")
        rates.append(table[kind])
    return rates


def annealed_rate(step, steps, p_max):
    if not 0 <= p_max < 1:
        raise ValueError("p_max must lie in [0, 1)")
    if step < 0 or steps < 1:
        raise ValueError("bad step")
    if step > steps:
        return 0.0
    return p_max * (1 - step / steps)
