"""Recover a program from HTML, as systems store text that was typed into their own editor."""

from __future__ import annotations

from html.parser import HTMLParser

BREAKS = ("p", "div", "br", "li", "tr", "pre", "h1", "h2", "h3", "h4")
SKIPPED = ("script", "style", "head")


class _Text(HTMLParser):
    """The text of a page, with a line for each paragraph."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._skipping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line, or skip what is not text."""
        del attrs
        self._skipping += tag in SKIPPED
        if tag in BREAKS:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        """End a line."""
        self._skipping -= tag in SKIPPED and self._skipping > 0
        if tag in BREAKS and tag != "br":
            self._break()

    def handle_data(self, data: str) -> None:
        """Collect the text."""
        if not self._skipping:
            self.pieces.append(data.replace("\N{NO-BREAK SPACE}", " "))

    def _break(self) -> None:
        if self.pieces and not self.pieces[-1].endswith("\n"):
            self.pieces.append("\n")


def program_in(page: bytes) -> bytes:
    """The text of a page as UTF-8, each paragraph on a line of its own."""
    parser = _Text()
    parser.feed(page.decode("utf-8", "replace"))
    parser.close()
    return "".join(parser.pieces).strip("\n").encode() + b"\n"
