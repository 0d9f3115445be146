"""What a suite can ask beside values, the same in a confined worker and in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from dropgrade.checks import CheckFailed, Student, expect_calls, expect_file, numbers_in
from dropgrade.checks.drawings import figures_from
from dropgrade.course.allowed import OURS
from dropgrade.sandbox.client import Program, Worker
from dropgrade.sandbox.launch import opened_sandbox
from dropgrade.sandbox.limits import Limits
from dropgrade.sandbox.outcomes import OutOfMemory, StudentRaised, counted_calls
from tests.local import local_worker

SOURCE = (Path(__file__).parent / "able_program.txt").read_text("utf-8")
DATA = {"data/marks.csv": b"name,mark\nAda,1\n"}
Make = Callable[..., Student]


@pytest.fixture(scope="module", params=["confined", "local"])
def make(request: pytest.FixtureRequest) -> Iterator[Make]:
    """Makes the `student` of a program, as it is graded and in this process."""
    if request.param == "local":
        yield lambda **more: Student(local_worker(program(**more)))
        return
    workers: list[Worker] = []

    def make(**more: object) -> Student:
        workers.append(sandbox.start(Limits(2, 512)))
        return Student(begun(workers[-1], program(**more)))

    with opened_sandbox() as sandbox:
        yield make
        for worker in workers:
            worker.close()


def program(source: str = SOURCE, **more: object) -> Program:
    """A program that may use files."""
    return Program("able", (("able.py", source),), **{"files": DATA, **more})  # type: ignore[arg-type]


def begun(worker: Worker, program: Program) -> Worker:
    """The worker with a program in it, at the beginning of a check."""
    worker.begin_loading(program, 0)
    worker.finish_loading()
    worker.begin_check(1)
    return worker


def test_input_is_scripted_and_output_is_read_call_by_call(make: Make) -> None:
    """A call reads only the input that it is given, and its output is kept apart from that of other calls."""
    student = make()
    student.stdin = "Ada\n36\n"
    assert student.greet() == ["Ada", "36"]
    assert student.printed == "name? age? hello Ada\n"
    with pytest.raises(StudentRaised) as failure:
        student.greet()
    assert failure.value.info.is_a("EOFError")
    assert student.printed == "name? "
    student.say("ä" * 1000)
    assert student.printed == "ä" * 1000


def test_a_script_is_run_as_its_user_runs_it(make: Make) -> None:
    """A script is not executed when it is loaded, and at each run begins anew with its own input."""
    student = make(source="print(int(input()) * 2)\nif __name__ == '__main__':\n    print('main')\n", is_script=True)
    assert [student.run("4\n"), student.run("5\n")] == ["8\nmain\n", "10\nmain\n"]
    with pytest.raises(StudentRaised, match="ValueError"):
        student.run("four\n")


def test_a_program_reads_and_writes_files_in_memory(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written, by whichever library, is read back by the program and by the suite, and lies on no disk."""
    monkeypatch.chdir(tmp_path)
    student = make()
    student.files.put("in/extra.txt", "more")
    assert student.use_files() == (
        "name,mark\nAda,1\n",
        "more",
        ["data", "in", "log.txt", "m.csv", "out", "z.npz"],
        3.0,
    )
    assert expect_file(student.files, "log.txt") == "1\n2\n"
    assert sorted(student.files) == ["in/extra.txt", "log.txt", "m.csv", "out/ä.txt", "z.npz"]
    with pytest.raises(CheckFailed, match=r"observed in/extra.txt, log.txt"):
        expect_file(student.files, "result.txt")
    student._worker.begin_check(2)
    assert (dict(student.files), list(tmp_path.iterdir())) == ({}, [])


