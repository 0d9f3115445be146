"""The hidden suite of mixup. Marked rows make the weights and the partners of every row readable."""

from typing import NamedTuple

import numpy as np
import pytest

from dropgrade.checks import (
    expect_array,
    expect_different,
    expect_like,
    expect_pair,
    expect_returns,
    expect_that,
    expect_unchanged,
    expect_value,
    fits,
    probe,
)
from dropgrade.checks.behaviour import expect_fresh_draws
from dropgrade.checks.refusals import expect_values_refused
from dropgrade.checks.visible.blends import SHARE, Blend, is_one, marked_batch, one_number, order_of

ALPHA = 20.0  # lam lies between 0.02 and 0.98, but for once in 1e23
ROWS = 30  # 30 partners drawn one by one are a permutation once in 1e12
TRIPLE, BLEND = "(mixed_x, mixed_y, lam)", "lam * x[i] + (1 - lam) * x[perm[i]]"
LARGE, SMALL, DRAWS = 50.0, 0.05, 40
MIDDLE = {LARGE: 0.9999689, SMALL: 0.0395633}  # P(0.3 < lam < 0.7), by SciPy's beta distribution


class Mixed(NamedTuple):
    """One call: what came back, and at which place lam was; two sets of labels are no mixed_y."""

    x: object
    y: object
    lam: object
    lam_place: int
    both_labels: bool


def mix(student, x, y, rng, alpha=ALPHA):
    """One call, wherever lam is; `test_weights` judges its place, and `test_labels` whether the labels are mixed."""
    result = student.mixup(x, y, alpha, rng)
    both = isinstance(result, tuple | list) and len(result) == 4 and np.array_equal(result[1], y)
    members = list(expect_pair([*result[:2], result[3]] if both else result, ("mixed_x", "mixed_y", "lam")))
    place = next((i for i, value in enumerate(members) if isinstance(value, float | np.floating)), 2)
    lam = members.pop(place)
    return Mixed(*members, lam, place, both)


def rows_of(out, x):
    """The blends of the rows of x in one call."""
    return Blend(expect_like(out.x, x, what="mixed_x"), x)


def labels_of(out, y):
    """The labels of one call."""
    expect_that(not out.both_labels, what="what it returns", observed="four values, y as it was among them",
                expected=TRIPLE, mistakes=["returns_both_labels"])  # fmt: skip
    return expect_like(out.y, y, what="mixed_y")


def blended(student, x, y, rng):
    """One call whose rows are blended with others, which `test_rows_are_mixed` judges: all of it, and its rows."""
    out = mix(student, x, y, rng)
    rows = rows_of(out, x)
    good = rows.is_of_two and rows.is_mixed
    expect_that(good, what="the rows of mixed_x", observed="not all blended with a partner", expected=BLEND)
    return out, rows


@pytest.mark.points(0.5)
@pytest.mark.essential
def test_rows_are_mixed(student, rng):
    """Each row of x is blended with one row of the same batch, its partner."""
    x, y = marked_batch(rng, ROWS)
    out = mix(student, x, y, rng)
    rows, lam = rows_of(out, x), one_number(out.lam)
    with np.errstate(all="ignore"):
        rest = np.nan_to_num((rows.out - lam * x) / (1 - lam))
    shuffled = [np.allclose(np.sort(rest, axis=axis), np.sort(x, axis=axis), atol=1e-6) for axis in (0, 1)]
    names = {"mixes_mixed_rows": rows.is_linear, "shuffles_each_column": shuffled[0], "shuffles_columns": shuffled[1]}
    expect_that(rows.is_of_two, what="the rows of mixed_x", expected=BLEND, mistakes=names,
                observed="not every one is made of two whole rows of x")  # fmt: skip
    expect_that(rows.is_mixed, what="mixed_x", observed="no row has anything of another",
                expected="rows that are mixed", mistakes=["no_partner"])  # fmt: skip


