"""The same for a terminal: one line a miner, its calibration as a small chart."""

from collections.abc import Sequence
from typing import Final

from taonet.chart import blocks
from taonet.markets.forecast.plots.miners import BINS, Plotted

HEADER: Final = (
    f"{'uid':>4} {'forecaster':<14} {'score':>6} {'skill':>7} {'50%':>5} {'90%':>5}  {'outcomes':<{BINS}}  answered"
)


def lines_of(miners: Sequence[Plotted]) -> list[str]:
    """Return a table of at most 80 columns."""
    return [HEADER, *(_line(miner) for miner in miners)]


def _line(miner: Plotted) -> str:
    name = "".join(letter if letter.isprintable() else "?" for letter in miner.model)[:14]
    counts = f"{miner.answered}/{miner.asked}"
    if not miner.answered:
        return f"{miner.uid:>4} {name:<14} {miner.score:>6.3f} {'-':>7} {'-':>5} {'-':>5}  {'':<{BINS}}  {counts}"
    held = " ".join(f"{share:>5.0%}" for share in miner.held)
    return (
        f"{miner.uid:>4} {name:<14} {miner.score:>6.3f} {miner.skill:>+7.3f} {held}  {chart(miner.histogram)}  {counts}"
    )


def chart(shares: Sequence[float]) -> str:
    """Return shares as blocks; a calibrated forecast is level in the middle of their height."""
    return blocks(shares, 2 / BINS)
