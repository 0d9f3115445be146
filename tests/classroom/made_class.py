"""A small class with every kind of submission for p03, in the shape of every platform, and the fair scores."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from tests.cases import COURSE, program

P03, STEM = "p03_inverted_scaling", "inverted_scaling"
DUE = datetime(2030, 5, 20, 22, 0, tzinfo=UTC)
RIGHT = program(P03)
STUB = (COURSE.exercises / P03 / f"{STEM}.py").read_text("utf-8")
WRONG = program(P03, "no_scaling")
ALL, SOME, NONE = (10.0, 10.0), (0.5, 9.5), (0.0, 0.0)


def _notebook(source: str) -> bytes:
    texts = (("markdown", "# Homework"), ("code", source), ("code", "%timeit inverted_dropout(x, 0.5)\nundefined"))
    cells = [{"cell_type": kind, "metadata": {}, "source": text.splitlines(keepends=True)} for kind, text in texts]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


@dataclass(frozen=True)
class Kind:
    """What a student may hand in: its files, which of them counts, and the points that are fair."""

    files: Mapping[str, bytes]
    counts: str = f"{STEM}.py"
    fair: tuple[float, float] = ALL


KINDS = {
    "right": Kind({f"{STEM}.py": RIGHT.encode()}),
    "right_too": Kind({f"{STEM}.py": b"# mine\n" + RIGHT.encode()}),
    "wrong": Kind({f"{STEM}.py": WRONG.encode()}, fair=SOME),
    "wrong_too": Kind({f"{STEM}.py": b"# mine\n" + WRONG.encode()}, fair=SOME),
    "stub": Kind({f"{STEM}.py": STUB.encode()}, fair=NONE),
    "syntax": Kind({f"{STEM}.py": RIGHT.replace("return", "retrun (", 1).encode()}, fair=NONE),
    "empty": Kind({f"{STEM}.py": b""}, fair=NONE),
    "notebook": Kind({f"{STEM}.ipynb": _notebook(RIGHT)}, f"{STEM}.ipynb"),
    "own_name": Kind({"My dropout FINAL.py": RIGHT.encode()}, "My dropout FINAL.py"),
    "solution": Kind({"solution.py": RIGHT.encode()}, "solution.py"),
    "number": Kind({"p03.py": RIGHT.encode()}, "p03.py"),
    "downloaded": Kind({f"{STEM} (1).py": RIGHT.encode()}, f"{STEM} (1).py"),
    "two_versions": Kind({f"{STEM}.py": WRONG.encode(), f"{STEM}_new.py": RIGHT.encode()}, f"{STEM}_new.py"),
    "windows": Kind({f"{STEM}.py": b"\xef\xbb\xbf" + RIGHT.replace("\n", "\r\n").encode()}),
    "latin1": Kind({f"{STEM}.py": b"# L\xf6sung\n" + RIGHT.encode()}),
    "pdf": Kind({f"{STEM}.pdf": b"%PDF-1.4\n"}, "", NONE),
    "nothing": Kind({}, "", NONE),
    "endless": Kind({f"{STEM}.py": f"{RIGHT}\nwhile True:\n    pass\n".encode()}, fair=NONE),
}
_NAMES = """Müller Zoë;O'Brien Seán;Smith Alex;Smith Alex;van der Berg Anna;García-López Lucía;Łukasik Paweł;Kim Ji-woo;
Şahin Elif_Nur;Li Wei;Øster Bjørn;Nguyen 1 Linh;Wang Na;Cohen Noa;Rossi Marco;Haddad Rania;Silva João;Young Ida"""
NAMES = _NAMES.replace("\n", "").split(";")


@dataclass
class Member:
    """A student with the ids of every system, what was handed in, and how many hours late."""

    number: int
    kind: str
    late: int = 0
    name: str = ""
    ids: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Give the student a name and ids."""
        n = self.number
        self.name = NAMES[n % len(NAMES)]
        self.ids = {
            "sid": str(500_017 + 13 * n), "email": f"s{n}@uni.example", "canvas": str(71_000 + 7 * n),
            "moodle": str(880_000 + 11 * n), "github": f"{'x-' if n % 3 else ''}user{n}", "section": "AB"[n % 2],
        }  # fmt: skip

    @property
    def files(self) -> Mapping[str, bytes]:
        """What was handed in."""
        return KINDS[self.kind].files

    @property
    def handed_in_at(self) -> datetime:
        """When."""
        return DUE + timedelta(hours=self.late) if self.late else DUE - timedelta(hours=self.number + 1)

    @property
    def counts(self) -> str:
        """The hash of the file that is to be graded; empty where there is none."""
        name = KINDS[self.kind].counts
        return sha256(self.files[name]).hexdigest() if name else ""


def make_class() -> list[Member]:
    """A student of each kind; every fifth is late by thirty hours."""
    return [Member(n, kind, late=30 if n % 5 == 4 else 0) for n, kind in enumerate(KINDS)]


# The shapes.


