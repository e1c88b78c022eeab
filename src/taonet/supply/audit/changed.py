"""Which of the values that make up the supply a block changed: read from its keys, and nothing else of the state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, final

from taonet.frame.state import ITEM_PREFIX
from taonet.runtime.pallets.alpha_assets.storage import Storage as Assets
from taonet.runtime.pallets.balances.storage import Storage as Balances
from taonet.runtime.pallets.subtensor.coinbase.storage import Coinbase
from taonet.runtime.pallets.subtensor.epoch.storage import Epochs
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.swap.storage import Storage as Swap
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.supply.audit.world import World

PENDING: Final = (
    "PendingServerEmission", "PendingValidatorEmission", "PendingRootAlphaDivs", "PendingOwnerCut",
)  # fmt: skip
PER_SUBNET: Final = {
    item.prefix: item
    for item in (
        Staking.SubnetTAO, Staking.SubnetAlphaIn, Staking.SubnetAlphaOut, Staking.SubnetProtocolAlpha,
        Staking.TotalAlphaStaked, Swap.BalancerTaoReservoir, Swap.BalancerAlphaReservoir, Assets.TotalAlphaIssuance,
        Assets.AlphaBurned, Assets.AlphaRecycled, *(getattr(Coinbase, name) for name in PENDING),
        Epochs.LastMechansimStepBlock,
    )
}  # fmt: skip
TOTALS: Final = {Balances.TotalIssuance.prefix, Staking.TotalIssuance.prefix, Staking.TotalStake.prefix}
_STAKE_ITEMS: Final = {Staking.TotalHotkeyAlpha.prefix, Staking.AlphaV2.prefix, Staking.TotalHotkeySharesV2.prefix}

Pair = tuple[int, int]
"""A value before a block and after it."""


@final
@dataclass(slots=True)
class Changed:
    """The values that a block changed, each with what it was before."""

    accounts: dict[bytes, Pair] = field(default_factory=dict[bytes, Pair])
    """Free and reserved rao together."""
    totals: dict[bytes, Pair] = field(default_factory=dict[bytes, Pair])
    """By the item's prefix."""
    subnets: defaultdict[int, dict[str, Pair]] = field(default_factory=lambda: defaultdict(dict))
    """By subnet and the item's name."""
    hotkeys: dict[tuple[bytes, int], Pair] = field(default_factory=dict[tuple[bytes, int], Pair])
    """Alpha on a hotkey of a subnet."""
    shares: set[tuple[bytes, bytes, int]] = field(default_factory=set[tuple[bytes, bytes, int]])
    """Hotkey, coldkey and subnet of the positions whose share was written."""
    denominators: set[tuple[bytes, int]] = field(default_factory=set[tuple[bytes, int]])

    def rise(self, netuid: int, name: str) -> int:
        """Return by how much an item of a subnet rose."""
        pair = self.subnets[netuid].get(name)
        return 0 if pair is None else pair[1] - pair[0]

    def total_rise(self, prefix: bytes) -> int:
        """Return by how much a total rose."""
        before, after = self.totals.get(prefix, (0, 0))
        return after - before


def changed_by(world: World, changes: Mapping[bytes, bytes | None]) -> Changed:
    """Return which values of the supply a block changed; `world` is the state before it."""
    found = Changed()
    account = System.Account.prefix
    for key, after in changes.items():
        prefix = key[:ITEM_PREFIX]
        if prefix == account:
            before = world.get(key)
            if before != after:
                pair = _funds(before), _funds(after)
                if pair[0] != pair[1]:
                    found.accounts[key[-32:]] = pair
        elif prefix in PER_SUBNET:
            item = PER_SUBNET[prefix]
            before = world.get(key)
            if before != after:
                found.subnets[item.parts_of(key)[0]][item.name] = _pair(item, before, after)
        elif prefix in TOTALS:
            found.totals[prefix] = _pair(Staking.TotalStake, world.get(key), after)
        elif prefix in _STAKE_ITEMS and world.get(key) != after:
            _note_stake(found, prefix, key, world.get(key), after)
    return found


def _note_stake(found: Changed, prefix: bytes, key: bytes, before: bytes | None, after: bytes | None) -> None:
    if prefix == Staking.TotalHotkeyAlpha.prefix:
        found.hotkeys[Staking.TotalHotkeyAlpha.parts_of(key)] = _pair(Staking.TotalHotkeyAlpha, before, after)  # type: ignore[index]
    elif prefix == Staking.AlphaV2.prefix:
        found.shares.add(Staking.AlphaV2.parts_of(key))  # type: ignore[arg-type]
    else:
        found.denominators.add(Staking.TotalHotkeySharesV2.parts_of(key))  # type: ignore[arg-type]


def _funds(raw: bytes | None) -> int:
    return 0 if raw is None else System.Account.codec.decode(raw).data.total


def _pair(item: Any, before: bytes | None, after: bytes | None) -> Pair:
    decode = item.codec.decode
    return (0 if before is None else decode(before)), (0 if after is None else decode(after))
