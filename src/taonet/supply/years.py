"""Years of a chain in which nobody does anything, in seconds: whole periods that repeat are added instead of executed.

Between two events (a halving, a scheduled call, a referendum's alarm, a key that acts) an idle chain does the same in every
period, the least number of blocks in which all its epochs have their turn: the same keys change, and each by the same
amount. Two periods are executed and compared. Where they agree, as many more as end before the next halving of TAO or of any
alpha are added at once, and the next is executed to see that it agrees too; where they do not, they are executed one by one.
So a chain that does not repeat (prices that move, bonds that grow) is simply executed.

Everything in the state comes out as block after block would leave it, except for the hashes of blocks: those that were never
made have none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import lcm
from typing import Final, final

import msgspec

from taonet.runtime.pallets.referenda.storage import Storage as Referenda
from taonet.runtime.pallets.scheduler.storage import Storage as Scheduler
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.math.emission import Curve
from taonet.runtime.pallets.subtensor.staking.stakes import alpha_issuance
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets import registry
from taonet.runtime.pallets.subtensor.supply import curve_of
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.runtime.pallets.system.upgrades import coming
from taonet.sim import Chain
from taonet.supply.schedule import threshold

LONGEST_PERIOD: Final = 20_000
"""Blocks; where the epochs of a chain take longer to meet again, nothing is skipped."""
_BREATH: Final = 4_096
_FOR_EVER: Final = 1 << 62
_UNSKIPPED: Final = tuple(item.prefix for item in (System.BlockHash, System.ParentHash, System.Digest))
"""What no arithmetic can carry on."""

Values = Mapping[bytes, bytes]


@final
class Travelled(msgspec.Struct, frozen=True):
    """How far a chain went: blocks that were executed, and blocks that were added at once."""

    executed: int
    skipped: int


def fast_forward(chain: Chain, blocks: int, report: Callable[[int], object] = lambda _: None) -> Travelled:
    """Let a chain go on by so many blocks without transactions; `report` gets the block number now and then."""
    target, executed = chain.number + blocks, 0
    stood: list[_Stand] = []
    while chain.number < target:
        left, period = target - chain.number, _period(chain)
        if period is None or left <= period:
            executed += _run(chain, min(left, _BREATH))
            stood.clear()
        else:
            stood = stood or [_stand(chain)]
            executed += _run(chain, period)
            stood = [*stood[-2:], _stand(chain)]
            # One more period than is skipped is executed, to see that it is like the others: it must end in time, too.
            end = min(target, _due(chain) - 1)
            if _leap(chain, stood, period, min(_periods_that_repeat(chain, stood), (end - chain.number) // period) - 1):
                executed += period
                stood.clear()
        report(chain.number)
    return Travelled(executed, blocks - executed)


def _leap(chain: Chain, stood: Sequence[_Stand], period: int, periods: int) -> bool:
    """Add up to so many periods like the last and execute one more, which must be like it too; tell whether any was added.

    Where the one more is not, something began in between: the state is put back, and half as many are tried.
    """
    before, now = stood[-2].values, stood[-1].values
    gain = _gain(before, now) or {}
    while periods > 0:
        if _add(chain, now, gain, periods):
            _run(chain, period)
            if _gain(now, _stand(chain).values) == {key: amount * (periods + 1) for key, amount in gain.items()}:
                return True
        _put_back(chain, now)
        periods //= 2
    return False


def _period(chain: Chain) -> int | None:
    tempos = [max(Hyperparameters.Tempo.get(chain.s, netuid), 1) for netuid in registry.netuids(chain.s)]
    period = lcm(*tempos) if tempos else 1
    return period if period <= LONGEST_PERIOD else None


def _run(chain: Chain, blocks: int) -> int:
    chain.blocks(blocks)
    return blocks


@final
class _Stand(msgspec.Struct, frozen=True):
    """The state between two blocks, and what of TAO and of each alpha is issued in it."""

    values: Values
    issued: tuple[int, ...]


def _stand(chain: Chain) -> _Stand:
    s = chain.s
    values = {key: value for key, value in s.iterate(b"") if not key.startswith(_UNSKIPPED)}
    alphas = (alpha_issuance(s, netuid) for netuid in sorted(registry.netuids(s)))
    return _Stand(values, (Staking.TotalIssuance.get(s), *alphas))


def _gain(before: Values, after: Values) -> dict[bytes, int] | None:
    """Return by how much each value rose, read as one little-endian number; None where keys or lengths differ.

    A value of several numbers side by side is one number in a larger base: if each of them rises by the same amount in
    every period, so does the whole.
    """
    if before.keys() != after.keys():
        return None
    gain: dict[bytes, int] = {}
    for key, value in after.items():
        if value != before[key]:
            gain[key] = int.from_bytes(value, "little") - int.from_bytes(before[key], "little")
            if len(value) != len(before[key]) or gain[key] < 0:
                return None  # what falls comes to an end somewhere
    return gain


def _periods_that_repeat(chain: Chain, stood: Sequence[_Stand]) -> int:
    """Return how many periods like the last two end before TAO or any alpha reaches its next halving."""
    if len(stood) < 3:
        return 0
    first, second, third = stood
    gain = _gain(first.values, second.values)
    if gain is None or gain != _gain(second.values, third.values):
        return 0
    curve = curve_of(chain.s)
    return min(_until_halving(curve, *pair) for pair in zip(second.issued, third.issued, strict=True))


def _due(chain: Chain) -> int:
    """Return the next block for which a call is scheduled or a referendum's alarm is set, or with which the rules change.

    That is seen to in that block or never, so none is skipped over.
    """
    blocks = [when for when, _ in (*Scheduler.Agenda.items(chain.s), *Referenda.Alarms.items(chain.s))]
    agreed = coming(chain.s)
    if agreed is not None:
        blocks.append(agreed.height - 1)
    return min((when for when in blocks if when > chain.number), default=_FOR_EVER)


def _until_halving(curve: Curve, before: int, now: int) -> int:
    halvings = 0
    while threshold(halvings + 1, curve) <= now < curve.cap:
        halvings += 1
    if now <= before or now >= curve.cap:
        return _FOR_EVER
    return (threshold(halvings + 1, curve) - 1 - now) // (now - before)


def _add(chain: Chain, values: Values, gain: Mapping[bytes, int], periods: int) -> bool:
    """Add so many periods to the state at once; tell whether every value still has room for it."""
    for key, amount in gain.items():
        risen, length = int.from_bytes(values[key], "little") + amount * periods, len(values[key])
        if risen >> 8 * length:
            return False
        chain.s.put(key, risen.to_bytes(length, "little"))
    return True


def _put_back(chain: Chain, values: Values) -> None:
    """Make the state again what it was, but for the hashes of blocks."""
    for key in [key for key, _ in chain.s.iterate(b"") if key not in values and not key.startswith(_UNSKIPPED)]:
        chain.s.put(key, None)
    for key, value in values.items():
        if chain.s.get(key) != value:
            chain.s.put(key, value)
