"""XML as text: elements, escapes and sections of character data."""

from __future__ import annotations

import re

ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def element(name: str, *content: str, **attributes: str) -> str:
    """An element with a line of its own; its content is XML already, its attributes are not."""
    written = "".join(f' {key.replace("__", ":")}="{escaped(value)}"' for key, value in attributes.items())
    within = "".join(content)
    if not within:
        return f"<{name}{written}/>\n"
    gap = "\n" if within.endswith(">\n") else ""
    return f"<{name}{written}>{gap}{within}</{name}>\n"


def escaped(text: str) -> str:
    """Text for an element or an attribute."""
    return allowed(text).translate(ESCAPES)


def cdata(text: str) -> str:
    """Text as it is; where it holds the end of a section, it goes on in a second one."""
    return f"<![CDATA[{allowed(text).replace(']]>', ']]]]><![CDATA[>')}]]>" if text else ""


def allowed(text: str) -> str:
    """Text with a mark in place of every character that XML cannot hold."""
    return NO_XML.sub("\ufffd", text)
