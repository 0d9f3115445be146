"""Find Chromium, and say what a run leaves out without it."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent
PLACES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, PLACES)), None)
IS_ABSENT = CHROMIUM is None or find_spec("playwright") is None


def absence() -> list[str]:
    """A line that says which tests were left out, and how to get what they need; none where all is there."""
    if not IS_ABSENT:
        return []
    modules = len(list(HERE.glob("test_*.py")))
    what = "Playwright" if CHROMIUM else "Chromium"
    how = "pip install -e '.[test]'" if CHROMIUM else "apt install chromium, or set CHROMIUM to its path"
    return [f"browser absent: {what}, so {modules} modules of tests/lab/browser were not run; {how}"]
