"""Packages that a problem allows: they work in a confined worker, and only their own files are readable."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import rich
from scipy import stats
from tests.local import local_worker

import dropgrade
from dropgrade.checks import Student
from dropgrade.errors import SandboxFault
from dropgrade.sandbox.client import Program, Sandbox
from dropgrade.sandbox.inside.distributions import files_of, installed, modules_of, with_what_they_need
from dropgrade.sandbox.launch import opened_sandbox
from dropgrade.sandbox.limits import Limits
from dropgrade.sandbox.outcomes import StudentRaised
from dropgrade.sandbox.packages import lack_of, versions_of

ALLOWED = ("scipy", "pandas", "matplotlib")
SITE = Path(pd.__file__).parents[1]
PROGRAM = Program("use", (("use.py", (Path(__file__).parent / "use_of_packages.txt").read_text("utf-8")),), files={})


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """One sandbox, whose workers may use packages on request."""
    with opened_sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def student(sandbox: Sandbox) -> Iterator[Student]:
    """A program in a worker that may use SciPy, pandas and matplotlib."""
    worker = sandbox.start(Limits(5, 512, packages=ALLOWED))
    worker.begin_loading(PROGRAM, 0)
    worker.finish_loading()
    worker.begin_check(1)
    yield Student(worker)
    worker.close()


def test_scipy_fits_and_tests(student: Student) -> None:
    """Every compiled part of SciPy can be used, and gives the same results as here."""
    assert student.fit(np.arange(5.0), 2 * np.arange(5.0) + 1) == pytest.approx([2, 1])
    assert student.p_value([1.0, 2.0, 3.0], [2.0, 3.0, 5.0]) == stats.ttest_ind([1, 2, 3], [2, 3, 5]).pvalue
    assert student.many_parts() == pytest.approx([2.25, 0.45969769413186023, 3.0, 1.0])


def test_pandas_reads_groups_and_writes_files_in_memory(student: Student) -> None:
    """A table is read from a file in memory, grouped and written to another; time zones are known."""
    student.files.put("marks.csv", "group,mark\na,1\na,3\nb,5\n")
    assert student.means("marks.csv", "means.csv") == ["a", "b", 2.0, 5.0]
    assert student.files["means.csv"] == b"group,mark\na,2.0\nb,5.0\n"
    assert student.in_berlin() == "2020-07-01T00:00:00+02:00"


@pytest.mark.parametrize("mode", ["confined", "local"])
def test_what_is_on_the_axes_is_read_as_data(student: Student, mode: str) -> None:
    """Lines, points, bars and images are read with their labels and axes; a picture is saved in memory."""
    if mode == "local":
        student = Student(local_worker(PROGRAM))
    student.draw()
    (figure,) = student.figures
    left, right = figure.axes
    assert (figure.title, left.title, left.x_label, left.legend, right.y_scale) == ("All", "Fit", "x", ("fit",), "log")
    assert [(each.label, each.style, each.x.tolist(), each.y.tolist()) for each in left.lines] == [
        ("fit", "--", [1, 2], [3, 4])
    ]
    assert [(each.label, each.x.tolist(), each.y.tolist()) for each in left.points] == [("data", [1, 2], [5, 6])]
    assert [(bars.x.tolist(), bars.height.tolist()) for bars in right.bars] == [([1, 2], [3, 4])]
    assert right.images[0].tolist() == [[1, 0], [0, 1]]
    assert student.files["picture.png"].startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "path",
    [
        dropgrade.__file__,
        rich.__file__,
        f"{SITE}/pandas/../rich/__init__.py",
        f"{SITE}",
        f"{SITE}/pandas",
        "/proc/self/environ",
        "/proc/1/cmdline",
        "/etc/passwd",
    ],
)
def test_nothing_else_may_be_read(student: Student, path: str) -> None:
    """A worker with packages can read no other package, no folder, and nothing of the system or of this package."""
    with pytest.raises(StudentRaised) as failure:
        student.read_by_number(path)
    assert failure.value.info.is_a("PermissionError")


@pytest.mark.parametrize(
    "act", ["import_other", "start_a_process", "write_on_disk", "open_a_socket", "load_compiled_code", "fork"]
)
def test_compiled_code_of_packages_is_confined(student: Student, act: str) -> None:
    """What a package could do itself (start a process, open a socket, library or file) is refused, too."""
    with pytest.raises(StudentRaised) as failure:
        getattr(student, act)()
    assert failure.value.info.type_name in ("PermissionError", "ModuleNotFoundError", "OSError", "ImportError")


def test_a_problem_without_packages_has_none(sandbox: Sandbox) -> None:
    """Without allowed packages, a worker cannot import those of another problem."""
    worker = sandbox.start(Limits(2, 512))
    worker.begin_loading(PROGRAM, 0)
    worker.finish_loading()
    with pytest.raises(StudentRaised, match="No module named 'scipy'"):
        Student(worker).fit(np.arange(5.0), np.arange(5.0))
    worker.close()


# Records.


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of installed packages, one of which has a record with forbidden entries."""
    site = tmp_path / "site"
    (site / "odd").mkdir(parents=True)
    (site / "odd-1.0.dist-info").mkdir()
    (tmp_path / "secret.py").write_text("")
    (site / "odd" / "__init__.py").write_text("raise RuntimeError('no')")
    (site / "odd" / "link.py").symlink_to(tmp_path / "secret.py")
    (site / "folder").symlink_to(tmp_path)
    (site / "odd.pth").write_text("import os")
    own = Path(dropgrade.__file__)
    listed = [
        "odd/__init__.py",
        "odd/link.py",
        "odd/gone.py",
        "../secret.py",
        "odd/../../secret.py",
        "folder/secret.py",
    ]
    listed += [str(tmp_path / "secret.py"), "odd", "odd.pth", str(own), f"{'../' * 20}{own}"]
    (site / "odd-1.0.dist-info" / "METADATA").write_text("Name: odd\nVersion: 1.0\nRequires-Dist: numpy\n")
    (site / "odd-1.0.dist-info" / "RECORD").write_text("".join(f"{name},,\n" for name in listed))
    monkeypatch.syspath_prepend(str(site))
    return site


