"""A column at a time."""

import pandas as pd


def summary(cities, temperatures, at_least):
    values = pd.Series(temperatures, index=cities, dtype=float).dropna()
    groups = values.groupby(level=0)
    counts = groups.count()
    keep = counts.index[counts >= at_least].sort_values()
    means, most = groups.mean()[keep], groups.max()[keep]
    ranks = means.rank(method="min", ascending=False)
    columns = [counts[keep].tolist(), means.tolist(), most.tolist(), ranks.astype("int64").tolist()]
    return dict(zip(keep.tolist(), zip(*columns)))
