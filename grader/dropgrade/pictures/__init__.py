"""The pictures of `dropgrade show`: their data, how they are drawn, and the proof that they can be drawn."""

from __future__ import annotations

from dropgrade.course.course import Course

PICTURE = "picture.py"


def pictured(course: Course) -> list[str]:
    """The problems that can be shown, in the order of the course."""
    return [name for name in course.names() if (course.authority / "solutions" / name / PICTURE).is_file()]
