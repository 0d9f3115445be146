"""The hidden suite of k-means."""

import numpy as np
import pytest

from dropgrade.checks import credit, expect_array, expect_no_loop, expect_pair, expect_unchanged

FAR = np.array([[0.0, 0.0], [3.1, 3.1], [4.9, 0.0]])
"""Centres that are nearest by one distance and not by another."""


def distances(x, centres, power=2):
    """The distances of all points from all centres."""
    return (np.abs(x[:, None] - centres) ** power).sum(axis=-1)


def means(x, labels, centres, of=np.mean):
    """The centres after one update."""
    every = [(x[labels == k], centre) for k, centre in enumerate(centres)]
    return np.array([of(points, axis=0) if len(points) else centre for points, centre in every])


def rounds(x, centres, steps):
    """Centres and labels after some rounds."""
    for _ in range(steps):
        centres = means(x, distances(x, centres).argmin(axis=1), centres)
    return centres, distances(x, centres).argmin(axis=1)


@pytest.fixture
def points(rng):
    """Points around three places, and three centres that are not there yet."""
    places = np.array([[0.0, 0.0], [2.0, 1.0], [0.5, 3.0]])
    return places[rng.integers(0, 3, size=60)] + rng.normal(size=(60, 2)), rng.normal(size=(3, 2)) + 0.5


@pytest.mark.points(3)
@pytest.mark.essential
def test_assign(student, rng):
    """`assign` gives the number of the nearest centre, without a loop."""
    x = rng.uniform(0, 5, size=(200, 2))
    labels = distances(x, FAR).argmin(axis=1)
    expect_array(
        student.assign(x, FAR),
        labels,
        what="labels",
        mistakes={
            "sums_of_absolute_values": distances(x, FAR, 1).argmin(axis=1),
            "farthest_centre": distances(x, FAR).argmax(axis=1),
        },
    )
    credit(0.5, "the labels, with a loop")
    expect_no_loop(student, "assign", mistakes=["loops_over_points"])


@pytest.mark.points(2)
@pytest.mark.needs("test_assign")
def test_update(student, points):
    """`update` gives the mean of each cluster's points."""
    x, centres = points
    labels = distances(x, centres).argmin(axis=1)
    expect_array(
        student.update(x, labels, centres),
        means(x, labels, centres),
        what="the new centres",
        mistakes={"medians": means(x, labels, centres, np.median)},
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_update")
def test_empty_cluster(student):
    """A centre without points stays where it is."""
    x, centres = np.array([[0.0], [1.0]]), np.array([[0.0], [50.0]])
    out = student.update(x, np.array([0, 0]), centres)
    is_nan = isinstance(out, np.ndarray) and out.dtype.kind == "f" and bool(np.isnan(out).any())
    expect_array(out, np.array([[0.5], [50.0]]), what="the centres", mistakes={"mean_of_nothing": is_nan})


@pytest.mark.points(2)
@pytest.mark.needs("test_update")
def test_rounds(student, points):
    """`k_means` makes as many rounds as it is told to, and gives the labels of the last centres."""
    x, start = points
    centres, labels = expect_pair(student.k_means(x, start, 4), names=("centres", "labels"))
    expect_array(centres, rounds(x, start, 4)[0], what="the centres", mistakes={"one_round": rounds(x, start, 1)[0]})
    for steps in range(5):
        centres, labels = expect_pair(student.k_means(x, start, steps), names=("centres", "labels"))
        stale = rounds(x, start, max(steps - 1, 0))[1]
        expect_array(labels, rounds(x, start, steps)[1], what="the labels", mistakes={"labels_of_before": stale})


@pytest.mark.points(1)
@pytest.mark.needs("test_update")
def test_unchanged(student, points):
    """No input is changed."""
    student.k_means(*points, 2)
    expect_unchanged(student, mistakes=["changes_centres"])


@pytest.mark.points(1)
@pytest.mark.manual
@pytest.mark.needs("test_rounds")
def test_reason():
    """The docstring of `k_means` says why the sum of squared distances never grows."""
