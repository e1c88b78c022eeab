"""The schedule of a token: how much each block issues from any issuance on, to the last rao.

Between two halvings every block issues the same, so a stretch is one division, and the whole schedule about thirty. What is
recycled in every block is issued again later: it stretches the schedule, and the last stretch, in which less is issued
than recycled, never ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, final

import msgspec

from taonet.runtime.pallets.subtensor.math.emission import REAL_CURVE, Curve, block_emission

SLOT_SECONDS: Final = 12


@final
class Stretch(msgspec.Struct, frozen=True):
    """Blocks in a row that issue the same, in rao; `blocks` is None for a stretch that never ends."""

    first_block: int
    """The number of the first block of the stretch, counted from where the schedule began."""

    issuance: int
    """Rao that exist before its first block."""

    emission: int
    blocks: int | None
    halvings: int
    """How often the emission has halved before."""


def threshold(halvings: int, curve: Curve = REAL_CURVE) -> int:
    """Return the least issuance (rao) from which a block issues `first / 2^halvings`."""
    return -(-curve.cap * ((1 << halvings) - 1) >> halvings)


def emission_at(issuance: int, curve: Curve = REAL_CURVE) -> int:
    """Return the rao that a block issues when `issuance` rao exist, from the thresholds alone.

    The rules come to the same by a logarithm (`block_emission`); here is what checks them.
    """
    halvings = 0
    while threshold(halvings + 1, curve) <= issuance < curve.cap:
        halvings += 1
    return 0 if issuance >= curve.cap else curve.first >> halvings


def schedule(issuance: int = 0, *, recycled: int = 0, curve: Curve = REAL_CURVE) -> Iterator[Stretch]:
    """Yield the stretches from an issuance (rao) on, with `recycled` rao destroyed in every block, to the end of issuing.

    The last has an emission of 0, or does not end because all that is issued is recycled.
    """
    block, halvings = 0, 0
    while True:
        emission = block_emission(issuance, curve)
        gain = emission - recycled
        while threshold(halvings + 1, curve) <= issuance < curve.cap:
            halvings += 1
        if emission == 0 or gain <= 0:
            yield Stretch(block, issuance, emission, None, halvings)
            return
        blocks = -(-(threshold(halvings + 1, curve) - issuance) // gain)
        yield Stretch(block, issuance, emission, blocks, halvings)
        block += blocks
        issuance += blocks * gain


def issuance_after(blocks: int, issuance: int = 0, *, recycled: int = 0, curve: Curve = REAL_CURVE) -> int:
    """Return the rao that exist after so many blocks."""
    for stretch in schedule(issuance, recycled=recycled, curve=curve):
        into = blocks - stretch.first_block
        if stretch.blocks is None or into <= stretch.blocks:
            gain = max(stretch.emission - recycled, 0) if stretch.emission else 0
            return stretch.issuance + into * gain
    raise AssertionError("a schedule has a stretch without end")


def years(blocks: int, block_seconds: float = SLOT_SECONDS) -> float:
    """Return how long so many blocks take, in years of 365.25 days."""
    return blocks * block_seconds / (365.25 * 86_400)


def spelled(blocks: int, block_seconds: float = SLOT_SECONDS) -> str:
    """Return how long so many blocks take in words, in the largest unit of which it is one at least."""
    seconds = blocks * block_seconds
    for unit, length in (("years", 365.25 * 86_400), ("days", 86_400.0), ("hours", 3_600.0), ("minutes", 60.0)):
        if seconds >= length:
            return f"{seconds / length:,.1f} {unit}"
    return f"{seconds:,.1f} seconds"
