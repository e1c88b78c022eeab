"""Deposits of referenda: reserved, given back to those who placed them, or taken and recycled.

The decision deposit may come from several: the shares stand in an item of this chain's own, so that the `decision_deposit`
that screens read stays one deposit, under the account that completed it. What is taken leaves the issuance as recycled TAO
does: it is minted again, to all.

Source: polkadot-sdk/substrate/frame/referenda/src/lib.rs take_deposit, refund_deposit, slash_deposit
"""

from __future__ import annotations

from taonet.frame.state import State
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.balances.reserves import reserve, slash_reserved, unreserve
from taonet.runtime.pallets.referenda import events
from taonet.runtime.pallets.referenda.errors import NothingToDo
from taonet.runtime.pallets.referenda.storage import MOST_SHARES, Storage
from taonet.runtime.pallets.referenda.types import Deposit
from taonet.runtime.pallets.subtensor.tao import recycle_credit


def take(s: State, who: AccountId, amount: Tao) -> Deposit:
    """Reserve a deposit."""
    reserve(s, who, amount)
    return Deposit(who, amount)


def missing(s: State, index: int, required: Tao) -> Tao:
    """Return what a decision deposit still lacks."""
    given = sum(share.amount for share in Storage.SharesOf.get(s, index))
    return Tao(max(required - given, 0))


def complete(s: State, index: int, who: AccountId, required: Tao) -> Deposit:
    """Place what a decision deposit lacks, and return the whole."""
    rest = missing(s, index, required)
    if rest == required:
        return take(s, who, required)
    _add(s, index, take(s, who, rest))
    return Deposit(who, required)


def share(s: State, index: int, who: AccountId, amount: Tao, required: Tao) -> Deposit | None:
    """Place a share of a decision deposit, at most what is missing, and return the whole once it is complete.

    Refuse with `NothingToDo` a share below a 64th of the deposit that does not complete it.
    """
    rest = missing(s, index, required)
    given = Tao(min(amount, rest))
    if not given or (given < rest and given * MOST_SHARES < required):
        raise NothingToDo
    _add(s, index, take(s, who, given))
    return Deposit(who, required) if given == rest else None


def return_decision_deposit(s: State, index: int, deposit: Deposit | None) -> bool:
    """Give a decision deposit back, each share to its own; tell whether there was any."""
    returned = _take_shares(s, index, deposit)
    for one in returned:
        give_back(s, one)
        s.emit(events.DecisionDepositRefunded(index, one.who, one.amount))
    return bool(returned)


def give_back(s: State, deposit: Deposit) -> None:
    """Give a deposit back."""
    unreserve(s, deposit.who, deposit.amount)


def slash_decision_deposit(s: State, index: int, deposit: Deposit | None) -> None:
    """Take a decision deposit, or the shares of one that is not complete."""
    for one in _take_shares(s, index, deposit):
        slash(s, one)


def slash(s: State, deposit: Deposit) -> None:
    """Take a deposit and recycle it."""
    recycle_credit(s, slash_reserved(s, deposit.who, deposit.amount))
    s.emit(events.DepositSlashed(deposit.who, deposit.amount))


def _add(s: State, index: int, new: Deposit) -> None:
    shares = {share.who: share.amount for share in Storage.SharesOf.get(s, index)}
    shares[new.who] = Tao(shares.get(new.who, 0) + new.amount)
    Storage.SharesOf.put(s, index, [Deposit(who, amount) for who, amount in shares.items()])
    s.emit(events.DecisionDepositShared(index, new.who, new.amount))


def _take_shares(s: State, index: int, deposit: Deposit | None) -> list[Deposit]:
    """Remove the shares of a decision deposit and return them; a whole one is its only share."""
    shares = Storage.SharesOf.take(s, index)
    if shares or deposit is None:
        return shares
    return [deposit]
