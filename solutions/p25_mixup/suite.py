"""The hidden suite of mixup. Marked rows make the weights and the partners of every row readable."""

from dataclasses import dataclass

import numpy as np
import pytest

from dropgrade.checks import (
    expect_coins,
    expect_different,
    expect_global_state_untouched,
    expect_like,
    expect_pair,
    expect_raises,
    expect_reproducible,
    expect_returns,
    expect_that,
    expect_unchanged,
    expect_value,
    fits,
    probe,
)

ALPHA = 20.0  # lam lies between 0.02 and 0.98, but for once in 1e23
ROWS = 30  # 30 partners drawn one by one are a permutation once in 1e12
SHARE = 0.6  # of a label that marks its row
MEMBERS = ("mixed_x", "mixed_y", "lam")
SMALL, LARGE = 0.05, 50.0
MIDDLE = {SMALL: 0.0395633, LARGE: 0.9999689}  # P(0.3 < lam < 0.7), by SciPy's beta distribution
DRAWS = 40


@dataclass
class Blend:
    """Which weights made the rows of a result: weights[i, j] is that of row j in row i."""

    weights: np.ndarray
    is_linear: bool  # whether the weights explain the columns without marks, too

    @property
    def of_row(self):
        """The weight of each row in itself."""
        return np.diagonal(self.weights)

    @property
    def others(self):
        """The weights of the other rows."""
        return np.where(np.abs(self.weights) > 1e-9, self.weights, 0) * (1 - np.eye(len(self.weights)))

    @property
    def partners(self):
        """The partner of each row: itself, where no other row is in it."""
        others = self.others != 0
        return np.where(others.any(axis=1), others.argmax(axis=1), np.arange(len(others)))

    @property
    def is_of_two(self):
        """Whether every row is made of itself and at most one other."""
        return self.is_linear and bool(((self.others != 0).sum(axis=1) <= 1).all())


def batch(rng, n=ROWS):
    """Rows x and soft labels y, which each begin with a mark of their own."""
    x = np.hstack([np.eye(n), probe((n, 5), rng)])
    y = np.hstack([SHARE * np.eye(n), (1 - SHARE) * rng.dirichlet(np.ones(3), size=n)])
    return x, y


def unmixed(out, given, unit):
    """The blend that an output was made by."""
    n = len(given)
    weights = out[:, :n] / unit
    return Blend(weights, bool(np.allclose(weights @ given[:, n:], out[:, n:], rtol=1e-9, atol=1e-9)))


def mix(student, x, y, rng, alpha=ALPHA):
    """One call: its three members as they came."""
    result = student.mixup(x, y, alpha, rng)
    four = isinstance(result, tuple) and len(result) == len(MEMBERS) + 1
    return expect_pair(result, MEMBERS, mistakes=["returns_both_labels"] if four else [])


def expect_two_rows(blend, mistakes=()):
    """Expect every row to be made of itself and one other, as whole rows."""
    expect_that(
        blend.is_of_two,
        what="the rows of mixed_x",
        observed="not every one is made of two whole rows of x",
        expected="lam * x[i] + (1 - lam) * x[perm[i]]",
        mistakes=mistakes,
    )


def blends(student, rng):
    """The blends of x and y in one call, and its lam as it came."""
    x, y = batch(rng)
    mixed_x, mixed_y, lam = mix(student, x, y, rng)
    of_x = unmixed(expect_like(mixed_x, x, what="mixed_x"), x, 1)
    expect_two_rows(of_x)
    return of_x, unmixed(expect_like(mixed_y, y, what="mixed_y"), y, SHARE), lam


def one_number(lam):
    """The number in lam, or the first of many, which another check judges; NaN where there is none."""
    values = np.asarray(lam, float) if isinstance(lam, int | float | np.ndarray | np.generic) else np.empty(0)
    return float(values.flat[0]) if values.size else np.nan


def is_one(value):
    """Whether all numbers are alike."""
    return bool(np.ptp(np.asarray(value, float)) < 1e-9)


@pytest.mark.points(2)
def test_rows_are_mixed(student, rng):
    """Each row of x is blended with one row of the same batch, its partner."""
    x, y = batch(rng)
    mixed_x, _, lam = mix(student, x, y, rng)
    out = expect_like(mixed_x, x, what="mixed_x")
    blend = unmixed(out, x, 1)
    with np.errstate(all="ignore"):
        rest = (out - one_number(lam) * x) / (1 - one_number(lam))
    expect_two_rows(
        blend,
        mistakes={
            "mixes_mixed_rows": blend.is_linear,
            "shuffles_each_column": not blend.is_linear and same_entries(rest, x, axis=0),
            "shuffles_columns": not blend.is_linear and same_entries(rest, x, axis=1),
        },
    )
    is_mixed = bool(blend.others.any())
    expect_that(is_mixed, what="mixed_x", observed="no row has anything of another", expected="rows that are mixed")


