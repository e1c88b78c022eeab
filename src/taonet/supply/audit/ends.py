"""Everything in one state, added up: all accounts, pools, stakes and shares, against the totals that the chain keeps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from taonet.crypto.ss58 import encode
from taonet.frame.hooks import BrokenInvariant
from taonet.frame.state import State
from taonet.primitives.ids import NetUid
from taonet.runtime.pallets.alpha_assets.storage import Storage as Assets
from taonet.runtime.pallets.balances.storage import Storage as Balances
from taonet.runtime.pallets.subtensor.coinbase.storage import Coinbase
from taonet.runtime.pallets.subtensor.registration.storage import Registration
from taonet.runtime.pallets.subtensor.staking.stakes import stake_of
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.subtensor.tao import BASKET_ESCROW, BURN_ACCOUNT, subnet_account, subnet_of_account
from taonet.runtime.pallets.swap.storage import Storage as Swap
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.supply.audit.block import Wrong
from taonet.supply.audit.changed import PENDING
from taonet.supply.audit.report import Holder, Holdings, Position, Subnet, Sums


def sums_of(s: State, number: int) -> Sums:
    """Add up all accounts of a state."""
    free = reserved = 0
    for _, account in System.Account.items(s):
        free += account.data.free
        reserved += account.data.reserved
    return Sums(
        number, free + reserved, free, reserved, Balances.TotalIssuance.get(s), Staking.TotalIssuance.get(s),
        Staking.TotalStake.get(s), System.Account.get(s, BURN_ACCOUNT).data.total,
    )  # fmt: skip


def check_end(s: State) -> Iterator[Wrong]:
    """Hold a whole state against its own totals, and against every promise of the rules; yield what is wrong."""
    sums = sums_of(s, 0)
    if sums.accounts != sums.balances_issuance:
        yield Wrong(
            "total", "Balances.TotalIssuance", f"{sums.accounts} rao", f"{sums.balances_issuance} rao",
            f"all accounts together hold {sums.accounts} rao, the total of balances is {sums.balances_issuance}: "
            f"{sums.balances_issuance - sums.accounts:+} rao",
        )  # fmt: skip
    for pallet in s.runtime.pallets:
        for invariant in pallet.invariants:
            try:
                invariant(s)
            except BrokenInvariant as error:
                name = invariant.__name__.replace("_", " ")
                yield Wrong("promise", pallet.name, name, "broken", str(error))


def subnets_of(s: State) -> list[Subnet]:
    """Return where the TAO and the alpha of every subnet are."""
    locked: defaultdict[int, int] = defaultdict(int)
    for (netuid, _, _), state in Registration.MinerCollateral.items(s):
        locked[netuid] += state.locked
    return [
        _subnet(s, netuid, locked[netuid]) for netuid in sorted(netuid for netuid, _ in Subnets.NetworksAdded.items(s))
    ]


def _subnet(s: State, netuid: NetUid, collateral: int) -> Subnet:
    pending = sum(getattr(Coinbase, name).get(s, netuid) for name in PENDING)
    staked, outside = Staking.TotalAlphaStaked.get(s, netuid), Staking.SubnetAlphaOut.get(s, netuid)
    protocol, burned = Staking.SubnetProtocolAlpha.get(s, netuid), Assets.AlphaBurned.get(s, netuid)
    return Subnet(
        netuid=netuid,
        account=System.Account.get(s, subnet_account(netuid)).data.total,
        pool_tao=Staking.SubnetTAO.get(s, netuid),
        reservoir_tao=Swap.BalancerTaoReservoir.get(s, netuid),
        pool_alpha=Staking.SubnetAlphaIn.get(s, netuid),
        reservoir_alpha=Swap.BalancerAlphaReservoir.get(s, netuid),
        outside=outside,
        staked=staked,
        collateral=collateral,
        pending=pending,
        protocol=protocol,
        burned=burned,
        nobody=outside - staked - pending - protocol - burned,
    )


def holdings_of(s: State, most: int) -> Holdings:
    """Return who holds most TAO and most stake."""
    accounts = [(info.data.total, who, info.data) for who, info in System.Account.items(s) if info.data.total]
    accounts.sort(key=lambda one: (-one[0], one[1]))
    positions: list[tuple[int, int, bytes, bytes]] = []
    for (hotkey, coldkey, netuid), _ in Staking.AlphaV2.items(s):
        alpha = stake_of(s, hotkey, coldkey, netuid)
        if alpha:
            positions.append((netuid, -alpha, hotkey, coldkey))
    positions.sort()
    return Holdings(
        len(accounts),
        [Holder(encode(who), _name(who), data.free, data.reserved) for _, who, data in accounts[:most]],
        len(positions),
        [
            Position(encode(coldkey), encode(hotkey), netuid, -alpha)
            for netuid, alpha, hotkey, coldkey in positions[:most]
        ],
    )


def _name(who: bytes) -> str:
    if who == BURN_ACCOUNT:
        return "burned, no key"
    if who == BASKET_ESCROW:
        return "root's baskets, no key"
    netuid = subnet_of_account(who) if who.startswith(b"modl") else None  # type: ignore[arg-type]
    return "" if netuid is None else f"subnet {netuid}, no key"
