"""The summary: the reference."""

import pandas as pd


def summary(cities, temperatures, at_least):
    """Return the summary of each city."""
    frame = pd.DataFrame({"city": cities, "value": pd.Series(temperatures, dtype=float)})
    frame = frame.dropna()
    table = frame.groupby("city")["value"].agg(["count", "mean", "max"])
    table = table[table["count"] >= at_least]
    table["rank"] = table["mean"].rank(ascending=False, method="min").astype(int)
    return dict(zip(table.index, table.itertuples(index=False, name=None)))
