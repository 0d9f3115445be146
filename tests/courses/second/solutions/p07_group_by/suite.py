"""The hidden suite of the summary."""

import numpy as np
import pytest

from dropgrade.checks import expect_equal, expect_no_loop, expect_that, expect_uses

CITIES = ["Rome", "Oslo", "Rome", "Bern", "Bern", "Oslo", "Rome", "Lima"]
VALUES = [20.0, 5.5, 25.0, None, 12.0, 6.5, 24.0, 12.0]


def groups(cities, values, at_least):
    """The values of each city that counts, by the alphabet."""
    found = {city: [v for c, v in zip(cities, values, strict=True) if c == city and v is not None] for city in cities}
    return {city: found[city] for city in sorted(found) if len(found[city]) >= max(at_least, 1)}


def expected(cities, values, at_least, mean=np.mean, largest=max, order=1):
    """What is right, and what comes of another mean, another extreme or another order."""
    chosen = groups(cities, values, at_least)
    means = {city: float(mean(each)) for city, each in chosen.items()}
    ranks = {city: 1 + sum((other - means[city]) * order > 0 for other in means.values()) for city in chosen}
    return {city: (len(each), means[city], largest(each), ranks[city]) for city, each in chosen.items()}


@pytest.fixture
def table(rng):
    """Many measurements of a few cities, some of which failed."""
    cities = list(rng.choice(["Rome", "Oslo", "Bern", "Lima", "Kiev"], size=60))
    values = [None if rng.random() < 0.2 else round(float(v), 3) for v in rng.normal(15, 8, size=60)]
    return [str(city) for city in cities], values


@pytest.mark.points(3)
@pytest.mark.essential
def test_summary(student, table):
    """Each city has its number of measurements, mean, largest value and rank."""
    expect_equal(
        student.summary(*table, 1),
        expected(*table, 1),
        what="summary(…)",
        mistakes={
            "medians": expected(*table, 1, mean=np.median),
            "smallest": expected(*table, 1, largest=min),
            "coldest_first": expected(*table, 1, order=-1),
        },
    )


@pytest.mark.points(2)
@pytest.mark.needs("test_summary")
def test_at_least(student):
    """Cities with fewer measurements than asked for are left out, before ranks are given."""
    out = student.summary(CITIES, VALUES, 2)
    ranked_before = {c: (*row[:3], expected(CITIES, VALUES, 1)[c][3]) for c, row in expected(CITIES, VALUES, 2).items()}
    with_failed = isinstance(out, dict) and "Bern" in out
    expect_equal(out, expected(CITIES, VALUES, 2), what="summary(…, 2)",
                 mistakes={"failed_ones_count": with_failed, "ranked_before": ranked_before})  # fmt: skip


@pytest.mark.points(0.5)
@pytest.mark.needs("test_summary")
def test_nothing(student):
    """Where all measurements failed, no city is returned."""
    expect_equal(student.summary(["Rome", "Oslo"], [None, None], 1), {}, what="summary(…) of failed measurements")


@pytest.mark.points(1.5)
@pytest.mark.needs("test_summary")
def test_ties(student):
    """Cities with the same mean have the same, better rank."""
    cities, values = ["a", "b", "c", "d", "e"], [3.0, 5.0, 5.0, 5.0, 1.0]
    out = student.summary(cities, values, 1)
    expect_equal(out, expected(cities, values, 1), what="summary(…) with a tie")


@pytest.mark.points(2)
@pytest.mark.needs("test_summary")
def test_order(student, table):
    """The cities are in the order of the alphabet."""
    out = student.summary(*table, 1)
    keys = list(out) if isinstance(out, dict) else []
    expect_that(keys == sorted(keys), what="the cities", observed=str(keys), expected="the order of the alphabet",
                mistakes=["order_of_the_table"])  # fmt: skip


@pytest.mark.points(1)
@pytest.mark.needs("test_summary")
def test_means(student):
    """It is pandas that forms the groups, without a loop."""
    expect_uses(student, "summary", "groupby")
    expect_no_loop(student, "summary", comprehensions=True, mistakes=["loops_over_groups"])
