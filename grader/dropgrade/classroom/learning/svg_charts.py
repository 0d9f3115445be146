"""Charts as SVG: shapes with classes that the page colours, and words that say the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dropgrade.screen.report_html import markup

WIDTH, HEIGHT = 480, 200
LEFT, BOTTOM, TOP = 36, 40, 18


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of a scatter chart: its coordinates, from 0 to 1, and what it represents."""

    x: float
    y: float
    words: str


def histogram(counts: Sequence[int], labels: Sequence[str], words: str, *, axis: str) -> Iterator[str]:
    """Upright bars with their numbers above and the labels of their edges below; `words` says it in a sentence."""
    most = max([*counts, 1])
    room, step = HEIGHT - BOTTOM - TOP, (WIDTH - LEFT) / len(counts)
    yield from _opened(WIDTH, HEIGHT, words)
    for place, count in enumerate(counts):
        tall, x = room * count / most, LEFT / 2 + place * step
        place_and_size = f'x="{x + 2:.1f}" y="{TOP + room - tall:.1f}" width="{step - 4:.1f}" height="{tall:.1f}"'
        yield f'<rect class="bar" {place_and_size}/>'
        if count:
            yield _text(x + step / 2, TOP + room - tall - 5, str(count), "value")
    floor = TOP + room
    yield f'<line class="axis" x1="{LEFT / 2}" y1="{floor}" x2="{WIDTH - LEFT / 2}" y2="{floor}"/>'
    for place, label in enumerate(labels):
        yield _text(LEFT / 2 + place * step, floor + 16, label)
    yield _text(WIDTH / 2, HEIGHT - 6, axis)
    yield "</svg>"


def rail(share: float, kind: str = "") -> str:
    """A bar in a table, as long as a share; hidden from screen readers, because the number is beside it."""
    full = 96
    long = full * max(0.0, min(1.0, share))
    return (
        f'<svg class="rail-chart" width="{full}" height="10" viewBox="0 0 {full} 10" aria-hidden="true">'
        f'<rect class="rail" width="{full}" height="10" rx="2"/>'
        f'<rect class="bar {kind}" width="{long:.1f}" height="10" rx="2"/></svg>'
    )


def scatter(
    dots: Sequence[Dot], words: str, *, across: str, up: str, marks: Sequence[tuple[float, str]]
) -> Iterator[str]:
    """A scatter chart with both axes from 0 to 1; `marks` are heights with a line and a label."""
    tall, room, wide = 260, 260 - BOTTOM - TOP, WIDTH - LEFT - 20
    yield from _opened(WIDTH, tall, words)
    for height, label in marks:
        y = TOP + room * (1 - height)
        yield f'<line class="axis" x1="{LEFT}" y1="{y:.1f}" x2="{LEFT + wide}" y2="{y:.1f}"/>'
        yield _text(LEFT - 6, y + 4, label, anchor="end")
    for share in (0, 0.5, 1):
        yield _text(LEFT + wide * share, TOP + room + 16, f"{share:.0%}")
    for dot in dots:
        x, y = LEFT + wide * dot.x, TOP + room * (1 - dot.y)
        yield f'<circle class="bar" cx="{x:.1f}" cy="{y:.1f}" r="4"><title>{markup(dot.words)}</title></circle>'
    yield _text(LEFT + wide / 2, tall - 6, across)
    yield _text(LEFT, 11, up, anchor="start")
    yield "</svg>"


def _opened(width: int, height: int, words: str) -> Iterator[str]:
    yield f'<svg class="chart" viewBox="0 0 {width} {height}" role="img" aria-label="{markup(words)}">'


def _text(x: float, y: float, words: str, kind: str = "", anchor: str = "middle") -> str:
    name = f' class="{kind}"' if kind else ""
    return f'<text{name} x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{markup(words)}</text>'
