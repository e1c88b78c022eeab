"""Holds: reserved funds with a reason each. Reasons are those of the pallets that hold funds on this chain.

Source: polkadot-sdk/substrate/frame/balances/src/impl_fungible.rs balance_on_hold, set_balance_on_hold
Source: polkadot-sdk/substrate/frame/support/src/traits/tokens/fungible/hold.rs hold, release
Source: polkadot-sdk/substrate/frame/support/src/traits/tokens/fungible/hold.rs decrease_balance_on_hold, burn_held
"""

from __future__ import annotations

from msgspec.structs import replace

from taonet.frame.error import ArithmeticKind, ArithmeticRefusal, TokenError, TokenKind
from taonet.frame.state import State
from taonet.primitives.amounts import Tao
from taonet.primitives.arithmetic import U64_MAX
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.balances.accounts import ensure_upgraded, funds_of, store
from taonet.runtime.pallets.balances.errors import TooManyHolds
from taonet.runtime.pallets.balances.logic import Preservation, decrease, deposit_refusal, increase, reducible
from taonet.runtime.pallets.balances.storage import Storage
from taonet.runtime.pallets.balances.types import HOLD_REASONS, HeldAmount, RuntimeHoldReason
from taonet.runtime.pallets.system import accounts as system


def balance_on_hold(s: State, reason: RuntimeHoldReason, who: AccountId) -> Tao:
    """Return what is held for a reason."""
    return next((held.amount for held in Storage.Holds.get(s, who) if held.id == reason), Tao(0))


def hold(s: State, reason: RuntimeHoldReason, who: AccountId, amount: Tao) -> None:
    """Hold free funds for a reason. The account must keep what keeps it alive (`FundsUnavailable`)."""
    if system.providers(s, who) == 0:
        raise TokenError(TokenKind.CannotCreateHold)
    if amount > reducible(s, who, Preservation.PROTECT, force=True):
        raise TokenError(TokenKind.FundsUnavailable)

    with s.transaction():
        decrease(s, who, amount, Preservation.PROTECT, force=True)
        set_on_hold(s, reason, who, Tao(min(balance_on_hold(s, reason, who) + amount, U64_MAX)))


def release(s: State, reason: RuntimeHoldReason, who: AccountId, amount: Tao, *, exact: bool = True) -> Tao:
    """Free funds held for a reason and return how many; refuse more than is held, or free that when not `exact`."""
    if deposit_refusal(s, who, amount) is not None:
        raise TokenError(TokenKind.CannotCreate)
    with s.transaction():
        freed = _decrease_on_hold(s, reason, who, amount, exact=exact)
        return increase(s, who, freed, exact=False)


def burn_held(s: State, reason: RuntimeHoldReason, who: AccountId, amount: Tao) -> Tao:
    """Destroy funds held for a reason, as far as they are there, and return how many."""
    with s.transaction():
        burned = _decrease_on_hold(s, reason, who, amount, exact=False)
        Storage.TotalIssuance.put(s, Tao(max(Storage.TotalIssuance.get(s) - burned, 0)))
    return burned


def set_on_hold(s: State, reason: RuntimeHoldReason, who: AccountId, amount: Tao) -> None:
    """Write what is held for a reason; the free balance stays as it is."""
    before = balance_on_hold(s, reason, who)
    if amount == before:
        return
    present = Storage.Holds.get(s, who)
    held = [HeldAmount(reason, amount) if entry.id == reason else entry for entry in present]
    if before == 0:
        if len(held) >= HOLD_REASONS:
            raise TooManyHolds
        held.append(HeldAmount(reason, amount))
    ensure_upgraded(s, who)
    funds = funds_of(s, who)
    reserved = funds.reserved + amount - before
    if reserved < 0:
        raise ArithmeticRefusal(ArithmeticKind.Underflow)
    if reserved > U64_MAX:
        raise ArithmeticRefusal(ArithmeticKind.Overflow)
    store(s, who, replace(funds, reserved=reserved))
    Storage.Holds.put(s, who, [entry for entry in held if entry.amount])


def _decrease_on_hold(s: State, reason: RuntimeHoldReason, who: AccountId, amount: Tao, *, exact: bool) -> Tao:
    present = balance_on_hold(s, reason, who)
    if amount > present:
        if exact:
            raise TokenError(TokenKind.FundsUnavailable)
        amount = present
    set_on_hold(s, reason, who, Tao(present - amount))
    return amount