def same_entries(a, b, axis):
    """Whether two arrays hold the same numbers along an axis, in whatever order."""
    return bool(np.allclose(np.sort(a, axis=axis), np.sort(b, axis=axis), atol=1e-6))


@pytest.mark.points(2)
@pytest.mark.needs("test_rows_are_mixed")
def test_weights(student, rng):
    """A row has the weight lam and its partner 1 - lam, with the one lam that is returned."""
    of_x, of_y, lam = blends(student, rng)
    mixed = of_x.others.any(axis=1)
    own, other = of_x.of_row[mixed], of_x.others.sum(axis=1)[mixed]
    size = np.size(lam) if isinstance(lam, np.ndarray) else 1
    expect_that(
        is_one(own) and size == 1,
        what="the weight of a row in itself",
        observed=f"{size} numbers in lam" if is_one(own) else f"from {own.min():.4g} to {own.max():.4g} in one call",
        expected="one number for the whole batch",
        mistakes={"one_lam_per_sample": size == ROWS or not is_one(own)},
    )
    expect_value(own[0] + other[0], 1.0, what="the sum of the two weights", mistakes=by_sum(own[0] + other[0]))
    rows_alone = is_blended_by(of_y, one_number(lam))
    swapped = {"weights_swapped": None if rows_alone else 1 - own[0], "row_weights_swapped": rows_alone}
    expect_value(lam, own[0], what="lam, beside the weight that a row has in itself", mistakes=swapped)


def is_blended_by(blend, lam):
    """Whether every row has the weight lam in itself, and its partner the rest."""
    own = np.eye(ROWS)
    return bool(np.allclose(blend.weights, lam * own + (1 - lam) * own[blend.partners], atol=1e-9))


def by_sum(total):
    """The mistake that a sum of weights other than 1 shows."""
    return {"weights_miss_one": bool(abs(total - 1) > 1e-6)}


