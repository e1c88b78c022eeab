"""What the events of a block say of TAO: which account gained or lost how much, and what was made and destroyed.

The meaning of each event of balances stands here once. An event that is not known moves nothing, so that what it moved is
found as unexplained.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, final

from taonet.frame.event import Event
from taonet.frame.runtime import Runtime
from taonet.primitives.ids import NetUid
from taonet.runtime.pallets.safe_mode.events import DepositSlashed
from taonet.runtime.pallets.subtensor.registration.events import NeuronRegistered
from taonet.runtime.pallets.subtensor.staking.events import (
    AlphaBurned,
    AlphaRecycled,
    StakeAdded,
    StakeRemoved,
    TransactionFeePaidWithAlpha,
)
from taonet.runtime.pallets.subtensor.subnets.events import NetworkAdded
from taonet.runtime.pallets.subtensor.tao import BURN_ACCOUNT, subnet_of_account
from taonet.runtime.pallets.system.events import KilledAccount
from taonet.runtime.pallets.transaction_payment.events import TransactionFeePaid

PAIRS: Final = {
    "Transfer": ("from_", "to", "amount"),
    "ReserveRepatriated": ("from_", "to", "amount"),
    "TransferOnHold": ("source", "dest", "amount"),
    "TransferAndHold": ("source", "dest", "transferred"),
}
"""Events that move rao from one account to another."""

GAINS: Final = ("Deposit", "Minted", "Restored")
LOSSES: Final = ("Withdraw", "Burned", "DustLost", "Slashed", "Suspended", "BurnedHeld")
"""Events of one account `who` (`account` for dust) and an `amount`; losses but `Withdraw` are destroyed at once."""

BURNS: Final = ("Burned", "BurnedHeld", "Suspended")
"""What holders destroy and only balances counts."""


@final
@dataclass(slots=True)
class Phase:
    """One extrinsic of a block, or its beginning or end: rao of its events by kind, and those that tell why."""

    issued: int = 0
    withdrawn: int = 0
    deposited: int = 0
    charged: int = 0
    """What the first event withdrew: the fee, in an extrinsic that pays one."""
    charged_from: bytes = b""
    refund: int = 0
    """What was deposited last: the unused part of the fee, if the fee's event follows."""
    fee: TransactionFeePaid | None = None
    fee_refund: int = 0
    alpha_fee: TransactionFeePaidWithAlpha | None = None
    root_seats: int = 0
    new_subnets: int = 0
    killed: list[bytes] = field(default_factory=list[bytes])
    """Accounts that ceased to be."""


@final
@dataclass(slots=True)
class Moves:
    """A block's events, gathered."""

    accounts: defaultdict[bytes, int] = field(default_factory=lambda: defaultdict(int))
    phases: defaultdict[int, Phase] = field(default_factory=lambda: defaultdict(Phase))
    sums: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Rao by kind of event, and `Set` and `Forced` for what root changed (either sign)."""
    to_burn_account: int = 0
    gifts: defaultdict[NetUid, int] = field(default_factory=lambda: defaultdict(int))
    """Rao that came to a subnet's account and into no trade, less its dust."""
    deposits: defaultdict[bytes, int] = field(default_factory=lambda: defaultdict(int))
    """Rao that a block's beginning put into accounts, less what it took back."""
    staked: list[tuple[Event, int]] = field(default_factory=list[tuple[Event, int]])
    """Events that move alpha, with their subnet."""
    order: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    """What left each subnet's pool, or came into it as a negative number, in order; for a seat, the rao that it cost."""
    new_subnets: set[int] = field(default_factory=set[int])
    registered: set[int] = field(default_factory=set[int])


