"""A chart of lines: as text for a terminal, as SVG, and as PNG; and shares as a row of blocks."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from html import escape
from typing import Final, final

import msgspec
from PIL import Image, ImageDraw

Point = tuple[float, float]
_WIDTH, _HEIGHT = 960, 480
_LEFT, _RIGHT, _TOP, _BOTTOM = 90, 30, 40, 50
_COLOURS: Final = ("#2563eb", "#d97706", "#059669")
_EIGHTHS: Final = " ▁▂▃▄▅▆▇█"
_LINES: Final = "·+o"
"""The letters of lines in a terminal, in their order."""
_AXIS: Final = 11
"""Columns left of a chart in a terminal."""


@final
class Line(msgspec.Struct, frozen=True):
    """A line of a chart: what it shows, and its points in the order of x."""

    label: str
    points: Sequence[Point]


@final
class Mark(msgspec.Struct, frozen=True):
    """A letter at one place of a chart."""

    letter: str
    label: str
    x: float
    y: float


@final
class Chart(msgspec.Struct, frozen=True):
    """Lines over one pair of axes, which begin at 0 and end at the largest value, or at `top`. Marks are for terminals."""

    title: str
    x_label: str
    lines: Sequence[Line]
    top: float | None = None
    marks: Sequence[Mark] = ()

    @property
    def x_most(self) -> float:
        """Return the end of the x axis."""
        return max((x for line in self.lines for x, _ in line.points), default=0.0) or 1.0

    @property
    def y_most(self) -> float:
        """Return the end of the y axis."""
        return self.top or max((y for line in self.lines for _, y in line.points), default=0.0) or 1.0


def as_text(chart: Chart, width: int, height: int = 8) -> list[str]:
    """Draw a chart with a terminal's characters, `width` columns wide: one line as bars, several as lines with a legend."""
    columns = max(width - _AXIS - 1, 10)
    draw = _bars if len(chart.lines) == 1 and not chart.marks else _lines
    most, end = chart.y_most, chart.x_most
    rows = draw(chart, columns, height)
    labels = [f"{most:>10,.4g} ", *[" " * _AXIS] * (height - 1)]
    axis = f"{'0':>{_AXIS}} {chart.x_label}, up to {end:,.4g}"
    body = [f"{label}{row}".rstrip() for label, row in zip(labels, rows, strict=True)]
    legend = [] if draw is _bars else list(_legend(chart))
    return [chart.title, *body, axis[: max(width, 20)], *legend]


def _bars(chart: Chart, columns: int, height: int) -> list[str]:
    points, most, end = chart.lines[0].points, chart.y_most, chart.x_most
    heights = [_at(points, (column + 0.5) / columns * end) / most * height for column in range(columns)]
    return [
        "".join(_EIGHTHS[round(min(max(one - row, 0.0), 1.0) * 8)] for one in heights)
        for row in range(height - 1, -1, -1)
    ]


def _lines(chart: Chart, columns: int, height: int) -> list[str]:
    grid = [[" "] * columns for _ in range(height)]

    def put(x: float, y: float, letter: str) -> None:
        row = height - 1 - min(int(min(max(y / chart.y_most, 0.0), 1.0) * height), height - 1)
        grid[row][min(int(min(max(x / chart.x_most, 0.0), 1.0) * columns), columns - 1)] = letter

    for line, letter in zip(chart.lines, _LINES, strict=False):
        for column in range(columns):
            x = (column + 0.5) / columns * chart.x_most
            put(x, _at(line.points, x), letter)
    for mark in chart.marks:
        put(mark.x, mark.y, mark.letter)
    return ["".join(row) for row in grid]


def _legend(chart: Chart) -> Iterator[str]:
    named = [
        *zip(_LINES, (line.label for line in chart.lines), strict=False),
        *((m.letter, m.label) for m in chart.marks),
    ]
    yield from (f"{letter:>{_AXIS}} {label}" for letter, label in named)


