"""The TAO of one block: each account's change against the events, both totals, the emission, the fees, each pool's account.

Nothing here asks the rules of the runtime what should have been: the emission comes from the schedule's thresholds, and
all else from what the block's events say.
"""

from __future__ import annotations

from collections.abc import Iterator

from taonet.crypto.ss58 import encode
from taonet.primitives.ids import NetUid
from taonet.runtime.pallets.balances.storage import Storage as Balances
from taonet.runtime.pallets.subtensor.math.emission import Curve
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.tao import subnet_account, subnet_of_account
from taonet.supply.audit import causes
from taonet.supply.audit.block import Block, Wrong
from taonet.supply.audit.moves import BURNS, Phase
from taonet.supply.schedule import emission_at


def check_tao(block: Block, curve: Curve) -> Iterator[Wrong]:
    """Note every flow of TAO of a block and yield what is wrong."""
    yield from _accounts(block)
    yield from _emission(block, curve)
    for index, phase in block.moves.phases.items():
        if index >= 0:
            yield from _extrinsic(block, index, phase)
    yield from _totals(block, curve)
    yield from _pools(block)


def _accounts(block: Block) -> Iterator[Wrong]:
    """Hold the change of every account against the events that name it."""
    told, changed = block.moves.accounts, block.changed.accounts
    for who in sorted(told.keys() | changed.keys()):
        before, after = changed.get(who, (0, 0))
        if after - before != told.get(who, 0):
            yield Wrong(
                "account", encode(who), f"{told.get(who, 0):+} rao by its events", f"{after - before:+} rao",
                f"the account went from {before} to {after} rao; its events explain {told.get(who, 0):+}",
            )  # fmt: skip


def _emission(block: Block, curve: Curve) -> Iterator[Wrong]:
    """Hold what the block issued at its beginning against the schedule; count what no subnet took."""
    begin = block.moves.phases.get(-2) or Phase()
    ours, theirs = block.total(Staking.TotalIssuance.prefix), block.total(Balances.TotalIssuance.prefix)
    due = min(emission_at(ours, curve), max(curve.cap - theirs, 0))
    block.emission = due
    block.flow(None, causes.EMISSION, causes.MADE, begin.issued)
    if begin.issued != due:
        yield Wrong(
            "emission", "Balances.TotalIssuance", f"{due} rao", f"{begin.issued} rao",
            f"the block issued {begin.issued} rao, the schedule gives {due} when {ours} are there",
        )  # fmt: skip
    given = block.moves.deposits
    spent = sum(amount for who, amount in given.items() if subnet_of_account(who) is not None)  # type: ignore[arg-type]
    if spent > begin.issued:
        yield Wrong(
            "emission", "accounts", f"{begin.issued} rao at most", f"{spent} rao",
            "the block's beginning put more into accounts than it issued",
        )  # fmt: skip
    block.flow(None, causes.UNUSED, causes.DESTROYED, begin.issued - spent)
    for who, amount in given.items():
        if not amount or subnet_of_account(who) is not None:  # type: ignore[arg-type]
            continue
        if amount < 0 and begin.root_seats:  # a call whose time had come
            block.flow(None, causes.ROOT_SEATS, causes.DESTROYED, -amount)
        else:
            yield Wrong(
                "emission", encode(who), "nothing", f"{amount} rao",
                "the block's beginning changed an account that is no subnet's",
            )  # fmt: skip


def _extrinsic(block: Block, index: int, phase: Phase) -> Iterator[Wrong]:
    """Hold what an extrinsic took out of accounts and gave to none against its fee and what its calls recycle."""
    gone = phase.withdrawn - phase.deposited
    fee = 0
    if phase.fee is not None and phase.alpha_fee is None:
        refund, due = phase.fee_refund, phase.fee.actual_fee
        fee = phase.charged - refund if phase.charged_from == phase.fee.who else 0
        if fee != due and not (fee > due and phase.fee.who in phase.killed):  # who died gets nothing back
            yield Wrong(
                "fee", encode(phase.fee.who), f"{due} rao", f"{fee} rao",
                f"extrinsic {index} took {phase.charged} rao, gave {refund} back, and says that it cost {due}",
            )  # fmt: skip
        block.flow(None, causes.FEES, causes.DESTROYED, fee)
    elif phase.alpha_fee is not None:
        fee = phase.alpha_fee.tao_amount
        block.flow(None, causes.ALPHA_FEES, causes.DESTROYED, fee)
    rest = gone - fee
    if rest < 0:
        yield Wrong(
            "fee" if fee else "deposit", f"extrinsic {index}", f"{fee} rao recycled", f"{gone} rao",
            f"extrinsic {index} put {-rest} rao into accounts that came from none: its fee was lost to somebody",
        )  # fmt: skip
    elif rest and phase.root_seats:
        block.flow(None, causes.ROOT_SEATS, causes.DESTROYED, rest)
    elif rest and phase.new_subnets:
        block.flow(None, causes.NEW_SUBNETS, causes.DESTROYED, rest)
    elif rest:
        yield Wrong(
            "recycled", f"extrinsic {index}", "0 rao", f"{rest} rao",
            f"extrinsic {index} took {rest} rao out of accounts beyond its fee, and nothing in it recycles",
        )  # fmt: skip


