"""What `dropgrade show` draws: its data, how it is drawn, and the proof that it can be."""

from __future__ import annotations

from dropgrade.course.course import Course

PICTURE = "picture.py"


def pictured(course: Course) -> list[str]:
    """The problems that can be shown, in the order of the course."""
    return [name for name in course.names() if (course.authority / "solutions" / name / PICTURE).is_file()]
