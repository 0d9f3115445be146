"""Programs that attack the lab's worker, or fail in it: the lab says so in a sentence, and goes on."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from dropgrade.lab.problems import CodeProblem, problem_of
from dropgrade.lab.training import live_training
from dropgrade.lab.training.live_training import Epoch, Plan
from dropgrade.lab.training.room import TrainingRoom
from tests.hostile_corpus import CORPUS
from tests.lab.conftest import INVERTED, small

REFERENCE = """
import numpy as np

def inverted_dropout(x, p, training=True, rng=None):
    if not training:
        return x, None
    mask = rng.random(x.shape) >= p
    out = x * mask / (1 - p)
    {}
    return out, mask
"""
PLAN = Plan(small(), "few_digits", 1, epochs=40, use={"dropout": "yours"})
TAMPERED = "What came back from the training is not what the lab's own code gives."
CHANNEL = "wrote on the lab's channel, or sent something that no function returns"


def ended(room: TrainingRoom, program: str) -> CodeProblem:
    """The problem that a program ends its training with; the next training is as it should be."""
    file = room.course.root / INVERTED
    file.write_text(program)
    with pytest.raises(CodeProblem) as raised:
        train(room)
    assert raised.value.message.isprintable()
    file.write_text(REFERENCE.format(""))
    assert len(train(room)) == PLAN.epochs
    return raised.value


def train(room: TrainingRoom) -> list[Epoch]:
    """The epochs of a whole training."""
    with room.training(PLAN) as training:
        while not training.is_done:
            training.advance()
        return training.epochs


@pytest.mark.parametrize(
    ("change", "message", "line"),
    [
        ("calls.append(0); out if len(calls) < 150 else out.missing", "raised AttributeError", 9),
        ("raise KeyError('a\\nb\\x1b[2J')", "`inverted_dropout` raised KeyError: ", 9),
        ("raise NotImplementedError", "`inverted_dropout` is not written yet.", 9),
        ("import sys; sys.exit(3)", "`inverted_dropout` raised SystemExit: 3", 9),
        ("out = out[:-1]", "returned out of shape (31, 16), where an array of shape (32, 16) is needed.", 4),
        ("out = np.zeros((2000, 2000))", "returned out of shape (2000, 2000)", 4),
        ("out = out * np.nan", "returned numbers that are not finite (NaN or infinity).", 4),
        ("out = out.astype(str)", "returned out with values of type <U32, not numbers.", 4),
        ("return out", "returned a value of type ndarray, where the pair (out, mask) is needed.", 4),
        ("mask = None", "returned None as mask, where an array of shape (32, 16) is needed.", 4),
        ("np.ones(10**9)", "The training asked for more memory than it may have.", 0),
        ("while True: print('x' * 10**6)", "Your code printed more than 4 MB in a moment", 0),
        ("import os; os._exit(5)", "Your code ended the whole process (exit code 5) instead of returning.", 0),
        ("import os; os.write(3, b'x' * 99)", CHANNEL, 0),
    ],
)  # fmt: skip
def test_a_function_that_fails_is_named_with_its_line(own: TrainingRoom, change: str, message: str, line: int) -> None:
    """What a function raises, returns or does ends the training with a sentence, its file, its line and its name."""
    problem = ended(own, "calls = []" + REFERENCE.format(change))
    assert message in problem.message
    assert problem.line == line
    assert problem_of(problem)["hint"]
    if line:
        assert problem.file.endswith("inverted_scaling.py")
        assert problem.function == "inverted_dropout"


def test_a_notebook_is_named_with_its_cell(own: TrainingRoom) -> None:
    """Functions in a notebook train as well, and what one raises is placed in its cell."""
    file = (own.course.root / INVERTED).with_suffix(".ipynb")
    (own.course.root / INVERTED).unlink()
    right, wrong = REFERENCE.format(""), REFERENCE.format("out.missing")
    write_notebook(file, "import numpy as np", right)
    assert len(train(own)) == PLAN.epochs
    write_notebook(file, "import numpy as np", wrong)
    with pytest.raises(CodeProblem) as raised:
        train(own)
    assert (raised.value.file, raised.value.line) == (f"{file}, cell 2", 9)


def write_notebook(file: Path, *cells: str) -> None:
    """Write a notebook with these cells of code."""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    file.write_text(nbformat.writes(book))


def test_other_parameters_than_the_tasks_are_named(own: TrainingRoom) -> None:
    """A function that cannot be called with the parameters of the task is named with the line of its `def`."""
    problem = ended(own, "\ndef inverted_dropout(x):\n    return x, None\n")
    assert problem.message.startswith(
        "`inverted_dropout` cannot be called with the parameters of the task: TypeError: "
    )
    assert (problem.line, problem.function) == (2, "inverted_dropout")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("forged_frame_on_protocol", CHANNEL),
        ("giant_frame_on_protocol", CHANNEL),
        ("frame_with_shared_bytes", CHANNEL),
        ("frame_with_an_endless_shape", CHANNEL),
        ("forged_earlier_answer", CHANNEL),
        ("forged_generator", CHANNEL),
        ("forged_missing_name", TAMPERED),
        ("forged_keys_share_a_hash", TAMPERED),
        ("forged_fault_of_the_grader", TAMPERED),
        ("aborts", "Your code brought the process down"),
        ("equals_everything", "returned a value of type Joker as mask"),
        ("ansi_in_type_name", "returned a value of type \\x1b[2J"),
        ("class_name_of_many_lines", "returned a value of type Answer\\n"),
    ],
)
def test_the_corpus_ends_in_sentences(own: TrainingRoom, name: str, message: str) -> None:
    """Attacks of the corpus on the worker and on its channel each end one training, in one printable line."""
    program = (CORPUS / name / "inverted_scaling.py").read_text()
    assert message in ended(own, program).message


@pytest.mark.parametrize(
    "lie",
    [
        "[[1.0, 1.0, 1.0, 'x']]",
        "[[1.0, 1.0, 1.0, float('nan')]]",
        "[[1.0, 1.0, 1.0, 1.0]] * 1000",
        "[[1.0, 1.0]]",
        "[]",
    ],
)
def test_measurements_are_believed_as_numbers_only(own: TrainingRoom, lie: str) -> None:
    """A program that puts its own answers in place of the loop's gets no row into a curve."""
    tampering = (
        f"\nimport sys\nsys.modules['dropgrade.lab.training.inside.trainer'].Trainer.advance = lambda *a: {lie}\n"
    )
    problem = ended(own, REFERENCE.format("") + tampering)
    assert problem.message == TAMPERED or "could not go on" in problem.message


