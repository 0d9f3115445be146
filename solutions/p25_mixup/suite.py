"""The hidden suite of mixup. Marked rows make the weights and the partners of every row readable."""

from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest

from dropgrade.checks import (
    expect_array,
    expect_different,
    expect_global_state_untouched,
    expect_like,
    expect_pair,
    expect_reproducible,
    expect_returns,
    expect_that,
    expect_unchanged,
    expect_value,
    fits,
    probe,
)
from dropgrade.checks.refusals import expect_refused

ALPHA = 20.0  # lam lies between 0.02 and 0.98, but for once in 1e23
ROWS = 30  # 30 partners drawn one by one are a permutation once in 1e12
SHARE = 0.6  # of a label that marks its row
MEMBERS = ("mixed_x", "mixed_y", "lam")
LARGE, SMALL, DRAWS = 50.0, 0.05, 40
MIDDLE = {LARGE: 0.9999689, SMALL: 0.0395633}  # P(0.3 < lam < 0.7), by SciPy's beta distribution


def batch(rng, n=ROWS):
    """Rows x and soft labels y, which each begin with a mark of their own."""
    x = np.hstack([np.eye(n), probe((n, 5), rng)])
    y = np.hstack([SHARE * np.eye(n), (1 - SHARE) * rng.dirichlet(np.ones(3), size=n)])
    return x, y


def unmixed(out, given, unit):
    """How the rows of a result were made: from which weights, in themselves and in others, and with which partners."""
    n = len(given)
    weights = out[:, :n] / unit
    others = np.where(np.abs(weights) > 1e-9, weights, 0) * (1 - np.eye(n))
    mixed = others.any(axis=1)
    linear = bool(np.allclose(weights @ given[:, n:], out[:, n:], rtol=1e-6, atol=1e-6))  # also without the marks
    return SimpleNamespace(
        weights=weights,
        own=np.diagonal(weights)[mixed],  # of the mixed rows, as are those of the others
        other=others.sum(axis=1)[mixed],
        partners=np.where(mixed, (others != 0).argmax(axis=1), np.arange(n)),
        is_linear=linear,
        is_of_two=linear and bool(((others != 0).sum(axis=1) <= 1).all()),
        is_mixed=bool(mixed.any()),
    )


def order_of(partners):
    """What the order of the partners is in place of a random permutation; empty where it may be one."""
    n, distinct = len(partners), np.unique(partners).size
    if distinct < n:
        return f"{distinct} of {n} rows are a partner"
    if np.array_equal(partners, np.arange(n)[::-1]):
        return "the batch from its end to its beginning"
    return "the next rows, all by the same step" if is_one((partners - np.arange(n)) % n) else ""


def mix(student, x, y, rng, alpha=ALPHA):
    """One call: what came back, wherever lam is, and MEMBERS for mixed_y where the labels came back in two parts."""
    result = student.mixup(x, y, alpha, rng)
    members = tuple(result) if isinstance(result, list) else result
    if isinstance(members, tuple) and len(members) == 4 and np.array_equal(members[1], y):
        members = members[0], MEMBERS, members[3]
    members = list(expect_pair(members, MEMBERS))
    place = next((i for i, value in enumerate(members) if isinstance(value, float | np.floating)), 2)
    members.append(members.pop(place))
    return SimpleNamespace(**dict(zip(MEMBERS, members, strict=True)), lam_place=place)


def labels_of(out, y):
    """The labels of one call."""
    expect_that(out.mixed_y is not MEMBERS, what="what it returns", observed="four values, y as it was among them",
                expected="(mixed_x, mixed_y, lam)", mistakes=["returns_both_labels"])  # fmt: skip
    names = ["float64_out"] * (getattr(out.mixed_y, "dtype", None) == np.float64)
    return expect_like(out.mixed_y, y, what="mixed_y", dtype_mistakes=names)


