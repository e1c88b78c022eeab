"""Which miner is asked next. Pure but for the chance and the clock that it is given.

The best miners by incentive share the load, each in proportion to its incentive and never more at once than it is
allowed. One that fails rests, longer each time in a row, so that the next best takes its place; while all rest, the one
whose rest ends first is asked. On a subnet that has paid nobody yet all serving miners are taken alike.
"""

import random
from collections import Counter
from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from taonet.neuron.access import is_callable_endpoint
from taonet.neuron.chain import Metagraph
from taonet.neuron.market import Miner

LONGEST_REST: Final = 16
"""The most rests of a single failure that several in a row make."""


@dataclass(frozen=True)
class Ranked:
    """A miner and the share of the subnet's emission that the chain gives it."""

    miner: Miner
    incentive: float


@dataclass(frozen=True)
class Rest:
    """Until when a miner is left alone, and how often it failed in a row."""

    until: float
    failures: int


@dataclass
class Pool:
    """The miners of a subnet as a gateway sees them now. `block` is that of the metagraph that ranked them."""

    best: int
    per_miner: int
    rest_seconds: float
    block: int = 0
    miners: Sequence[Ranked] = ()
    busy: Counter[str] = field(default_factory=Counter[str])
    resting: dict[str, Rest] = field(default_factory=dict[str, Rest])


def ranked_miners(metagraph: Metagraph, own_hotkey: str, *, allow_local: bool) -> list[Ranked]:
    """Return the miners that may be asked, best first; those without incentive only if nobody has any."""
    found = [
        Ranked(Miner(row.uid, row.hotkey, row.axon), row.incentive)
        for row in metagraph.neurons
        if row.hotkey != own_hotkey and row.axon is not None and is_callable_endpoint(row.axon, allow_local=allow_local)
    ]
    paid = [one for one in found if one.incentive > 0]
    return sorted(paid or found, key=lambda one: (-one.incentive, one.miner.uid))


def renew(pool: Pool, miners: Sequence[Ranked], block: int) -> None:
    """Take in a new ranking; who left the subnet is forgotten."""
    pool.miners, pool.block = miners, block
    here = {one.miner.hotkey for one in miners}
    pool.resting = {hotkey: rest for hotkey, rest in pool.resting.items() if hotkey in here}


def choose(pool: Pool, tried: Collection[str], now: float, rng: random.Random) -> Ranked | None:
    """Return the miner to ask next, not one of the hotkeys tried; None if none is there or has a place free."""
    left = [one for one in pool.miners if one.miner.hotkey not in tried]
    awake = [one for one in left if _rest_end(pool, one) <= now]
    free = [one for one in awake[: pool.best] if _has_place(pool, one)]
    if free:
        weights = [one.incentive for one in free]
        return rng.choices(free, weights if sum(weights) > 0 else None)[0]
    if awake:
        return None
    return min((one for one in left if _has_place(pool, one)), key=lambda one: _rest_end(pool, one), default=None)


@contextmanager
def place(pool: Pool, ranked: Ranked) -> Generator[None]:
    """Hold one of a miner's places."""
    hotkey = ranked.miner.hotkey
    pool.busy[hotkey] += 1
    try:
        yield
    finally:
        pool.busy[hotkey] -= 1
        if not pool.busy[hotkey]:
            del pool.busy[hotkey]


def rested(pool: Pool, ranked: Ranked) -> None:
    """Note that a miner answered."""
    pool.resting.pop(ranked.miner.hotkey, None)


def tired(pool: Pool, ranked: Ranked, now: float) -> None:
    """Note that a miner failed: it rests."""
    before = pool.resting.get(ranked.miner.hotkey)
    failures = 1 if before is None else before.failures + 1
    times = min(2 ** (failures - 1), LONGEST_REST)
    pool.resting[ranked.miner.hotkey] = Rest(now + pool.rest_seconds * times, failures)


def is_resting(pool: Pool, ranked: Ranked, now: float) -> bool:
    """Tell whether a miner is left alone now."""
    return _rest_end(pool, ranked) > now


def _has_place(pool: Pool, ranked: Ranked) -> bool:
    return pool.busy[ranked.miner.hotkey] < pool.per_miner


def _rest_end(pool: Pool, ranked: Ranked) -> float:
    rest = pool.resting.get(ranked.miner.hotkey)
    return 0.0 if rest is None else rest.until


Clock = Callable[[], float]
