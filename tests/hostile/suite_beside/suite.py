import pytest


@pytest.mark.points(1000)
def test_scale(student, rng):
    """Survivors are multiplied by 1 / (1 - p)."""
