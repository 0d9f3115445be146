"""Show a function in a notebook without grading it: the example of its statement, and its pictures."""

from __future__ import annotations

import contextlib
import importlib.util
import io

from dropgrade.course.example import FILE
from dropgrade.errors import TargetError
from dropgrade.grading.job import GradingJob
from dropgrade.pictures import PICTURE
from dropgrade.sandbox.client import Sandbox

RATE, SEED = 0.3, 0
"""The defaults of `dropgrade show`."""


def tried(job: GradingJob, sandbox: Sandbox) -> dict[str, str]:
    """Return the example's results beside the expected ones."""
    if not (job.problem.solution / FILE).is_file():
        raise TargetError(f"There is no example of {job.problem.name} to try.", "Call your function yourself.")
    from dropgrade.pictures.trying.terminal import write_trial
    from dropgrade.pictures.trying.trial import try_example

    number = job.problem.name.partition("_")[0]
    trial = try_example(job, sandbox)
    then = f"Then: %dropgrade {number}" if trial.is_right else f"Edit {job.source}, then: %dropgrade try {number}"
    with contextlib.redirect_stdout(io.StringIO()) as text:
        write_trial(trial, job.submission, "", then, every=False)
    return {"text/plain": text.getvalue().rstrip("\n")}


def drawn(job: GradingJob, sandbox: Sandbox) -> dict[str, str]:
    """Return the pictures as text and, if matplotlib is installed, as one drawing."""
    if not (job.problem.solution / PICTURE).is_file():
        raise TargetError(f"There is no picture of {job.problem.name}.", "dropgrade show lists those that there are.")
    from dropgrade.pictures.draw import draw
    from dropgrade.pictures.terminal import write_drawing

    drawing = draw(job, sandbox, RATE, SEED)
    with contextlib.redirect_stdout(io.StringIO()) as text:
        write_drawing(drawing)
    bundle = {"text/plain": text.getvalue().rstrip("\n")}
    if drawing.pictures and importlib.util.find_spec("matplotlib") is not None:
        from dropgrade.pictures.matplotlib import plotted

        bundle["image/svg+xml"] = plotted(drawing, "svg").decode("utf-8")
    return bundle