@pytest.mark.points(1.5)
@pytest.mark.needs("test_rows_are_mixed")
def test_weights(student, rng):
    """A row has the weight lam and its partner 1 - lam, with the one lam that is returned."""
    x, y = marked_batch(rng, ROWS)
    out, rows = blended(student, x, y, rng)
    own, other, lam = rows.own, rows.other, one_number(out.lam)
    expect_that(out.lam_place == 2, what="what it returns", observed=f"lam as number {out.lam_place + 1} of three",
                expected=TRIPLE, mistakes=["pair_swapped"])  # fmt: skip
    expect_that(is_one(own), what="the weight of a row in itself", mistakes=["one_lam_per_sample"],
                observed=f"from {own.min():.4g} to {own.max():.4g} in one call",
                expected="one number for the whole batch")  # fmt: skip
    miss = {"weights_miss_one": True}
    expect_value(own[0] + other[0], 1.0, what="the sum of the two weights", mistakes=miss, rtol=1e-6)
    swapped = dict.fromkeys(["row_weights_swapped", "weights_swapped"], bool(np.isclose(lam, other[0])))
    expect_value(lam, own[0], what="lam, beside the weight that a row has in itself", mistakes=swapped, rtol=1e-6)


@pytest.mark.points(2)
@pytest.mark.essential
@pytest.mark.needs("test_rows_are_mixed")
def test_labels(student, rng):
    """The labels are blended with the same partners and the same weights as the rows."""
    x, y = marked_batch(rng, ROWS)
    out, rows = blended(student, x, y, rng)
    labels, lam = Blend(labels_of(out, y), y, SHARE), one_number(out.lam)
    bare = bool(np.allclose(labels.weights, np.eye(ROWS)))
    expect_that(labels.is_of_two and labels.is_mixed, what="mixed_y", expected="lam * y[i] + (1 - lam) * y[perm[i]]",
                observed="y as it was" if bare else "not every row is made of two rows of y",
                mistakes={"labels_left_unmixed": bare})  # fmt: skip
    same = np.array_equal(rows.partners, labels.partners)
    expect_that(same, what="the partners of the labels", observed="others than those of the rows", expected="the same",
                mistakes=["two_permutations"])  # fmt: skip
    crossed = bool(np.allclose(labels.own, 1 - rows.own))
    whole = all(np.allclose(blend.own + blend.other, 1) and is_one(blend.own) for blend in (labels, rows))
    in_partner = np.allclose(labels.own, rows.own)
    of_label, of_row = (blend.other[0] if in_partner else blend.own[0] for blend in (labels, rows))
    expect_that(
        np.allclose(labels.weights, rows.weights, rtol=1e-6, atol=1e-6),
        what="the weight of a partner's label" if in_partner else "the weight of a label in its own row",
        observed=f"{of_label:.6g}",
        expected=f"{of_row:.6g}, as for the rows of x",
        mistakes={
            "label_weights_swapped": crossed and bool(np.isclose(rows.own[0], lam)),
            "row_weights_swapped": crossed and bool(np.isclose(labels.own[0], lam)),
            "two_lams": not crossed and whole and 0 < of_label < 1,
        },
    )


def draws(student, rng, alpha):
    """The lam of each of many calls, which differ."""
    x, y = marked_batch(rng, 2)
    lam = np.array([one_number(mix(student, x, y, rng, alpha).lam) for _ in range(DRAWS)])
    expect_that(np.isfinite(lam).all(), what="lam", observed="no number", expected="a number")
    expect_that(not is_one(lam), what=f"lam in {DRAWS} calls with alpha = {alpha:g}", expected="numbers that differ",
                observed=f"{lam[0]:.6g} every time",
                mistakes=["alpha_for_lam" if lam[0] == alpha else "frozen_draws"])  # fmt: skip
    return lam


@pytest.mark.points(1.5)
def test_lam(student, rng):
    """lam is drawn from Beta(alpha, alpha), anew at every call."""
    drawn = {alpha: draws(student, rng, alpha) for alpha in MIDDLE}
    middle = {alpha: int(((lam > 0.3) & (lam < 0.7)).sum()) for alpha, lam in drawn.items()}
    above = {alpha: int((lam > 0.5).sum()) for alpha, lam in drawn.items()}
    names = {
        "ignores_alpha": abs(middle[LARGE] - middle[SMALL]) < 0.45 * DRAWS and fits(above[LARGE], DRAWS, 0.5),
        "second_parameter_one": above[LARGE] in (0, DRAWS) and middle[LARGE] < 0.05 * DRAWS,
        "larger_share": above[LARGE] == above[SMALL] == DRAWS and middle[LARGE] > 0.9 * DRAWS,
    }
    for alpha, share in MIDDLE.items():
        for where, count, p in (("between 0.3 and 0.7", middle[alpha], share), ("above 1/2", above[alpha], 0.5)):
            expect_that(fits(count, DRAWS, p), what=f"how often lam is {where} at alpha = {alpha:g}", mistakes=names,
                        observed=f"{count} of {DRAWS} times", expected=f"about {p * DRAWS:.2g} times")  # fmt: skip