def blended(student, x, y, rng, alpha=ALPHA):
    """One call: the blends of x and of y, None where it is none, and the number in lam."""
    out = mix(student, x, y, rng, alpha)
    rows = unmixed(expect_like(out.mixed_x, x, what="mixed_x"), x, 1)
    fits = isinstance(out.mixed_y, np.ndarray) and out.mixed_y.shape == y.shape and np.isfinite(out.mixed_y).all()
    labels, lam = unmixed(out.mixed_y, y, SHARE) if fits else None, one_number(out.lam)
    return SimpleNamespace(out=out, rows=rows, labels=labels, lam=lam)


def well_blended(student, x, y, rng):
    """One call whose rows are blended with others, which another check judges."""
    found = blended(student, x, y, rng)
    good, formula = found.rows.is_of_two and found.rows.is_mixed, "lam * x[i] + (1 - lam) * x[perm[i]]"
    expect_that(good, what="the rows of mixed_x", observed="not all blended with a partner", expected=formula)
    return found


def one_number(lam):
    """The number in lam, or the first of a vector; NaN where there is none. Whether it is plain, one check asks."""
    values = np.asarray(lam, float) if isinstance(lam, int | float | np.ndarray | np.generic) else np.empty(0)
    return float(values.flat[0]) if values.size and values.size == max(values.shape, default=1) else np.nan


def is_one(values):
    """Whether all numbers are alike."""
    return bool(np.ptp(np.asarray(values, float)) < 1e-9)


@pytest.mark.points(0.5)
@pytest.mark.essential
def test_rows_are_mixed(student, rng):
    """Each row of x is blended with one row of the same batch, its partner."""
    x, y = batch(rng)
    found = mix(student, x, y, rng)
    out, lam = expect_like(found.mixed_x, x, what="mixed_x"), one_number(found.lam)
    blend = unmixed(out, x, 1)
    with np.errstate(all="ignore"):
        rest = np.nan_to_num((out - lam * x) / (1 - lam))
    shuffled = [np.allclose(np.sort(rest, axis=axis), np.sort(x, axis=axis), atol=1e-6) for axis in (0, 1)]
    names = {"mixes_mixed_rows": blend.is_linear, "shuffles_each_column": shuffled[0], "shuffles_columns": shuffled[1]}
    expect_that(blend.is_of_two, what="the rows of mixed_x", observed="not every one is made of two whole rows of x",
                expected="lam * x[i] + (1 - lam) * x[perm[i]]", mistakes=names)  # fmt: skip
    expect_that(blend.is_mixed, what="mixed_x", observed="no row has anything of another",
                expected="rows that are mixed", mistakes=["no_partner"])  # fmt: skip


@pytest.mark.points(1.5)
@pytest.mark.needs("test_rows_are_mixed")
def test_weights(student, rng):
    """A row has the weight lam and its partner 1 - lam, with the one lam that is returned."""
    found = well_blended(student, *batch(rng), rng)
    lam, own, other, place = found.lam, found.rows.own, found.rows.other, found.out.lam_place
    expect_that(place == 2, what="what it returns", observed=f"lam as number {place + 1} of three",
                expected="(mixed_x, mixed_y, lam)", mistakes=["pair_swapped"])  # fmt: skip
    observed, expected = f"from {own.min():.4g} to {own.max():.4g} in one call", "one number for the whole batch"
    expect_that(is_one(own), what="the weight of a row in itself", observed=observed, expected=expected,
                mistakes=["one_lam_per_sample"])  # fmt: skip
    miss = {"weights_miss_one": True}
    expect_value(own[0] + other[0], 1.0, what="the sum of the two weights", mistakes=miss, rtol=1e-6)
    alone = found.labels is not None and found.labels.is_mixed and bool(np.allclose(found.labels.own, lam))
    swapped = {"row_weights_swapped" if alone else "weights_swapped": bool(np.isclose(lam, other[0]))}
    expect_value(lam, own[0], what="lam, beside the weight that a row has in itself", mistakes=swapped, rtol=1e-6)