def test_only_plain_files_of_the_package_itself_are_taken_from_its_record(record: Path) -> None:
    """Paths that lead out, absolute ones, links, folders and startup files are not readable."""
    package = installed("odd")
    assert package is not None
    assert files_of(package) == [str(record.resolve() / "odd" / "__init__.py")]


def test_a_package_that_records_this_one_does_not_open_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing below this package is readable, even if a record in the same folder lists it."""
    own = Path(dropgrade.__file__).resolve().parent
    (tmp_path / "thief-1.dist-info").mkdir()
    (tmp_path / "thief-1.dist-info" / "METADATA").write_text("Name: thief\nVersion: 1\n")
    (tmp_path / "thief-1.dist-info" / "RECORD").write_text("dropgrade/__init__.py,,\ndropgrade/errors.py,,\n")
    (tmp_path / "dropgrade").symlink_to(own)
    monkeypatch.syspath_prepend(str(tmp_path))
    package = installed("thief")
    assert package is not None
    assert files_of(package) == []


def test_what_a_package_needs_is_allowed_with_it() -> None:
    """Requirements of an allowed package are allowed on this system, except NumPy and this package."""
    names = {package.name.lower() for package in with_what_they_need(["Pandas", "no-such-package"])}
    assert "pandas" in names
    assert {"python-dateutil"} <= names
    assert names.isdisjoint({"numpy", "dropgrade"})
    scipy = installed("scipy")
    assert scipy is not None
    assert {"scipy", "scipy.optimize._minpack"} <= set(modules_of(scipy))


def test_a_package_that_cannot_be_imported_is_a_fault_with_its_name(record: Path) -> None:
    """A broken installation is the machine's fault, and is reported before any submission runs."""
    with opened_sandbox() as sandbox:
        worker = sandbox.start(Limits(2, 512, packages=("odd",)))
        with pytest.raises(SandboxFault, match="odd cannot be imported: no") as failure:
            worker.begin_loading(PROGRAM, 0), worker.finish_loading()
        with suppress(SandboxFault):
            worker.close()
    assert "pip" in failure.value.hint


def test_what_is_missing_is_said_and_what_is_there_has_its_version() -> None:
    """A problem with a missing package cannot be graded, and the sentence names it."""
    assert lack_of(("scipy", "no-such-package")) == "it needs no-such-package, which is not installed here"
    assert (lack_of(()), lack_of(("scipy",))) == ("", "")
    assert versions_of(("pandas",)) == {"pandas": pd.__version__}