@pytest.mark.points(2)
@pytest.mark.needs("test_rows_are_mixed")
def test_labels(student, rng):
    """The labels are blended with the same partners and the same weights as the rows."""
    of_x, of_y, lam = blends(student, rng)
    same_partners = np.array_equal(of_x.partners, of_y.partners)
    bare = bool(np.allclose(of_y.weights, np.eye(ROWS)))
    own, others = of_y.of_row[of_y.others.any(axis=1)], of_x.of_row[of_x.others.any(axis=1)]
    expect_that(
        of_y.is_of_two and not bare,
        what="mixed_y",
        observed="y as it was" if bare else "not every row is made of two rows of y",
        expected="lam * y[i] + (1 - lam) * y[perm[i]]",
        mistakes={"labels_left_unmixed": bare},
    )
    expect_that(
        same_partners,
        what="the partners of the labels",
        observed="others than those of the rows",
        expected="the same",
        mistakes={"two_permutations": is_one(own)},
    )
    crossed = bool(np.allclose(own, 1 - others[: len(own)]))
    close = bool(np.allclose(of_y.weights, of_x.weights, atol=1e-9))
    rows_alone = crossed and is_blended_by(of_y, one_number(lam))  # then the labels are right, and x is not
    expect_that(
        close or rows_alone,
        what="the weight of a label in its own row",
        observed=f"{own[0]:.4g}",
        expected=f"{others[0]:.4g}, as for the rows of x",
        mistakes={"label_weights_swapped": crossed, "two_lams": not crossed and is_one(own) and is_one(others)},
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_rows_are_mixed")
def test_lam(student, rng):
    """lam is drawn from Beta(alpha, alpha), anew at every call."""
    x, y = batch(rng, 2)
    drawn = {}
    for alpha in (SMALL, LARGE):
        drawn[alpha] = np.array([one_number(mix(student, x, y, rng, alpha)[2]) for _ in range(DRAWS)])
        expect_that(
            not is_one(drawn[alpha]),
            what=f"lam in {DRAWS} calls with alpha = {alpha}",
            observed=f"{drawn[alpha][0]:.6g} every time",
            expected="numbers that differ",
            mistakes={
                "alpha_for_lam": bool(drawn[alpha][0] == alpha),
                "frozen_draws": bool(drawn[alpha][0] != alpha),
            },
        )
    shares = {alpha: np.mean((lam > 0.3) & (lam < 0.7)) for alpha, lam in drawn.items()}
    above = {alpha: lam > 0.5 for alpha, lam in drawn.items()}
    larger = all(a.all() for a in above.values()) and shares[LARGE] > 0.9
    names = {
        "ignores_alpha": shares[LARGE] < 0.75 and abs(shares[LARGE] - shares[SMALL]) < 0.45 and fair(above[LARGE]),
        "second_parameter_one": shares[LARGE] < 0.05 and is_one(above[LARGE]),
    }
    for alpha, lam in drawn.items():
        what = f"how often lam lies between 0.3 and 0.7 at alpha = {alpha}"
        expect_coins((lam > 0.3) & (lam < 0.7), MIDDLE[alpha], what=what, mistakes=names)
        what = f"how often lam lies above 1/2 at alpha = {alpha}"
        expect_coins(above[alpha], 0.5, what=what, mistakes={"larger_share": larger, **names})


def fair(heads):
    """Whether coins fall either way as often as fair ones do."""
    return fits(int(heads.sum()), heads.size, 0.5)


@pytest.mark.points(1)
@pytest.mark.needs("test_rows_are_mixed")
def test_partners(student, rng):
    """The partners are a random permutation of the rows."""
    partners, again = (blends(student, rng)[0].partners for _ in range(2))
    distinct = np.unique(partners).size
    expect_that(
        distinct == ROWS,
        what=f"how many of {ROWS} rows are a partner",
        observed=f"{distinct}",
        expected=f"{ROWS}, each of them once",
        mistakes={"one_partner_for_all": distinct == 1, "partners_with_repeats": distinct > 1},
    )
    steps = np.unique((partners - np.arange(ROWS)) % ROWS).size
    turned = np.array_equal(partners, np.arange(ROWS)[::-1])
    expect_that(
        steps > 1 and not turned,
        what="the partners",
        observed="the batch from its end to its beginning" if turned else "the next rows, all by the same step",
        expected="a random permutation",
        mistakes={"reverses_batch": turned, "next_row_as_partner": not turned},
    )
    expect_different(partners, again, what="the partners in two calls in a row", mistakes=["frozen_draws"])
    x, y = batch(rng, 2)
    pairs = (expect_like(mix(student, x, y, rng, LARGE)[0], x, what="mixed_x") for _ in range(DRAWS))
    expect_that(
        any(not unmixed(out, x, 1).others.any() for out in pairs),
        what=f"two rows in {DRAWS} calls",
        observed="neither was ever its own partner",
        expected="as often their own partners as each other's",
        mistakes=["never_its_own_partner"],
    )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_rows_are_mixed")
def test_fresh_draws(student, rng):
    """Every call draws anew, and with rng alone."""
    x, y = batch(rng)
    expect_reproducible(lambda r: mix(student, x, y, r)[0], mistakes=["ignores_rng"], frozen=["frozen_draws"])
    expect_global_state_untouched(student, mistakes=["ignores_rng"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_rows_are_mixed")
def test_shape_and_dtype(student, rng):
    """Rows may have any shape, and float32 stays float32."""
    x, y = probe((4, 3, 5, 2), rng, np.float32), np.eye(4, dtype=np.float32)
    what = "a call with images, x of shape (4, 3, 5, 2)"
    vectors = ["vectors_only"]
    mixed_x, mixed_y, _ = expect_pair(
        expect_returns(student.mixup, x, y, ALPHA, rng, what=what, mistakes=vectors), MEMBERS
    )
    expect_like(mixed_x, x, what="mixed_x", mistakes=vectors, dtype_mistakes=["float64_out"])
    expect_like(mixed_y, y, what="mixed_y", dtype_mistakes=["float64_out"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_rows_are_mixed")
def test_input_unchanged(student, rng):
    """x and y are left as they were."""
    mix(student, *batch(rng), rng)
    expect_unchanged(student, what="x or y", mistakes=["changes_input"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_rows_are_mixed")
def test_refuses_bad_alpha(student, rng):
    """An alpha of 0 or below raises ValueError."""
    x, y = batch(rng, 3)
    for alpha in (0.0, -0.4):
        what = f"a call with alpha = {alpha}"
        expect_raises("ValueError", student.mixup, x, y, alpha, rng, what=what, mistakes=["takes_any_alpha"])