@pytest.mark.points(2)
@pytest.mark.essential
@pytest.mark.needs("test_rows_are_mixed")
def test_labels(student, rng):
    """The labels are blended with the same partners and the same weights as the rows."""
    x, y = batch(rng)
    found = well_blended(student, x, y, rng)
    labels_of(found.out, y)
    of_x, of_y, lam = found.rows, found.labels, found.lam
    bare = bool(np.allclose(of_y.weights, np.eye(ROWS)))
    expect_that(
        of_y.is_of_two and of_y.is_mixed,
        what="mixed_y",
        observed="y as it was" if bare else "not every row is made of two rows of y",
        expected="lam * y[i] + (1 - lam) * y[perm[i]]",
        mistakes={"labels_left_unmixed": bare},
    )
    same = np.array_equal(of_x.partners, of_y.partners)
    expect_that(same, what="the partners of the labels", observed="others than those of the rows", expected="the same",
                mistakes=["two_permutations"])  # fmt: skip
    crossed = bool(np.allclose(of_y.own, 1 - of_x.own))
    whole = all(np.allclose(blend.own + blend.other, 1) and is_one(blend.own) for blend in (of_x, of_y))
    same = np.allclose(of_x.own, of_y.own)
    (y_weight, *_), (x_weight, *_) = (of_y.other, of_x.other) if same else (of_y.own, of_x.own)
    expect_that(
        np.allclose(of_y.weights, of_x.weights, rtol=1e-6, atol=1e-6),
        what="the weight of a partner's label" if same else "the weight of a label in its own row",
        observed=f"{y_weight:.6g}",
        expected=f"{x_weight:.6g}, as for the rows of x",
        mistakes={
            "label_weights_swapped": crossed and bool(np.isclose(of_x.own[0], lam)),
            "row_weights_swapped": crossed and bool(np.isclose(of_y.own[0], lam)),
            "two_lams": not crossed and whole and 0 < y_weight < 1,
        },
    )


@pytest.mark.points(1.5)
def test_lam(student, rng):
    """lam is drawn from Beta(alpha, alpha), anew at every call."""
    (x, y), drawn = batch(rng, 2), {}
    for alpha in MIDDLE:
        lam = drawn[alpha] = np.array([one_number(mix(student, x, y, rng, alpha).lam) for _ in range(DRAWS)])
        expect_that(np.isfinite(lam).all(), what="lam", observed="no number", expected="a number")
        names = ["alpha_for_lam" if lam[0] == alpha else "frozen_draws"]
        expect_that(not is_one(lam), what=f"lam in {DRAWS} calls with alpha = {alpha:g}", mistakes=names,
                    observed=f"{lam[0]:.6g} every time", expected="numbers that differ")  # fmt: skip
    middle = {alpha: int(((lam > 0.3) & (lam < 0.7)).sum()) for alpha, lam in drawn.items()}
    above = {alpha: int((lam > 0.5).sum()) for alpha, lam in drawn.items()}
    always = above[LARGE] in (0, DRAWS)
    names = {
        "ignores_alpha": abs(middle[LARGE] - middle[SMALL]) < 0.45 * DRAWS and fits(above[LARGE], DRAWS, 0.5),
        "second_parameter_one": always and middle[LARGE] < 0.05 * DRAWS,
        "larger_share": above[LARGE] == above[SMALL] == DRAWS and middle[LARGE] > 0.9 * DRAWS,
    }
    for alpha, share in MIDDLE.items():
        for where, count, p in (("between 0.3 and 0.7", middle[alpha], share), ("above 1/2", above[alpha], 0.5)):
            what, observed = f"how often lam is {where} at alpha = {alpha:g}", f"{count} of {DRAWS} times"
            expect_that(fits(count, DRAWS, p), what=what, observed=observed, expected=f"about {p * DRAWS:.2g} times",
                        mistakes=names)  # fmt: skip


