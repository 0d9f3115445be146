"""The lines at the end of a program that run it by itself: they are no part of what is asked for."""

from __future__ import annotations

import ast

from dropgrade.course.python_text import parsed


def without_main(source: str) -> str:
    """A program without its blocks `if __name__ == "__main__":`; unchanged where it is no Python."""
    try:
        body = parsed(source).body
    except SyntaxError:
        return source
    lines = source.split("\n")
    for node in reversed(body):
        if isinstance(node, ast.If) and ast.unparse(node.test) in ("__name__ == '__main__'", "'__main__' == __name__"):
            del lines[node.lineno - 1 : node.end_lineno]
    return "\n".join(lines).rstrip() + "\n"
