"""Remove the lines at the end of a program that run it as a script; they are not part of the task."""

from __future__ import annotations

import ast

from dropgrade.course.python_text import parsed


def without_main(source: str) -> str:
    """Return a program without its `if __name__ == "__main__":` blocks; unchanged if it is not Python."""
    try:
        body = parsed(source).body
    except SyntaxError:
        return source
    lines = source.split("\n")
    for node in reversed(body):
        if isinstance(node, ast.If) and ast.unparse(node.test) in ("__name__ == '__main__'", "'__main__' == __name__"):
            del lines[node.lineno - 1 : node.end_lineno]
    return "\n".join(lines).rstrip() + "\n"
