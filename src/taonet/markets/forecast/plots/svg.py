"""Draw fans and histograms as SVG: pure text, no script in it."""

import html
from typing import Final

import numpy as np

from taonet.markets.forecast.arrays import Doubles
from taonet.markets.forecast.plots.miners import BINS, Fan, Plotted
from taonet.markets.forecast.tasks import shown

WIDTH: Final = 260
HEIGHT: Final = 150
TOP: Final = 18
"""Room for the title."""


def fan_svg(fan: Fan) -> str:
    """Draw what was known, the bands that hold 90 % and 50 % of the paths, their median, and what came."""
    past, steps = len(fan.past), fan.quantiles.shape[1]
    values = np.concatenate([fan.past, fan.quantiles.ravel(), fan.outcomes.ravel()])
    low, high = float(values.min()), float(values.max())

    def points(row: Doubles, first: int) -> list[str]:
        across = WIDTH * (first + np.arange(len(row), dtype=np.float64)) / (past + steps - 2)
        down = TOP + (HEIGHT - TOP - 4) * (high - row) / max(high - low, 1e-12)
        return [f"{x:.1f},{y:.1f}" for x, y in zip(across.tolist(), down.tolist(), strict=True)]

    def line(row: Doubles, first: int, kind: str) -> str:
        return f'<polyline class="{kind}" points="{" ".join(points(row, first))}"/>'

    def band(below: int, above: int, kind: str) -> str:
        edge = [*points(fan.quantiles[below], past - 1), *reversed(points(fan.quantiles[above], past - 1))]
        return f'<polygon class="{kind}" points="{" ".join(edge)}"/>'

    parts = [
        band(0, 4, "wide"),
        band(1, 3, "half"),
        line(fan.quantiles[2], past - 1, "median"),
        line(fan.past, 0, "past"),
    ]
    parts += [line(row, past - 1, "came") for row in fan.outcomes]
    return _svg(shown([fan.series]), parts)


def histogram_svg(miner: Plotted) -> str:
    """Draw where outcomes fell in the ensembles, against the line on which all would be alike."""
    most = max(0.2, *miner.histogram)
    scale = (HEIGHT - TOP - 4) / most
    bars = [
        f'<rect class="bar" x="{WIDTH * i / BINS + 2:.1f}" y="{HEIGHT - share * scale:.1f}" '
        f'width="{WIDTH / BINS - 4:.1f}" height="{share * scale:.1f}"/>'
        for i, share in enumerate(miner.histogram)
    ]
    level = HEIGHT - scale / BINS
    even = f'<polyline class="even" points="0,{level:.1f} {WIDTH},{level:.1f}"/>'
    return _svg(f"50% held {miner.held[0]:.0%}, 90% held {miner.held[1]:.0%}", [*bars, even])


def _svg(title: str, parts: list[str]) -> str:
    said = html.escape(title)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" aria-label="{said}"><text x="4" y="13">{said}</text>{"".join(parts)}</svg>'
    )
