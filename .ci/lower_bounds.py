"""Print the oldest versions that the project says it works with, as constraints for pip."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

BOUND = re.compile(r"([\w.-]+)>=([\w.]+)")
OF_THAT_TIME = ("pyparsing==3.1.0",)  # newer ones warn of names that the oldest Matplotlib uses
FOR_DEVELOPERS = ("mypy", "ruff")  # whose newest versions are what counts


def main() -> None:
    """Print a line for each dependency, those of the tests as well."""
    project = tomllib.loads(Path(__file__).parents[1].joinpath("pyproject.toml").read_text("utf-8"))["project"]
    extras = [line for name, lines in project["optional-dependencies"].items() if name != "oracle" for line in lines]
    bounds = dict(match.groups() for line in [*project["dependencies"], *extras] if (match := BOUND.match(line)))
    lines = (f"{name}=={version}\n" for name, version in bounds.items() if name not in FOR_DEVELOPERS)
    sys.stdout.write("".join([*lines, *(f"{line}\n" for line in OF_THAT_TIME)]))


if __name__ == "__main__":
    main()
