"""The stake of one block: every hotkey's alpha and every position against the events, where no epoch paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, cast

from taonet.crypto.ss58 import encode
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.pallets.subtensor.staking.events import StakeAdded
from taonet.runtime.pallets.subtensor.staking.stakes import stake_of
from taonet.supply.audit import causes
from taonet.supply.audit.block import Block, Wrong

_ROUNDING = 2
"""Rao by which a position may differ from what its events say, for each event on its hotkey."""

Hotkey = tuple[bytes, int]
Position = tuple[bytes, bytes, int]


def check_stakes(block: Block, epochs: set[int]) -> Iterator[Wrong]:
    """Hold the alpha of hotkeys and positions against the events, and its sums against the subnets' totals."""
    hotkeys: defaultdict[Hotkey, int] = defaultdict(int)
    positions: defaultdict[Position, int] = defaultdict(int)
    count: defaultdict[Hotkey, int] = defaultdict(int)
    for event, netuid in block.moves.staked:
        one, alpha = cast("Any", event), _alpha_of(event)
        hotkeys[one.hotkey, netuid] += alpha
        positions[one.hotkey, one.coldkey, netuid] += alpha
        count[one.hotkey, netuid] += 1
    yield from _sums(block)
    cleared = _cleared(block, positions) if block.moves.staked or block.changed.shares else {}
    for hotkey, netuid in sorted(block.changed.hotkeys.keys() | hotkeys.keys()):
        if netuid in epochs:
            continue
        before, after = block.changed.hotkeys.get((hotkey, netuid), (0, 0))
        told = hotkeys.get((hotkey, netuid), 0)
        lost = told - (after - before)
        if lost and lost == cleared.get((hotkey, netuid)):
            block.flow(netuid, causes.ALPHA_CLEARED, causes.MOVED, lost)
        elif lost:
            yield Wrong(
                "stake", f"SubtensorModule.TotalHotkeyAlpha({encode(hotkey)}, {netuid})", f"{told:+} alpha",
                f"{after - before:+} alpha",
                f"the stake on a hotkey of subnet {netuid} went from {before} to {after}; the events explain {told:+}",
            )  # fmt: skip
    for pool in sorted(block.changed.denominators):
        if pool[1] not in epochs and pool not in count and pool not in cleared:
            yield Wrong(
                "shares", f"SubtensorModule.TotalHotkeySharesV2({encode(pool[0])}, {pool[1]})", "no change", "another number",
                f"the shares of a hotkey of subnet {pool[1]} changed and nobody staked with it",
            )  # fmt: skip
    for position in sorted(block.changed.shares):
        if position[2] not in epochs and (position[0], position[2]) not in cleared:
            yield from _position(block, position, positions.get(position), count[position[0], position[2]])


def _alpha_of(event: object) -> int:
    one: Any = event
    if type(event) is StakeAdded:
        return one.alpha
    return -one.amount if hasattr(one, "amount") else -(one.alpha + one.fee)


def _sums(block: Block) -> Iterator[Wrong]:
    by_subnet: defaultdict[int, int] = defaultdict(int)
    for (_, netuid), (before, after) in block.changed.hotkeys.items():
        by_subnet[netuid] += after - before
    for netuid in sorted(by_subnet.keys() | block.changed.subnets.keys()):
        total = block.changed.rise(netuid, "TotalAlphaStaked")
        if total != by_subnet[netuid]:
            yield Wrong(
                "total", f"SubtensorModule.TotalAlphaStaked({netuid})", f"{by_subnet[netuid]:+} alpha", f"{total:+} alpha",
                f"the hotkeys of subnet {netuid} changed by {by_subnet[netuid]:+} alpha, their total by {total:+}",
            )  # fmt: skip


def _position(block: Block, position: Position, told: int | None, events: int) -> Iterator[Wrong]:
    hotkey, coldkey, netuid = position
    where = f"SubtensorModule.AlphaV2({encode(hotkey)}, {encode(coldkey)}, {netuid})"
    before, after = _value(block, position, after=False), _value(block, position, after=True)
    if told is None and before == after == 0:
        return  # a share of a pool that was closed since
    if told is None:
        yield Wrong(
            "shares",
            where,
            "no change",
            f"{after - before:+} alpha",
            "a share changed and nobody staked or unstaked it",
        )
    elif abs(after - before - told) > _ROUNDING * (events + 1):
        yield Wrong(
            "shares", where, f"{told:+} alpha", f"{after - before:+} alpha",
            f"the position went from {before} to {after} alpha; its events explain {told:+}",
        )  # fmt: skip


def _cleared(block: Block, positions: dict[Position, int]) -> dict[Hotkey, int]:
    """Return what positions lost that are gone without an event: small nominations that no pool would buy.

    The rules take them from their holders and give them to nobody (`staking.positions.clear_small_nomination`).
    """
    lost: defaultdict[Hotkey, int] = defaultdict(int)
    for position in block.changed.shares:
        before = _value(block, position, after=False)
        rest = before + positions.get(position, 0)
        if rest > _ROUNDING and _value(block, position, after=True) == 0:
            lost[position[0], position[2]] += rest
    return dict(lost)


def _value(block: Block, position: Position, *, after: bool) -> int:
    hotkey, coldkey, netuid = position
    s = block.after if after else block.before
    return stake_of(s, AccountId(hotkey), AccountId(coldkey), NetUid(netuid))
