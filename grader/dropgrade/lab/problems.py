"""Problems in the form in which a page shows them."""

from __future__ import annotations

from dropgrade.errors import DropgradeError, limit_behind

OWN = "Please report this; it is not your fault."


class CodeProblem(DropgradeError):
    """A file of the student's cannot be run; says where the problem is."""

    def __init__(self, message: str, hint: str = "", *, file: str = "", line: int = 0, function: str = "") -> None:
        super().__init__(message, hint)
        self.file, self.line, self.function = file, line, function


def problem_of(error: BaseException) -> dict[str, object]:
    """A failure as a message and a hint, and its place if it is in the student's code."""
    if isinstance(error, CodeProblem):
        place = {"file": error.file, "line": error.line, "function": error.function}
        return {"message": error.message, "hint": error.hint} | {key: value for key, value in place.items() if value}
    if isinstance(error, DropgradeError):
        return {"message": error.message, "hint": error.hint}
    if limit := limit_behind(error):
        return {"message": f"A limit is reached: {limit}.", "hint": "Raise the limit or make room, and try again."}
    return {"message": f"The lab itself failed: {type(error).__name__}: {error}", "hint": OWN}