def moves_of(runtime: Runtime, events: Iterable[tuple[int, Event]]) -> Moves:
    """Return what the events of a block say."""
    moves, last = Moves(), None
    kinds = _balances(runtime)
    trades: dict[int, list[tuple[NetUid, int]]] = defaultdict(list)
    for index, event in events:
        phase = moves.phases[index]
        kind = type(event)
        name = kinds.get(kind)
        if name is not None:
            _move(moves, phase, index, name, event, last, trades[index])
        elif kind is StakeAdded or kind is StakeRemoved or kind is AlphaBurned or kind is AlphaRecycled:
            moves.staked.append((event, event.netuid))  # type: ignore[attr-defined]  # all four have it
            if kind is StakeAdded:
                _settle(trades[index], event.netuid, event.tao)  # type: ignore[attr-defined]
                moves.order.append((event.netuid, event.alpha))  # type: ignore[attr-defined]
            elif kind is StakeRemoved:
                moves.order.append((event.netuid, -event.alpha - event.fee))  # type: ignore[attr-defined]
        elif kind is TransactionFeePaid:
            phase.fee, phase.fee_refund = event, phase.refund  # type: ignore[assignment]
        elif kind is TransactionFeePaidWithAlpha:
            phase.alpha_fee = event  # type: ignore[assignment]
        elif kind is NeuronRegistered or kind is NetworkAdded:
            _found(moves, phase, event, trades[index])
        elif kind is KilledAccount:
            phase.killed.append(event.account)  # type: ignore[attr-defined]
        elif kind is DepositSlashed:  # burns what it held without an event of balances
            moves.accounts[event.account] -= event.amount  # type: ignore[attr-defined]
            moves.sums["BurnedHeld"] += event.amount  # type: ignore[attr-defined]
        if name != "Deposit":
            phase.refund = 0
        last = (index, name, event)
    for left in trades.values():
        for netuid, amount in left:
            moves.gifts[netuid] += amount
    return moves


def _move(
    moves: Moves, phase: Phase, index: int, name: str, event: Any, last: Any, trades: list[tuple[NetUid, int]]
) -> None:
    if name in PAIRS:
        source, dest, amount = (getattr(event, one) for one in PAIRS[name])
        moves.accounts[source] -= amount
        moves.accounts[dest] += amount
        if dest == BURN_ACCOUNT:
            moves.to_burn_account += amount
        netuid = _subnet(dest)
        if netuid is not None:
            trades.append((netuid, amount))
        return
    if name == "Issued":
        phase.issued += event.amount
    elif name == "BalanceSet":
        _set(moves, phase, event, last, index)
    elif name == "TotalIssuanceForced":
        moves.sums["Forced"] += event.new - event.old
    elif name in GAINS:
        moves.accounts[event.who] += event.amount
        moves.sums[name] += event.amount
        if name == "Deposit":
            phase.deposited += event.amount
            phase.refund = event.amount if event.who == phase.charged_from else 0
            if index < 0:
                moves.deposits[event.who] += event.amount
    elif name in LOSSES:
        who = event.account if name == "DustLost" else event.who
        moves.accounts[who] -= event.amount
        moves.sums[name] += event.amount
        netuid = _subnet(who)
        if name == "Withdraw":
            if last is None or last[0] != index:
                phase.charged, phase.charged_from = event.amount, who
            phase.withdrawn += event.amount
            if index < 0:
                moves.deposits[who] -= event.amount
        elif netuid is not None:
            moves.gifts[netuid] -= event.amount


def _set(moves: Moves, phase: Phase, event: Any, last: Any, index: int) -> None:
    """Take what the event before said was made or destroyed for what the account gained or lost."""
    if last is None or last[0] != index or last[1] not in {"Issued", "Rescinded"}:
        return
    change = last[2].amount
    if last[1] == "Issued":
        phase.issued -= change
    else:
        change = -change
    moves.accounts[event.who] += change
    moves.sums["Set"] += change
    netuid = _subnet(event.who)
    if netuid is not None:
        moves.gifts[netuid] += change


def _settle(trades: list[tuple[NetUid, int]], netuid: int, amount: int | None) -> int:
    """Take the transfer that paid a purchase off those that nothing has explained yet, the last one to the subnet."""
    for place in range(len(trades) - 1, -1, -1):
        if trades[place][0] == netuid and amount in (None, trades[place][1]):
            return trades.pop(place)[1]
    return 0


def _found(moves: Moves, phase: Phase, event: Any, trades: list[tuple[NetUid, int]]) -> None:
    netuid = event.netuid
    paid = _settle(trades, netuid, None)
    if type(event) is NetworkAdded:
        moves.new_subnets.add(netuid)
        phase.new_subnets += 1
    else:
        moves.registered.add(netuid)
        phase.root_seats += netuid == 0
        moves.order.append((netuid, paid))


def _subnet(account: bytes) -> NetUid | None:
    return subnet_of_account(account) if account.startswith(b"modl") else None  # type: ignore[arg-type]


_KINDS: dict[int, dict[type[Event], str]] = {}


def _balances(runtime: Runtime) -> dict[type[Event], str]:
    """Return the events of balances by class."""
    kinds = _KINDS.get(id(runtime))
    if kinds is None:
        kinds = _KINDS[id(runtime)] = {spec.kind: spec.name for spec in runtime.pallet("Balances").events}
    return kinds