def zipped(entries: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip with these files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return stream.getvalue()


def write(file: Path, data: bytes) -> Path:
    """Write a file with the folders around it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def write_roster(file: Path, members: Iterable[Member]) -> Path:
    """The roster of the class, as CSV."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["name", *Member(0, "right").ids])
    rows.writerows([member.name, *member.ids.values()] for member in members)
    return write(file, out.getvalue().encode())


def _moodle(mark: str) -> Callable[[Path, list[Member]], Path]:
    def make(folder: Path, members: list[Member]) -> Path:
        entries = [
            (f"{'Participant' if 'blind' in mark else m.name}_{m.ids['moodle']}{mark.replace('blind', '')}{name}", data)
            for m in members
            for name, data in m.files.items()
        ]
        return write(folder / "CS101-Dropout-42.zip", zipped(entries))

    return make


def _canvas(folder: Path, members: list[Member]) -> Path:
    def slug(member: Member) -> str:
        return "".join(c for c in member.name.lower() if c.isalnum() or c == "_")

    entries = []
    for m in members:
        for k, (name, data) in enumerate(m.files.items()):
            stem, dot, suffix = name.rpartition(".")
            again = "-2" if m.number % 4 == 1 else ""
            late = "_LATE" if m.late else ""
            entries.append((f"{slug(m)}{late}_{m.ids['canvas']}_{9000 + k}_{stem}{again}{dot}{suffix}", data))
    return write(folder / "submissions.zip", zipped(entries))


def _anonymous_canvas(folder: Path, members: list[Member]) -> Path:
    entries = [
        (f"{'LATE_' if m.late else ''}anon_{m.ids['canvas']}_{9000 + k}_{name}", data)
        for m in members
        for k, (name, data) in enumerate(m.files.items())
    ]
    return write(folder / "submissions.zip", zipped(entries))


def _gradescope(folder: Path, members: list[Member]) -> Path:
    export, lines = folder / "assignment_7_export", ["---"]
    for m in members:
        number = 4000 + m.number
        for name, data in m.files.items():
            write(export / f"submission_{number}" / name, data)
        lines += [
            f"submission_{number}:", "  :submitters:", f"  - :name: {json.dumps(m.name)}",
            f"    :sid: '{m.ids['sid']}'",
            f"    :email: {m.ids['email']}", f"  :created_at: {m.handed_in_at:%Y-%m-%d %H:%M:%S}.123456000 Z",
            "  :score: ", "  :history:", "  - :id: 3", "    :created_at: 2001-01-01 00:00:00.0 Z",
        ]  # fmt: skip
    write(export / "submission_metadata.yml", "\n".join(lines).encode())
    return folder


def _github(folder: Path, members: list[Member]) -> Path:
    clones = folder / "dropout-one-submissions"
    for m in members:
        clone = clones / f"dropout-one-{m.ids['github']}"
        write(clone / "exercises" / P03 / f"{STEM}.py", STUB.encode())
        when = m.handed_in_at.isoformat()
        env = {**os.environ, "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when, "HOME": str(folder)}
        commit = ["-c", "user.name=s", "-c", "user.email=s@x", "commit", "-qm", "w"]
        _git(clone, env, ["init", "-q"], ["add", "-A"], commit)
        if m.files:
            lay_out(clone, m)
            _git(clone, env, ["add", "-A"], [*commit, "--allow-empty"])
    write(folder / "grades.csv", b"assignment_name,github_username\n")
    return folder


def _git(clone: Path, env: Mapping[str, str], *commands: list[str]) -> None:
    for words in commands:
        subprocess.run(["git", *words], cwd=clone, env=env, check=True, capture_output=True)


def _nbgrader(folder: Path, members: list[Member]) -> Path:
    for m in members:
        own = folder / "submitted" / m.ids["sid"] / "dropout1"
        for name, data in m.files.items():
            write(own / name, data)
        write(own / "timestamp.txt", f"{m.handed_in_at:%Y-%m-%d %H:%M:%S.%f} UTC".encode())
    return folder


def lay_out(folder: Path, member: Member) -> None:
    """A workspace: the stub, and beside it or over it what was written."""
    for name, data in ({f"{STEM}.py": STUB.encode()} | dict(member.files)).items():
        write(folder / "exercises" / P03 / name, data)


def _workspaces(folder: Path, members: list[Member]) -> Path:
    for m in members:
        lay_out(folder / m.ids["sid"], m)
    return folder


def _folders(folder: Path, members: list[Member]) -> Path:
    for m in members:
        for name, data in m.files.items():
            write(folder / "handed in" / f"{m.name.split()[0]}_{m.ids['sid']}" / name, data)
    return folder


def _zips(folder: Path, members: list[Member]) -> Path:
    for m in members:
        inside = m.name.replace(" ", "_")
        entries = [e for n, d in m.files.items() for e in ((f"{inside}/{n}", d), (f"__MACOSX/{inside}/._{n}", b"\0\5"))]
        if entries:
            write(folder / f"{inside}_{m.ids['sid']}.zip", zipped([*entries, (f"{inside}/.DS_Store", b"\0")]))
    return folder


SHAPES: dict[str, tuple[str, Callable[[Path, list[Member]], Path]]] = {
    "moodle": ("Moodle before 4.1, a folder for each submission", _moodle("_assignsubmission_file_/")),
    "moodle41": ("Moodle 4.1 or later, a folder for each submission", _moodle("_assignsubmission_file/")),
    "moodle_flat": ("Moodle, one flat folder", _moodle("_assignsubmission_file_")),
    "moodle_blind": (
        "Moodle before 4.1, a folder for each submission, blind marking", _moodle("blind_assignsubmission_file_/")
    ),
    "canvas": ("Canvas", _canvas),
    "canvas_anonymous": ("Canvas, anonymous", _anonymous_canvas),
    "gradescope": ("Gradescope export", _gradescope),
    "github": ("GitHub Classroom", _github),
    "nbgrader": ("nbgrader", _nbgrader),
    "workspaces": ("a workspace for each student", _workspaces),
    "folders": ("a folder for each student", _folders),
    "zips": ("a zip for each student", _zips),
}  # fmt: skip
"""Each shape with the words by which it is recognised, and what writes it and gives the source."""
HAS_STUBS = ("github", "workspaces")
HAS_COMMITS = ("github",)
HAS_TIMES = ("gradescope", "github", "nbgrader")
