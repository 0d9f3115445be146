"""Shapes of a drawing in a file of its own: every colour is in the file, and every text is escaped."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dropgrade.screen.report_html import markup

INK, FAINT, PAPER, ACCENT, QUIET = "#1f2430", "#8a93a3", "#ffffff", "#0b5cad", "#e3e7ee"
COLOURS = ("#0b5cad", "#b3401b", "#177245", "#7a3fa0", "#8a6d00", "#35647a")
DASHES = ("", "7 4", "2 3", "9 3 2 3", "4 4", "1 5")
"""Lines differ in their dashes, too, for readers who cannot tell their colours apart."""
FONT = "system-ui, sans-serif"
LETTER = 6.4
"""The approximate width of a letter at the usual text size."""


@dataclass(slots=True)
class Drawing:
    """Shapes on a sheet of a fixed width that grows downwards."""

    width: float = 640.0
    height: float = 0.0
    shapes: list[str] = field(default_factory=list)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        anchor: str = "start",
        size: float = 12,
        colour: str = INK,
        is_bold: bool = False,
    ) -> None:
        """Write words, with their base line at y."""
        weight = ' font-weight="600"' if is_bold else ""
        place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
        look = f'font-size="{size:g}" fill="{colour}"{weight}'  # around it, because a page styles every text itself
        self.shapes.append(f"<g {look}><text {place}>{markup(words)}</text></g>")

    def line(self, ends: tuple[float, float, float, float], colour: str = FAINT, width: float = 1.0) -> None:
        """Draw a line between two points, x1, y1, x2, y2."""
        x1, y1, x2, y2 = ends
        place = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
        self.shapes.append(f'<line {place} stroke="{colour}" stroke-width="{width:g}"/>')

    def box(self, x: float, y: float, width: float, height: float, fill: str, *, words: str = "") -> None:
        """Draw a filled box; `words` are its tooltip."""
        place = f'x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{max(height, 0):.1f}"'
        self.shapes.append(f'<rect {place} fill="{fill}">{_title(words)}</rect>')

    def circle(self, x: float, y: float, radius: float, fill: str, stroke: str = "none", *, words: str = "") -> None:
        """Draw a circle."""
        place = f'cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"'
        self.shapes.append(f'<circle {place} fill="{fill}" stroke="{stroke}">{_title(words)}</circle>')

    def path(self, points: Sequence[tuple[float, float]], number: int, *, words: str = "") -> None:
        """Draw a line through points, in the colour and the dashes of its number."""
        colour, dash = COLOURS[number % len(COLOURS)], DASHES[number % len(DASHES)]
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        places = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.shapes.append(
            f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="1.8"{dashes}>'
            f"{_title(words)}</polyline>"
        )

    def area(self, points: Iterable[tuple[float, float]], number: int) -> None:
        """Fill what lies between points, faintly."""
        places = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.shapes.append(f'<polygon points="{places}" fill="{COLOURS[number % len(COLOURS)]}" fill-opacity="0.15"/>')

    def svg(self, words: str) -> str:
        """The whole drawing; `words` say what it shows."""
        size = f'width="{self.width:.0f}" height="{self.height:.0f}" viewBox="0 0 {self.width:.0f} {self.height:.0f}"'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" font-family="{FONT}">'
        sheet = f'<rect width="100%" height="100%" rx="6" fill="{PAPER}"/>'
        return "\n".join([head, f"<title>{markup(words)}</title>", sheet, *self.shapes, "</svg>\n"])


def _title(words: str) -> str:
    return f"<title>{markup(words)}</title>" if words else ""


def ticks(low: float, high: float, count: int = 5) -> list[float]:
    """About `count` round numbers between two numbers."""
    if not high > low:
        return [low]
    rough = (high - low) / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= rough * 0.999)
    first = math.ceil(low / step - 1e-9)
    return [round(step * n, 12) for n in range(first, math.floor(high / step + 1e-9) + 1)]


def written(value: object) -> str:
    """A number to four digits, as short as it can be; any other value as its text."""
    if isinstance(value, float):
        return f"{value + 0.0:.4g}" if math.isfinite(value) else str(value)
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