@pytest.mark.points(0.5)
@pytest.mark.needs("test_lam")
def test_lam_is_a_number(student, rng):
    """lam comes back as a plain number."""
    lam = mix(student, *batch(rng), rng).lam
    array = isinstance(lam, np.ndarray)
    plain = isinstance(lam, int | float | np.number) or (array and lam.ndim == 0)
    names = {"lam_in_array": array and lam.size == 1, "one_lam_per_sample": array and lam.size == ROWS}
    observed = f"an array that holds {lam.size}" if array else lam
    expect_that(plain, what="lam", observed=observed, expected="a number", mistakes=names)


@pytest.mark.points(1)
@pytest.mark.needs("test_rows_are_mixed")
def test_partners(student, rng):
    """The partners are a random permutation of the rows."""
    first, again = (well_blended(student, *batch(rng), rng).rows.partners for _ in range(2))
    distinct, order = np.unique(first).size, order_of(first)
    expect_that(
        not order,
        what="the partners",
        observed=order,
        expected="a random permutation, of each row once",
        mistakes={
            "one_partner_for_all": distinct == 1,
            "partners_with_repeats": 1 < distinct < ROWS,
            "reverses_batch": order.startswith("the batch"),
            "next_row_as_partner": order.startswith("the next"),
        },
    )
    what = "the partners in two calls in a row"
    expect_different(first, again, what=what, mistakes=["frozen_draws"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_partners")
def test_own_partner(student, rng):
    """A row may be its own partner."""
    x, y = batch(rng, 2)
    pairs = (blended(student, x, y, rng, LARGE).rows for _ in range(DRAWS))
    never = all(blend.is_mixed for blend in pairs)
    names = [] if never and order_of(blended(student, *batch(rng), rng).rows.partners) else ["never_its_own_partner"]
    expect_that(not never, what=f"two rows in {DRAWS} calls", observed="neither was ever its own partner",
                expected="as often their own partners as each other's", mistakes=names)  # fmt: skip


@pytest.mark.points(1)
@pytest.mark.needs("test_weights", "test_labels", "test_lam", "test_partners")
def test_fresh_draws(student, rng):
    """Every call draws anew, and with rng alone."""
    x, y = batch(rng)
    frozen = [] if np.array_equal(mix(student, x, y, rng).mixed_x, x) else ["frozen_draws"]  # x itself is no draw
    expect_reproducible(lambda r: mix(student, x, y, r).mixed_x, mistakes=["ignores_rng"], frozen=frozen)
    expect_global_state_untouched(student, mistakes=["ignores_rng"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_weights", "test_labels", "test_lam", "test_partners")
def test_shape_and_dtype(student, rng):
    """Rows may have any shape, and float32 stays float32."""
    for shape in ((4, 3, 5, 2), (5, 6, 3), (6,)):
        x, y = probe(shape, rng, np.float32), np.eye(shape[0], dtype=np.float32)
        names = ["two_dimensional_only"] if len(shape) > 2 else []
        expect_returns(student.mixup, x, y, ALPHA, rng, what=f"a call with x of shape {shape}", mistakes=names)
        out = mix(student, x, y, rng)
        wide = ["float64_out"] * (getattr(out.mixed_x, "dtype", None) == np.float64)
        expect_like(out.mixed_x, x, what="mixed_x", mistakes=names, dtype_mistakes=wide)
        expect_array(out.mixed_x, np.tensordot(labels_of(out, y), x, 1), what=f"mixed_x of shape {shape}", rtol=1e-4)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_weights", "test_labels", "test_lam", "test_partners")
def test_input_unchanged(student, rng):
    """x and y are left as they were."""
    mix(student, *batch(rng), rng)
    expect_unchanged(student, what="x or y", mistakes=["changes_input"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_weights", "test_labels", "test_lam", "test_partners")
def test_refuses_bad_alpha(student, rng):
    """An alpha of 0 or below raises ValueError."""
    x, y = batch(rng, 3)
    mix(student, x, y, rng)  # what always fails refuses nothing
    for alpha in (0.0, -0.4):
        call = partial(student.mixup, x, y, alpha, rng)
        expect_refused("mixup", {f"alpha = {alpha:g}": call}, accepts="takes_any_alpha")
