"""The hidden suite of dropout in a transformer. With x = 0 out shows the sublayer's output, and the other way round."""

import numpy as np
import pytest

from dropgrade.checks.dropout import Dropout
from dropgrade.checks.visible.embeddings import Embedding
from dropgrade.checks.visible.sublayers import Residual

SHAPE = (6, 9, 13)  # batch, time, features
AXES = {
    "many": (20, 14, 29),
    "some": (12, 11, 23),
    "few": (7, 9, 11),
    "sharing": {"drops_whole_features": (1,), "drops_whole_tokens": (2,), "drops_whole_sublayer": (1, 2)},
    "names": {0: "samples", 1: "time steps", 2: "features"},
    "returns_pair": False,
}
SKIP = Residual(lambda student, *given: student.residual_dropout(*given), SHAPE)
RESIDUAL = Dropout("residual_dropout", units="entries of what is added", view=SKIP.view, **AXES)
EMBEDDING = Embedding("embedding_dropout", units="entries of embedded", positional=True, **AXES)
BOTH = (RESIDUAL, EMBEDDING)


@pytest.mark.points(0.5)
def test_residual_drops(student, rng):
    """residual_dropout: in training, some of what the sublayer gives is dropped."""
    RESIDUAL.expect_some_dropped(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_residual_drops")
def test_residual_evaluation(student, rng):
    """residual_dropout: evaluation adds the sublayer's output to x as it is, with an rng or without one."""
    SKIP.expect_evaluation(student, rng, RESIDUAL)
    RESIDUAL.expect_evaluation(student, rng, mask=False)


@pytest.mark.points(0.5)
@pytest.mark.essential
@pytest.mark.needs("test_residual_drops")
def test_sublayer_input(student, rng):
    """residual_dropout: sublayer is given x as it is, in both modes."""
    SKIP.expect_input(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_residual_drops")
def test_sublayer_calls(student, rng):
    """residual_dropout: sublayer is called once, with one argument, in both modes."""
    SKIP.expect_one_call(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.essential
def test_residual_rate(student, rng):
    """residual_dropout: each entry of the sublayer's output is dropped with probability p."""
    SKIP.expect_drops_behind_sublayer(student, rng)
    RESIDUAL.expect_rate(student, rng)


@pytest.mark.points(1)
@pytest.mark.essential
def test_residual_scale(student, rng):
    """residual_dropout: survivors are multiplied by 1 / (1 - p)."""
    RESIDUAL.expect_factor(student, rng)


@pytest.mark.points(1)
@pytest.mark.essential
@pytest.mark.needs("test_residual_drops")
def test_skip_connection(student, rng):
    """residual_dropout: in training, x itself is neither dropped nor scaled."""
    SKIP.expect_skip(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.essential
def test_residual_coins(student, rng):
    """residual_dropout: every entry has a coin of its own, also in the same token or feature, and new in each call."""
    RESIDUAL.expect_coins_of_their_own(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.essential
def test_embedding_rate(student, rng):
    """embedding_dropout: each entry is dropped with probability p."""
    EMBEDDING.expect_rate(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.essential
def test_embedding_scale(student, rng):
    """embedding_dropout: survivors are multiplied by 1 / (1 - p) and by nothing else."""
    EMBEDDING.expect_factor(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_embedding_rate")
def test_embedding_evaluation(student, rng):
    """embedding_dropout: evaluation returns embedded as it is, with an rng or without one."""
    EMBEDDING.expect_evaluation(student, rng, mask=False)


@pytest.mark.points(0.5)
@pytest.mark.essential
def test_embedding_coins(student, rng):
    """embedding_dropout: every entry has a coin of its own, also in the same token or feature, and new in each call."""
    EMBEDDING.expect_coins_of_their_own(student, rng)


@pytest.mark.points(1)
@pytest.mark.needs("test_residual_evaluation", "test_embedding_evaluation")
def test_rng(student, rng):
    """Both: the coins come from rng alone."""
    for drop in BOTH:
        drop.expect_rng_alone(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_residual_evaluation", "test_embedding_evaluation")
def test_array_alone(student, rng):
    """Both: the array comes back alone, without a mask."""
    SKIP.expect_alone(student, rng)
    EMBEDDING.expect_alone(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_residual_evaluation", "test_embedding_evaluation")
def test_dtype(student, rng):
    """Both: float32 stays float32."""
    for drop in BOTH:
        drop.expect_dtype(student, rng, np.float32)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_residual_evaluation", "test_embedding_evaluation")
def test_inputs_unchanged(student, rng):
    """Both: what was given is left as it was."""
    for drop in BOTH:
        drop.expect_unchanged(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_residual_evaluation", "test_embedding_evaluation")
def test_rates(student, rng):
    """Both: p = 0.004 is not rounded away, p = 0 is fine, and p outside [0, 1) raises ValueError in both modes."""
    for drop in BOTH:
        drop.expect_refusals(student, rng)
        drop.expect_small_rate(student, rng, shape=(10, 28, 30))
