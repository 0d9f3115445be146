"""Shared with the tests of a student's progress: a workspace."""

from tests.progress.conftest import workspace

__all__ = ["workspace"]
