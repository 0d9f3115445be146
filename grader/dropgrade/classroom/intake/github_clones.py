"""GitHub Classroom: a clone `slug-login/` for each student; the time is that of the last commit."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from dropgrade.classroom.intake.arrivals import Arrival, Listing, Part, Reader, Shape

SUBMISSIONS = "-submissions"
HASH = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
COMMITTED = re.compile(rb"^committer .*> (\d{1,12}) [+-]\d{4}$", re.MULTILINE)
BOT = re.compile(rb"^author github-classroom\[bot\] ", re.MULTILINE)
LONGEST = 100_000


def _fits(listing: Listing) -> bool:
    if _above(listing).endswith(SUBMISSIONS):
        return any(listing.tops.values()) and not listing.only_folder.endswith(SUBMISSIONS)
    clones = [folder for folder in listing.repositories if folder.parent == listing.root and folder != listing.root]
    return len(clones) * 2 > sum(listing.tops.values()) > 0


def _above(listing: Listing) -> str:
    return listing.root.name or listing.source.name.removesuffix(".zip")


def slug_of(listing: Listing) -> str:
    """The assignment's slug: the name of the folder around the clones, or else their common prefix."""
    folders = [name for name, is_folder in listing.tops.items() if is_folder]
    slug = _above(listing).removesuffix(SUBMISSIONS) + "-"
    if _above(listing).endswith(SUBMISSIONS) and all(name.startswith(slug) for name in folders):
        return slug
    shared = _beginning(folders) if len(folders) > 1 else ""
    return shared[: shared.rfind("-") + 1]


def _beginning(names: list[str]) -> str:
    """The common prefix of all names."""
    first, last = min(names), max(names)
    return first[: next((n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))]


def _reader(listing: Listing) -> Reader:
    slug = slug_of(listing)

    def read(path: PurePosixPath) -> Part | None:
        top, *rest = path.parts
        login = top.removeprefix(slug)
        return Part(top, {"github": login}, PurePosixPath(*rest), login) if rest else None

    return read


def _finish(listing: Listing, arrivals: list[Arrival]) -> list[Arrival]:
    """Add the time of each clone's last commit, and whether it is the only one, if git is installed."""
    if listing.folder is None:
        return arrivals
    with tempfile.TemporaryDirectory(prefix="dropgrade-") as empty:
        for arrival in arrivals:
            repository = listing.folder / listing.root / arrival.place / ".git"
            header = _last_commit(repository, Path(empty))
            arrival.submitted_at = _time_of(header)
            arrival.is_first_commit = bool(header) and b"\nparent " not in header
            arrival.is_as_handed_out = arrival.is_first_commit and bool(BOT.search(header))
    return arrivals


def _time_of(header: bytes) -> datetime | None:
    found = COMMITTED.search(header)
    with suppress(ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(int(found[1]), UTC) if found else None
    return None


def _last_commit(repository: Path, empty: Path) -> bytes:
    """The header of the commit that is checked out, as git prints it; empty if git fails.

    The object is read through an empty repository of ours, so that no settings of the clone, which might start a
    program, are ever read.
    """
    commit = _head(repository)
    if not commit:
        return b""
    with suppress(OSError, subprocess.SubprocessError):
        if not (empty / "HEAD").exists():
            _git(empty, "init", "--quiet", "--bare", ".")
        return _git(empty, "cat-file", "commit", commit, objects=repository / "objects").partition(b"\n\n")[0]
    return b""


def _git(folder: Path, *words: str, objects: Path | None = None) -> bytes:
    own = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(folder),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_NO_LAZY_FETCH": "1",
    }
    places = {"GIT_DIR": str(folder), "GIT_OBJECT_DIRECTORY": str(objects.resolve())} if objects else {}
    command = ["git", *words]
    done = subprocess.run(command, cwd=folder, env=own | places, capture_output=True, check=True, timeout=10)  # noqa: S603
    return done.stdout


def _head(repository: Path) -> str:
    """The hash of the commit that is checked out; empty if it cannot be read."""
    head = _text(repository / "HEAD")
    if not head.startswith("ref: "):
        return head if HASH.fullmatch(head) else ""
    name = head.removeprefix("ref: ")
    if not re.fullmatch(r"refs/[\w./-]+", name) or ".." in name:
        return ""
    loose = _text(repository / name)
    packed = re.search(rf"^([0-9a-f]{{40,64}}) {re.escape(name)}$", _text(repository / "packed-refs"), re.MULTILINE)
    found = loose or (packed[1] if packed else "")
    return found if HASH.fullmatch(found) else ""


def _text(file: Path) -> str:
    try:
        if file.is_symlink() or not file.is_file():
            return ""
        with file.open("rb") as stream:
            return stream.read(LONGEST).decode("utf-8", "replace").strip()
    except OSError:
        return ""


GITHUB = Shape(lambda _: "GitHub Classroom", _fits, _reader, _finish)