def _totals(block: Block, curve: Curve) -> Iterator[Wrong]:
    """Hold both totals against the accounts and the events."""
    sums = block.moves.sums
    held = sum(after - before for before, after in block.changed.accounts.values())
    theirs = block.changed.total_rise(Balances.TotalIssuance.prefix)
    forced = sums["Forced"]
    if theirs != held + forced:
        yield Wrong(
            "total", "Balances.TotalIssuance", f"{held + forced:+} rao", f"{theirs:+} rao",
            f"accounts changed by {held:+} rao, the total of balances by {theirs - forced:+}",
        )  # fmt: skip
    burned = sum(sums[name] for name in BURNS)
    block.flow(None, causes.BURNED, causes.DESTROYED, burned)
    block.flow(None, causes.SLASHED, causes.DESTROYED, sums["Slashed"])
    block.flow(None, causes.DUST, causes.DESTROYED, sums["DustLost"])
    block.flow(None, causes.SET, causes.MADE, sums["Set"])
    block.flow(None, causes.FORCED, causes.MADE, forced)
    block.flow(None, causes.TO_BURN_ACCOUNT, causes.MOVED, block.moves.to_burn_account)
    expected = sums["Deposit"] - sums["Withdraw"] - sums["DustLost"]
    ours = block.changed.total_rise(Staking.TotalIssuance.prefix)
    if ours not in {expected, expected - sums["Slashed"]}:
        yield Wrong(
            "total", "SubtensorModule.TotalIssuance", f"{expected:+} rao", f"{ours:+} rao",
            f"what was minted and recycled changes the total that sets the emission by {expected:+} rao, it changed by {ours:+}",
        )  # fmt: skip
    most = max(block.total_after(prefix) for prefix in (Balances.TotalIssuance.prefix, Staking.TotalIssuance.prefix))
    if most > curve.cap and (ours > 0 or theirs > 0):
        yield Wrong("cap", "TotalIssuance", f"{curve.cap} rao at most", f"{most} rao", "there is more than the cap")


def _pools(block: Block) -> Iterator[Wrong]:
    """Hold each subnet's account against its pool and reservoir, and the sum of pools against its total."""
    pooled, pools = 0, set(block.changed.subnets) | {int(netuid) for netuid in block.moves.gifts}
    for who in block.changed.accounts:
        netuid = subnet_of_account(who) if who.startswith(b"modl") else None  # type: ignore[arg-type]
        if netuid is not None:
            pools.add(netuid)
    for netuid in sorted(pools):
        before, after = block.changed.accounts.get(subnet_account(NetUid(netuid)), (0, 0))
        pool = block.changed.rise(netuid, "SubnetTAO")
        waiting, gift = block.changed.rise(netuid, "BalancerTaoReservoir"), block.moves.gifts.get(NetUid(netuid), 0)
        pooled += pool
        block.flow(netuid, causes.GIFTS, causes.MOVED, gift)
        if after - before - gift != pool + waiting:
            yield Wrong(
                "pool", f"SubtensorModule.SubnetTAO({netuid})", f"{after - before - gift - waiting:+} rao",
                f"{pool:+} rao",
                f"the account of subnet {netuid} changed by {after - before:+} rao, {gift} of it given and for no trade, "
                f"its pool by {pool:+} and its reservoir by {waiting:+}",
            )  # fmt: skip
    rise = block.changed.total_rise(Staking.TotalStake.prefix)
    if rise != pooled:
        yield Wrong(
            "total", "SubtensorModule.TotalStake", f"{pooled:+} rao", f"{rise:+} rao",
            f"the TAO of all pools changed by {pooled:+} rao, their total by {rise:+}",
        )  # fmt: skip
