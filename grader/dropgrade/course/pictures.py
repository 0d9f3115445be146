"""Which problems have a picture: a file picture.py beside the suite."""

from __future__ import annotations

from dropgrade.course.location import Course

PICTURE = "picture.py"


def pictured(course: Course) -> list[str]:
    """The problems that can be shown, in the order of the course."""
    return [name for name in course.names() if (course.authority / "solutions" / name / PICTURE).is_file()]