@pytest.mark.points(0.5)
@pytest.mark.needs("test_lam")
def test_lam_is_a_number(student, rng):
    """lam comes back as a plain number."""
    lam = mix(student, *marked_batch(rng, ROWS), rng).lam
    size = lam.size if isinstance(lam, np.ndarray) else 0
    plain = isinstance(lam, int | float | np.number) or (size == 1 and lam.ndim == 0)
    names = {"lam_in_array": size == 1, "one_lam_per_sample": size == ROWS}
    expect_that(plain, what="lam", observed=f"an array that holds {size}" if size else lam, expected="a number",
                mistakes=names)  # fmt: skip


@pytest.mark.points(1)
@pytest.mark.needs("test_rows_are_mixed")
def test_partners(student, rng):
    """The partners are a random permutation of the rows."""
    first, again = (blended(student, *marked_batch(rng, ROWS), rng)[1].partners for _ in range(2))
    distinct, order = np.unique(first).size, order_of(first)
    names = {
        "one_partner_for_all": distinct == 1,
        "partners_with_repeats": 1 < distinct < ROWS,
        "reverses_batch": order.startswith("the batch"),
        "next_row_as_partner": order.startswith("the next"),
    }
    expect_that(not order, what="the partners", observed=order, expected="a random permutation, of each row once",
                mistakes=names)  # fmt: skip
    expect_different(first, again, what="the partners in two calls in a row", mistakes=["frozen_draws"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_partners")
def test_own_partner(student, rng):
    """A row may be its own partner."""
    x, y = marked_batch(rng, 2)
    never = all(rows_of(mix(student, x, y, rng, LARGE), x).is_mixed for _ in range(DRAWS))
    expect_that(not never, what=f"two rows in {DRAWS} calls", observed="neither was ever its own partner",
                expected="as often their own partners as each other's", mistakes=["never_its_own_partner"])  # fmt: skip


@pytest.mark.points(1)
@pytest.mark.needs("test_weights", "test_labels", "test_lam", "test_partners")
def test_fresh_draws(student, rng):
    """Every call draws anew, and with rng alone."""
    x, y = marked_batch(rng, ROWS)
    expect_fresh_draws(student, lambda stream: mix(student, x, y, stream).x)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_weights", "test_labels", "test_lam", "test_partners")
def test_shape_and_dtype(student, rng):
    """Rows may have any shape, and float32 stays float32."""
    for shape in ((4, 3, 5, 2), (5, 6, 3), (6,)):
        x, y = probe(shape, rng, np.float32), np.eye(shape[0], dtype=np.float32)
        names = ["two_dimensional_only"] if len(shape) > 2 else []
        expect_returns(student.mixup, x, y, ALPHA, rng, what=f"a call with x of shape {shape}", mistakes=names)
        out = mix(student, x, y, rng)
        expect_like(out.x, x, what="mixed_x", mistakes=names)
        expect_array(out.x, np.tensordot(labels_of(out, y), x, 1), what=f"mixed_x of shape {shape}", rtol=1e-4)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_weights", "test_labels", "test_lam", "test_partners")
def test_input_unchanged(student, rng):
    """x and y are left as they were."""
    mix(student, *marked_batch(rng, ROWS), rng)
    expect_unchanged(student, what="x or y", mistakes=["changes_input"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_weights", "test_labels", "test_lam", "test_partners")
def test_refuses_bad_alpha(student, rng):
    """An alpha of 0 or below raises ValueError."""
    x, y = marked_batch(rng, 3)
    expect_values_refused(lambda alpha: student.mixup(x, y, alpha, rng), "alpha", (0.0, -0.4), good=ALPHA,
                          what="mixup", accepts="takes_any_alpha")  # fmt: skip
