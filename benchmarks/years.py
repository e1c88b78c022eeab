"""How long years of a chain take on the fast path, and how many of their blocks are executed one by one."""

from __future__ import annotations

import time
from typing import Final

from taonet.runtime.genesis.presets import preset
from taonet.sim import Chain
from taonet.supply.journey import Journey
from taonet.supply.years import fast_forward

TEN_YEARS: Final = 3_652 * 7_200
"""Blocks of 12 seconds."""


def ten_years() -> tuple[float, int]:
    """Return the seconds of ten years of the fair chain on which nobody does anything, two halvings, and executed blocks."""
    chain = Chain(preset("fair"), keep_root=False)
    began = time.perf_counter()
    travelled = fast_forward(chain, TEN_YEARS)
    return time.perf_counter() - began, travelled.executed


def whole_supply() -> tuple[float, int]:
    """Return the seconds from the first block to the last rao, over all halvings, and executed blocks."""
    journey = Journey(Chain(preset("fair"), keep_root=False))
    began = time.perf_counter()
    while journey.cross() is not None:
        pass
    return time.perf_counter() - began, journey.executed
