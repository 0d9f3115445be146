"""Remove the current folder from Python's module search path; imported before anything else.

With PYTHONPATH=. a student's `random.py` would replace the standard library's in the process that grades.
"""

from __future__ import annotations

import os
import sys

OURS = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))  # noqa: PTH100, PTH120 - pathlib imports


def _leave_out_the_current_folder() -> None:
    try:
        here = os.getcwd()  # noqa: PTH109 - as above
    except OSError:  # the folder has been removed, and nothing can be imported from it
        return
    named = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if here in map(os.path.abspath, named):  # otherwise it is not on the path, or was added on purpose
        sys.path[:] = [entry for entry in sys.path if entry not in ("", os.curdir, here) or entry == OURS]


_leave_out_the_current_folder()
