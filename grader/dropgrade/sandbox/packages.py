"""The packages that problems allow: their installed versions, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache


@cache
def versions_of(names: tuple[str, ...]) -> Mapping[str, str]:
    """Return the versions of the installed packages, by the names that were passed."""
    from dropgrade.sandbox.inside.distributions import installed  # which most problems need not wait for

    found = {name: installed(name) for name in names}
    return {name: package.version for name, package in found.items() if package is not None}


def lack_of(names: tuple[str, ...]) -> str:
    """Return why a problem that allows these packages cannot be graded here, or an empty string if it can."""
    if not names:
        return ""
    there = versions_of(names)
    missing = [name for name in names if name not in there]
    if not missing:
        return ""
    return f"it needs {' and '.join(missing)}, which {'is' if len(missing) == 1 else 'are'} not installed here"