def blocks(shares: Sequence[float], full: float) -> str:
    """Return shares as a row of blocks, the highest for `full` and above; nothing is a low block, not a gap."""
    steps = len(_EIGHTHS) - 1
    return "".join(_EIGHTHS[1 + min(steps - 1, int(share / full * steps))] for share in shares)


def as_svg(*charts: Chart) -> str:
    """Draw charts below each other as an SVG document that reads on light and on dark."""
    high = _HEIGHT * len(charts)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {high}" font-family="sans-serif" font-size="14">',
        f'<rect width="{_WIDTH}" height="{high}" fill="#ffffff"/>',
    ]
    for place, chart in enumerate(charts):
        parts += [f'<g transform="translate(0 {place * _HEIGHT})">', *_svg(chart), "</g>"]
    return "\n".join([*parts, "</svg>", ""])


def _svg(chart: Chart) -> list[str]:
    parts = [
        f'<text x="{_LEFT}" y="24" font-weight="bold">{escape(chart.title)}</text>',
        f'<path d="M{_LEFT} {_TOP}V{_HEIGHT - _BOTTOM}H{_WIDTH - _RIGHT}" fill="none" stroke="#444"/>',
        f'<text x="{_WIDTH - _RIGHT}" y="{_HEIGHT - 16}" text-anchor="end">{escape(chart.x_label)}</text>',
    ]
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        x, y = _place(chart, share * chart.x_most, share * chart.y_most)
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 5:.0f}" text-anchor="end">{share * chart.y_most:,.4g}</text>')
        parts.append(f'<text x="{x:.0f}" y="{_HEIGHT - 34}" text-anchor="middle">{share * chart.x_most:,.4g}</text>')
    for place, line in enumerate(chart.lines):
        colour = _COLOURS[place % len(_COLOURS)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (_place(chart, *point) for point in line.points))
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(
            f'<text x="{_LEFT + 20}" y="{_TOP + 20 * (place + 1)}" fill="{colour}">{escape(line.label)}</text>'
        )
    return parts


def as_png(*charts: Chart) -> bytes:
    """Draw charts below each other as a PNG picture."""
    picture = Image.new("RGB", (_WIDTH, _HEIGHT * len(charts)), "#ffffff")
    for place, chart in enumerate(charts):
        picture.paste(_drawn(chart), (0, place * _HEIGHT))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _drawn(chart: Chart) -> Image.Image:
    picture = Image.new("RGB", (_WIDTH, _HEIGHT), "#ffffff")
    draw = ImageDraw.Draw(picture)
    draw.text((_LEFT, 12), chart.title, fill="#000000")
    draw.line([(_LEFT, _TOP), (_LEFT, _HEIGHT - _BOTTOM), (_WIDTH - _RIGHT, _HEIGHT - _BOTTOM)], fill="#444444")
    draw.text((_WIDTH - _RIGHT, _HEIGHT - 26), chart.x_label, fill="#000000", anchor="ra")
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        x, y = _place(chart, share * chart.x_most, share * chart.y_most)
        draw.text((_LEFT - 8, y), f"{share * chart.y_most:,.4g}", fill="#000000", anchor="rm")
        draw.text((x, _HEIGHT - 42), f"{share * chart.x_most:,.4g}", fill="#000000", anchor="ma")
    for place, line in enumerate(chart.lines):
        colour = _COLOURS[place % len(_COLOURS)]
        draw.line([_place(chart, *point) for point in line.points], fill=colour, width=2)
        draw.text((_LEFT + 20, _TOP + 20 * (place + 1) - 12), line.label, fill=colour)
    return picture


def _place(chart: Chart, x: float, y: float) -> Point:
    across, up = x / chart.x_most, y / chart.y_most
    return _LEFT + across * (_WIDTH - _LEFT - _RIGHT), _HEIGHT - _BOTTOM - up * (_HEIGHT - _TOP - _BOTTOM)


def _at(points: Sequence[Point], x: float) -> float:
    """Return the height of a line at x, straight between its points."""
    before = points[0]
    for point in points:
        if point[0] >= x:
            span = point[0] - before[0]
            return point[1] if not span else before[1] + (point[1] - before[1]) * (x - before[0]) / span
        before = point
    return points[-1][1]
