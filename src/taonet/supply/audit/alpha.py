"""The alpha of one block, subnet by subnet: minted by the schedule, moved by trades, burned, recycled, and where it is.

The emission's parts are worked out again from the state before the block, by the arithmetic alone; trades are those that the
events tell.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, final

import msgspec

from taonet.primitives.amounts import Tao
from taonet.primitives.fixed import U96F32
from taonet.primitives.ids import ROOT, NetUid
from taonet.runtime.pallets.alpha_assets.storage import Storage as Assets
from taonet.runtime.pallets.subtensor.coinbase.liquidity import subnet_terms
from taonet.runtime.pallets.subtensor.coinbase.storage import Coinbase
from taonet.runtime.pallets.subtensor.coinbase.subnet_emission import emitting_subnets, root_stake, share_emission
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.math.emission import Curve, Pending, root_proportion, split_alpha_out, to_rao
from taonet.runtime.pallets.subtensor.math.subnet_shares import root_sell_flag
from taonet.runtime.pallets.subtensor.pools import is_dynamic
from taonet.runtime.pallets.subtensor.staking.events import AlphaBurned, AlphaRecycled, StakeAdded, StakeRemoved
from taonet.runtime.pallets.subtensor.staking.stakes import alpha_issuance
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets import registry
from taonet.runtime.pallets.subtensor.tao import subnet_account, subnet_of_account
from taonet.supply.audit import causes
from taonet.supply.audit.block import Block, Wrong
from taonet.supply.audit.changed import PENDING
from taonet.supply.audit.stakes import check_stakes
from taonet.supply.schedule import emission_at


@final
class Due(msgspec.Struct, frozen=True):
    """What the schedule gives a subnet in a block: alpha to people and to the pool, TAO to the pool and for a purchase."""

    issued: int
    out: int
    into: int
    tao_in: int
    tao_excess: int
    owner_cut: int | None
    root_tao: int
    root_weight: int
    root_sells: bool

    def split(self, made: int) -> Pending:
        """Return how what goes to people is split once so much has been made for the pool."""
        share = root_proportion(self.root_tao, self.root_weight, self.issued + made + self.out)
        return split_alpha_out(U96F32.from_int(self.out), share, self.owner_cut)


@final
class Traded(msgspec.Struct):
    """What a block's events say of a subnet's alpha."""

    bought: int = 0
    sold: int = 0
    burned: int = 0
    recycled: int = 0


def due_of(block: Block, curve: Curve) -> dict[int, Due]:
    """Return what the schedule gives each subnet that gets emission, worked out again on a copy of the state before."""
    s = block.scratch()
    emitters = emitting_subnets(s, [netuid for netuid in registry.netuids(s) if netuid != ROOT])
    root, sells = root_stake(s), root_sell_flag(one.smoothed_price for one in emitters)
    cut = Hyperparameters.SubnetOwnerCut.get(s)
    tao = share_emission(s, emitters, Tao(block.emission), block.number)
    due: dict[int, Due] = {}
    for one in emitters:
        issued, terms = alpha_issuance(s, one.netuid), subnet_terms(s, one.netuid, tao[one.netuid], root)
        due[one.netuid] = Due(
            issued, emission_at(issued, curve), to_rao(terms.alpha_in), to_rao(terms.tao_in), to_rao(terms.excess_tao),
            cut if Hyperparameters.OwnerCutEnabled.get(s, one.netuid) else None, root.tao, root.weight, sells,
        )  # fmt: skip
    return due


def check_alpha(block: Block, curve: Curve) -> Iterator[Wrong]:
    """Note every flow of alpha of a block and yield what is wrong."""
    traded: dict[int, Traded] = {}
    for event, netuid in block.moves.staked:
        _count(traded.setdefault(netuid, Traded()), event)
    due = due_of(block, curve)
    epochs: set[int] = set()
    for netuid in sorted(set(block.changed.subnets) | traded.keys() | due.keys()):
        if block.changed.subnets[netuid].get("LastMechansimStepBlock", (0, 0))[1] == block.number:
            epochs.add(netuid)
        one = traded.get(netuid, Traded())
        if netuid != ROOT:
            yield from _check_subnet(block, netuid, due.get(netuid), one, epoch=netuid in epochs)
        else:
            yield from _check_root(block, one)
    yield from _injected(block, due)
    yield from check_stakes(block, epochs)


def _count(one: Traded, event: Any) -> None:
    if type(event) is StakeAdded:
        one.bought += event.alpha
    elif type(event) is StakeRemoved:
        one.sold += event.alpha + event.fee
    elif type(event) is AlphaBurned:
        one.burned += event.amount
    elif type(event) is AlphaRecycled:
        one.recycled += event.amount


def _check_subnet(block: Block, netuid: int, due: Due | None, traded: Traded, *, epoch: bool) -> Iterator[Wrong]:
    def rise(name: str) -> int:
        return block.changed.rise(netuid, name)

    new = netuid in block.moves.new_subnets
    if new:  # its counters begin anew, whatever they were
        yield from _first_pool(block, netuid)
        return
    recycled, burned = rise("AlphaRecycled"), rise("AlphaBurned")
    out, into = (0, 0) if due is None else (due.out, due.into)
    before = Assets.TotalAlphaIssuance.get(block.before, NetUid(netuid))
    expected, found = max(before + out + into - recycled, 0), before + rise("TotalAlphaIssuance")
    if found != expected:
        yield Wrong(
            "alpha emission", f"AlphaAssets.TotalAlphaIssuance({netuid})", f"{expected} alpha", f"{found} alpha",
            f"{before} alpha of subnet {netuid} were counted, the schedule makes {out} for people and {into} for the pool, "
            f"{recycled} were recycled",
        )  # fmt: skip
    block.flow(netuid, causes.ALPHA_IN, causes.MADE, into)
    block.flow(netuid, causes.ALPHA_OUT, causes.MADE, out)
    yield from _pool(block, netuid, into, traded)
    outside = out + traded.bought + rise("SubnetProtocolAlpha") - traded.sold - recycled
    if rise("SubnetAlphaOut") != outside:
        yield Wrong(
            "alpha outside", f"SubtensorModule.SubnetAlphaOut({netuid})", f"{outside:+} alpha", f"{rise('SubnetAlphaOut'):+} alpha",
            f"emission, trades and what was recycled change the alpha outside subnet {netuid}'s pool by {outside:+}, "
            f"it changed by {rise('SubnetAlphaOut'):+}",
        )  # fmt: skip
    yield from _pending(block, netuid, due, traded, epoch=epoch, recycled=recycled, burned=burned)


def _first_pool(block: Block, netuid: int) -> Iterator[Wrong]:
    pool = block.changed.subnets[netuid].get("SubnetAlphaIn", (0, 0))[1]
    block.flow(netuid, causes.ALPHA_FIRST, causes.MADE, pool)
    for name in ("TotalAlphaIssuance", "AlphaBurned", "AlphaRecycled", "SubnetAlphaOut"):
        left = block.changed.subnets[netuid].get(name, (0, 0))[1]
        if left:
            yield Wrong(
                "alpha", f"{name}({netuid})", "0 alpha", f"{left} alpha", f"the new subnet {netuid} begins with alpha"
            )


def _pool(block: Block, netuid: int, minted_in: int, traded: Traded) -> Iterator[Wrong]:
    """Hold pool and reservoir against emission and trades; what is missing was bought for seats and destroyed."""
    changed = block.changed
    protocol = changed.rise(netuid, "SubnetProtocolAlpha")
    if not is_dynamic(block.before, NetUid(netuid)):
        yield from _one_to_one(block, netuid, minted_in, protocol)
        return
    pool = changed.rise(netuid, "SubnetAlphaIn") + changed.rise(netuid, "BalancerAlphaReservoir")
    expected = minted_in - traded.bought - protocol + traded.sold
    for_seats = expected - pool
    registered = netuid in block.moves.registered
    if for_seats < 0 or (for_seats and not registered):
        yield Wrong(
            "alpha pool", f"SubtensorModule.SubnetAlphaIn({netuid})", f"{expected:+} alpha", f"{pool:+} alpha",
            f"emission and trades change pool and reservoir of subnet {netuid} by {expected:+} alpha, they changed by {pool:+}",
        )  # fmt: skip
    block.flow(netuid, causes.ALPHA_SEATS, causes.DESTROYED, max(for_seats, 0))
    block.flow(netuid, causes.ALPHA_BOUGHT, causes.MOVED, traded.bought)
    block.flow(netuid, causes.ALPHA_SOLD, causes.MOVED, traded.sold)
    block.flow(netuid, causes.ALPHA_PROTOCOL, causes.MOVED, protocol)


def _one_to_one(block: Block, netuid: int, minted_in: int, protocol: int) -> Iterator[Wrong]:
    """Hold the pool of a subnet without a price: alpha that it does not have is made for the TAO that comes, one for one."""
    begin, made = Staking.SubnetAlphaIn.get(block.before, NetUid(netuid)), _made_for_the_chain(block, netuid)
    pool = max(begin - protocol, 0)
    pool += minted_in - block.changed.rise(netuid, "BalancerAlphaReservoir")
    for one, left in block.moves.order:
        if one == netuid:
            made += max(left - pool, 0)
            pool = max(pool - left, 0)
    found = begin + block.changed.rise(netuid, "SubnetAlphaIn")
    if found != pool:
        yield Wrong(
            "alpha pool", f"SubtensorModule.SubnetAlphaIn({netuid})", f"{pool} alpha", f"{found} alpha",
            f"what came and went one to one leaves {pool} alpha in the pool of subnet {netuid}, there are {found}",
        )  # fmt: skip
    block.flow(netuid, causes.ALPHA_MADE, causes.MADE, made)
    block.flow(netuid, causes.ALPHA_PROTOCOL, causes.MOVED, protocol)


def _made_for_the_chain(block: Block, netuid: int) -> int:
    """Return the alpha that was made because the chain bought more than the pool of a subnet without a price had."""
    if is_dynamic(block.before, NetUid(netuid)):
        return 0
    bought = block.changed.rise(netuid, "SubnetProtocolAlpha")
    return max(bought - Staking.SubnetAlphaIn.get(block.before, NetUid(netuid)), 0)


def _pending(
    block: Block, netuid: int, due: Due | None, traded: Traded,
    *, epoch: bool, recycled: int, burned: int,
) -> Iterator[Wrong]:  # fmt: skip
    """Hold what waits for the epoch against the split of the emission, and what an epoch paid against what waited."""
    waits = Pending(0, 0, 0, 0) if due is None else due.split(due.into + _made_for_the_chain(block, netuid))
    parts = (waits.server, waits.validator, waits.root, waits.owner_cut)
    root = 0 if due is None or due.root_sells else waits.root
    rounded = (0 if due is None else due.out) - sum(parts)
    before = [_before(block, netuid, name) for name in PENDING]
    added = (waits.server, waits.validator, 0 if root else waits.root, waits.owner_cut)
    for name, was, more in zip(PENDING, before, added, strict=True):
        expected, found = (0 if epoch else was + more), _after(block, netuid, name)
        if found != expected:
            yield Wrong(
                "alpha pending", f"SubtensorModule.{name}({netuid})", f"{expected} alpha", f"{found} alpha",
                f"{was} alpha waited and the block adds {more}" + (", and the epoch pays all of it" if epoch else ""),
            )  # fmt: skip
    block.flow(netuid, causes.ALPHA_ROUNDED, causes.MOVED, rounded)
    block.flow(netuid, causes.ALPHA_RECYCLED, causes.DESTROYED, traded.recycled)
    block.flow(netuid, causes.ALPHA_ROOT, causes.DESTROYED, root)
    block.flow(netuid, causes.ALPHA_BURNED, causes.MOVED, burned)
    by_epoch, burned_by_epoch = recycled - traded.recycled - root, burned - traded.burned
    if not epoch:
        if by_epoch:
            yield _odd(netuid, "AlphaRecycled", traded.recycled + root, recycled, "was recycled")
        if burned_by_epoch:
            yield _odd(netuid, "AlphaBurned", traded.burned, burned, "was burned")
        return
    drained = sum(before) + sum(added)
    paid = block.changed.rise(netuid, "TotalAlphaStaked") - (
        traded.bought - traded.sold - traded.burned - traded.recycled
    )
    nobody = drained - paid - by_epoch - burned_by_epoch
    block.flow(netuid, causes.ALPHA_EPOCH, causes.DESTROYED, by_epoch)
    block.flow(netuid, causes.ALPHA_PAID, causes.MOVED, paid)
    block.flow(netuid, causes.ALPHA_ROUNDED, causes.MOVED, nobody)
    if min(nobody, paid, by_epoch, burned_by_epoch) < 0:
        yield Wrong(
            "alpha epoch", f"subnet {netuid}", f"{drained} alpha at most", f"{paid + by_epoch + burned_by_epoch} alpha",
            f"{drained} alpha waited for the epoch of subnet {netuid}; it paid {paid}, recycled {by_epoch} and burned {burned_by_epoch}",
        )  # fmt: skip


def _injected(block: Block, due: dict[int, Due]) -> Iterator[Wrong]:
    """Hold the TAO that each subnet got at the block's beginning against its share of the emission.

    A pool may refuse the purchase, or an account an amount that cannot open it: then that part is recycled.
    """
    for netuid in sorted(due.keys() | {netuid for netuid in map(subnet_of_account, block.moves.deposits) if netuid}):  # type: ignore[arg-type]
        found = block.moves.deposits.get(subnet_account(NetUid(netuid)), 0)
        one = due.get(netuid)
        parts = (0, 0) if one is None else (one.tao_in, one.tao_excess)
        if found not in {0, *parts, sum(parts)}:
            yield Wrong(
                "emission", f"subnet {netuid}", f"{sum(parts)} rao", f"{found} rao",
                f"the share of subnet {netuid} is {parts[0]} rao for its pool and {parts[1]} for a purchase, it got {found}",
            )  # fmt: skip


def _odd(netuid: int, name: str, expected: int, found: int, what: str) -> Wrong:
    return Wrong(
        "alpha", f"AlphaAssets.{name}({netuid})", f"{expected:+} alpha", f"{found:+} alpha",
        f"{found} alpha of subnet {netuid} {what}, and calls and emission explain {expected}",
    )  # fmt: skip


def _check_root(block: Block, traded: Traded) -> Iterator[Wrong]:
    """Hold the stake on root against the TAO of its pool: one alpha is one rao there."""
    tao, alpha = block.changed.rise(ROOT, "SubnetTAO"), block.changed.rise(ROOT, "SubnetAlphaOut")
    if not tao == alpha == traded.bought - traded.sold:
        yield Wrong(
            "root", "SubtensorModule.SubnetAlphaOut(0)", f"{traded.bought - traded.sold:+} rao", f"{alpha:+} rao",
            f"stakers of root brought {traded.bought} rao and took {traded.sold}; its TAO changed by {tao:+}, its alpha by {alpha:+}",
        )  # fmt: skip


def _before(block: Block, netuid: int, name: str) -> int:
    pair = block.changed.subnets[netuid].get(name)
    return _stored(block, netuid, name) if pair is None else pair[0]


def _after(block: Block, netuid: int, name: str) -> int:
    pair = block.changed.subnets[netuid].get(name)
    return _stored(block, netuid, name) if pair is None else pair[1]


def _stored(block: Block, netuid: int, name: str) -> int:
    return getattr(Coinbase, name).get(block.before, NetUid(netuid))