def test_the_portable_sandbox_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a worker is a process of its own, input, output, files and counts are what they are in a confined one."""
    monkeypatch.setenv("DROPGRADE_SANDBOX", "portable")
    with opened_sandbox() as sandbox:
        student = Student(begun(sandbox.start(Limits(2, 512)), program()))
        student.files.put("in/extra.txt", "more")
        student.stdin = "Ada\n36\n"
        with student.traced() as calls:
            assert student.greet() == ["Ada", "36"]
        assert (student.printed, calls.functions) == ("name? age? hello Ada\n", ("greet",))
        student.use_files()
        assert student.files["log.txt"] == b"1\n2\n"
        student.say("x" * 10_000)
        assert student.printed == "x" * 10_000


@pytest.mark.parametrize(
    ("act", "error"),
    [
        ("open('data/marks.csv', 'w')", "Permission denied"),
        ("os.remove('data/marks.csv')", "Permission denied"),
        ("os.rename('data/marks.csv', 'x')", "Permission denied"),
        ("open('data/new.csv', 'w')", "Permission denied"),
        ("open('none.txt')", "No such file"),
        ("open('a/b/none.txt', 'w')", "No such file"),
        ("open('data')", "Is a directory"),
        ("os.symlink('data', 'link')", "Operation not permitted"),
        ("os.link('data/marks.csv', 'link')", "Operation not permitted"),
        ("[open(f'{n}', 'wb').write(bytes(10**6)) for n in range(20)]", "No space left"),
        ("[open(f'{n}', 'wb') for n in range(501)]", "No space left"),
        ("open('x', 'wb').truncate(10**9)", "No space left"),
        ("open('x' * 300, 'w')", "File name too long"),
        ("open('x', 'rw')", "must have exactly one|invalid mode"),
    ],
)
def test_what_a_system_refuses_is_refused_in_its_words(make: Make, act: str, error: str) -> None:
    """Data cannot be changed, links cannot be made, and what is written has an end."""
    with pytest.raises(StudentRaised, match=error):
        make().evaluate(act)


def test_without_files_there_are_none(make: Make) -> None:
    """A program that may use no files finds none, and a suite that asks all the same finds none."""
    assert dict(make(files=None).files) == {}


def test_calls_between_the_programs_functions_are_counted(make: Make) -> None:
    """Each caller and function is counted, through libraries, and generators once, whatever way they are consumed."""
    student = make()
    with student.traced() as calls:
        student.fib(5)
        student.through_a_library()
    student.fib(5)
    assert (calls.of("fib"), calls.of("fib", "fib"), calls.of("fib", "")) == (15, 14, 1)
    assert (calls.of("square", "through_a_library"), calls.of("numbers"), calls.of("square", "Cache.get")) == (5, 1, 1)
    expect_calls(calls, "square", caller="Cache.get")
    with pytest.raises(CheckFailed, match="calls of `merge`: observed 0, expected at least 1"):
        expect_calls(calls, "merge")
    with pytest.raises(CheckFailed, match="calls of `fib` by `fib`: observed 14, expected 0 to 6"):
        expect_calls(calls, "fib", caller="fib", at_least=0, at_most=6)


def test_the_global_random_states_are_seeded_and_may_be_used(make: Make) -> None:
    """With a seed of the suite's, a program that must use `np.random` draws what the suite can draw, too."""
    for allowed, used in ((True, ()), (False, ("numpy.random",))):
        student = make(global_random=allowed)
        student.seed_global_random(7)
        drawn = student.draws(3)
        assert drawn.tolist() == np.random.RandomState(7).rand(3).tolist()
        assert student.last.globals == used


def test_who_handed_in_is_known_where_it_matters(make: Make) -> None:
    """`student.id` is what the run says, and the program never hears of it."""
    student = make(student="ada")
    assert student.id == "ada"
    assert "ada" not in str(student.evaluate("[str(v) for v in list(globals().values())]"))


def test_every_name_of_ours_is_reserved() -> None:
    """What `student` has itself is exactly what no function of a problem may be called."""
    own = {name for name in dir(Student) if not name.startswith("_")} | {"last", "last_function"}
    assert own == OURS


@pytest.mark.parametrize(
    "answer", [None, 5, [None], [{"title": 3, "axes": [5]}], [{"axes": [{"lines": [{"x": "no"}]}]}]]
)
def test_figures_that_are_none_are_empty(answer: object) -> None:
    """Whatever a worker says of its figures, a suite reads texts and arrays."""
    for figure in figures_from(answer):
        assert figure.title == ""
        assert all(line.x.size == 0 for axes in figure.axes for line in axes.lines)


def test_what_was_not_written_or_drawn_fails_the_check(make: Make) -> None:
    """A suite that takes a file or a figure which is not there fails the check, and is not itself at fault."""
    student = make()
    with pytest.raises(CheckFailed, match=r"observed no file, expected out\.csv"):
        student.files["out.csv"]
    with pytest.raises(CheckFailed, match="the figures that were drawn: observed 0, expected at least 1"):
        student.figures[0]
    (figure,) = figures_from([{"axes": [{"lines": [{"label": "one"}]}]}])
    assert figure.axes[-1].lines[0].label == "one"
    with pytest.raises(CheckFailed, match="the lines that were drawn: observed 1, expected at least 2"):
        figure.axes[0].lines[1]


def test_a_program_without_memory_for_its_files_is_out_of_memory() -> None:
    """What a worker raises while it is asked is the program's doing, as in a call."""
    student = local_worker(program(SOURCE))
    student.call("evaluate", ("open('a', 'w').write('x')",))
    student._transport._worker._around.answer = _out_of_memory  # type: ignore[attr-defined]
    with pytest.raises(OutOfMemory):
        dict(Student(student).files)


def _out_of_memory(*_: object) -> object:
    raise MemoryError


def test_numbers_are_found_among_words() -> None:
    """Every number of a text is found in its order, and nothing else."""
    assert numbers_in("mean: 3.50, sd=-.5e-1\n+2 of 7.") == [3.5, -0.05, 2, 7]
    assert numbers_in("none") == []


@pytest.mark.parametrize("rows", [None, 3, [3], [["f"]], [["f", "g", True]], [["f", "g", -1]], [[1, 2, "3"]]])
def test_counts_that_are_none_are_left_out(rows: object) -> None:
    """Whatever a worker says of its calls, a suite reads counts."""
    assert counted_calls(rows) == ()