def test_an_endless_loop_is_named_with_its_line(own: TrainingRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    """What never returns is ended by its limit, and the line that was running is said."""
    monkeypatch.setattr(live_training, "LIMITS", replace(live_training.LIMITS, cpu_seconds=2.5))
    problem = ended(own, REFERENCE.format("while True: mask = mask"))
    assert problem.message == "`inverted_dropout` did not return, so the training was stopped."
    assert (problem.line, problem.function) == (9, "inverted_dropout")
    assert "loop that does not end" in problem.hint


def test_an_endless_loop_is_stopped_at_once_by_its_user(own: TrainingRoom) -> None:
    """Closing a training does not wait for a function that never returns."""
    (own.course.root / INVERTED).write_text(REFERENCE.format("while True: pass"))
    found: list[list[Epoch] | CodeProblem] = []

    def go_on() -> None:
        try:
            found.append(training.advance())
        except CodeProblem as problem:
            found.append(problem)

    with own.training(PLAN) as training:
        thread = threading.Thread(target=go_on)
        thread.start()
        time.sleep(0.2)
        begun = time.monotonic()
        training.stop()
        thread.join()
        assert time.monotonic() - begun < 3
    assert isinstance(found[0], CodeProblem)
    assert found[0].message == "The training made no progress and was stopped."


def test_a_rate_of_learning_that_is_too_large_ends_a_training_without_blame(room: TrainingRoom) -> None:
    """A loss that is no longer a number is not a function's fault if no function returned the first odd number."""
    with room.training(Plan(small(), "few_digits", 1, epochs=60, lr=1e300)) as training:
        while not training.is_done:
            training.advance()
        assert training.diverged_at == 1
        assert training.epochs == []
