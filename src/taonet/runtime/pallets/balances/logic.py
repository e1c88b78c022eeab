"""Reading, moving, issuing and destroying funds: what other pallets use of balances.

All amounts are rao. `keep_alive` means that the account must keep the existential deposit; otherwise it may be
removed, and what would stay below the deposit is lost as dust. Reserves, holds and locks stand in modules of their own.
Source of the rules: the fungible traits of frame_support as pallet_balances implements them.

Source: polkadot-sdk/substrate/frame/balances/src/impl_fungible.rs reducible_balance, can_deposit, can_withdraw
Source: polkadot-sdk/substrate/frame/balances/src/impl_fungible.rs write_balance
Source: polkadot-sdk/substrate/frame/support/src/traits/tokens/fungible/regular.rs transfer, burn_from
Source: polkadot-sdk/substrate/frame/support/src/traits/tokens/fungible/regular.rs withdraw, deposit, issue, rescind
Source: polkadot-sdk/substrate/frame/support/src/traits/tokens/fungible/regular.rs decrease_balance, increase_balance
"""

from __future__ import annotations

from enum import Enum

from msgspec.structs import replace

from taonet.frame.error import ArithmeticKind, ArithmeticRefusal, DispatchError, TokenError, TokenKind
from taonet.frame.state import State
from taonet.primitives.amounts import Tao
from taonet.primitives.arithmetic import U64_MAX
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.balances import events
from taonet.runtime.pallets.balances.accounts import ensure_upgraded, funds_of, lower_issuance, store
from taonet.runtime.pallets.balances.errors import InsufficientBalance
from taonet.runtime.pallets.balances.storage import EXISTENTIAL_DEPOSIT, Storage
from taonet.runtime.pallets.system import accounts as system
from taonet.runtime.pallets.system.types import NEW_LOGIC, AccountData


class Preservation(Enum):
    """Whether an account must outlive a withdrawal."""

    EXPENDABLE = 0
    """It may be removed."""
    PROTECT = 1
    """It must not be removed, by whatever it is kept alive."""
    PRESERVE = 2
    """It must keep the existential deposit."""


def _preservation(keep_alive: bool) -> Preservation:  # noqa: FBT001  a conversion
    return Preservation.PRESERVE if keep_alive else Preservation.EXPENDABLE


# Reading


def total_issuance(s: State) -> Tao:
    """Return all TAO that exists."""
    return Storage.TotalIssuance.get(s)


def free_balance(s: State, who: AccountId) -> Tao:
    """Return an account's funds without the reserved ones."""
    return funds_of(s, who).free


def reserved_balance(s: State, who: AccountId) -> Tao:
    """Return an account's reserved and held funds."""
    return funds_of(s, who).reserved


def total_balance(s: State, who: AccountId) -> Tao:
    """Return free and reserved funds together."""
    return Tao(funds_of(s, who).total)


def reducible(s: State, who: AccountId, preservation: Preservation, *, force: bool = False) -> Tao:
    """Return how much could leave the free balance now; `force` looks past locks and freezes."""
    return _reducible(s, who, funds_of(s, who), preservation, force=force)


def _reducible(s: State, who: AccountId, funds: AccountData, preservation: Preservation, *, force: bool) -> Tao:
    untouchable = 0 if force else max(funds.frozen - funds.reserved, 0)
    if _needs_deposit(s, who, funds.free, preservation):
        untouchable = max(untouchable, EXISTENTIAL_DEPOSIT)
    return Tao(max(funds.free - untouchable, 0))


def transferable(s: State, who: AccountId, *, keep_alive: bool) -> Tao:
    """Return how much an account could send now."""
    return reducible(s, who, _preservation(keep_alive))


def withdraw_refusal(s: State, who: AccountId, amount: Tao, *, keep_alive: bool = False) -> DispatchError | None:
    """Return why `amount` could not leave an account, or None."""
    if not amount:
        return None
    if amount > total_issuance(s):
        return ArithmeticRefusal(ArithmeticKind.Underflow)
    funds = funds_of(s, who)
    if amount > funds.free:
        return TokenError(TokenKind.FundsUnavailable)
    if amount > _reducible(s, who, funds, Preservation.EXPENDABLE, force=False):
        return TokenError(TokenKind.Frozen)
    left = funds.free - amount
    if left < EXISTENTIAL_DEPOSIT and not system.can_dec_provider(s, who):
        return TokenError(TokenKind.OnlyProvider)
    if left + funds.reserved < funds.frozen:
        return TokenError(TokenKind.Frozen)
    if left < EXISTENTIAL_DEPOSIT and keep_alive:
        return TokenError(TokenKind.NotExpendable)
    return None


def can_withdraw(s: State, who: AccountId, amount: Tao, *, keep_alive: bool = False) -> bool:
    """Tell whether `amount` could leave an account."""
    return withdraw_refusal(s, who, amount, keep_alive=keep_alive) is None


def deposit_refusal(s: State, who: AccountId, amount: Tao, *, minted: bool = False) -> DispatchError | None:
    """Return why `amount` could not arrive in an account, or None; `minted` when it would be new."""
    if not amount:
        return None
    if minted and total_issuance(s) + amount > U64_MAX:
        return ArithmeticRefusal(ArithmeticKind.Overflow)
    funds = funds_of(s, who)
    if funds.free + amount > U64_MAX:
        return ArithmeticRefusal(ArithmeticKind.Overflow)
    if funds.free + amount < EXISTENTIAL_DEPOSIT:
        return TokenError(TokenKind.BelowMinimum)
    if funds.total + amount > U64_MAX:
        return ArithmeticRefusal(ArithmeticKind.Overflow)
    return None


# Moving


def transfer(s: State, source: AccountId, dest: AccountId, amount: Tao, *, keep_alive: bool) -> None:
    """Move free funds from one account to another. To itself it only checks that it could."""
    _raise(withdraw_refusal(s, source, amount, keep_alive=keep_alive))
    _raise(deposit_refusal(s, dest, amount))
    if source == dest:
        return

    decrease(s, source, amount, _preservation(keep_alive), exact=False)
    increase(s, dest, amount, exact=False)
    s.emit(events.Transfer(source, dest, amount))


def withdraw(s: State, who: AccountId, amount: Tao, *, keep_alive: bool, exact: bool = True) -> Tao:
    """Take free funds out of an account and return how much; they stay in the issuance, as a credit.

    The caller must `deposit` the credit somewhere, or `drop_credit`. Refuse more than may leave,
    or take what may when not `exact`.
    """
    taken = decrease(s, who, amount, _preservation(keep_alive), exact=exact)
    s.emit(events.Withdraw(who, taken))
    return taken


def deposit(s: State, who: AccountId, amount: Tao, *, exact: bool = True) -> Tao:
    """Put funds that are already in the issuance into an account, and return how much arrived.

    Refuse what cannot open an account (`BelowMinimum`), or put nothing then when not `exact`.
    """
    arrived = increase(s, who, amount, exact=exact)
    s.emit(events.Deposit(who, arrived))
    return arrived


# Making and destroying


def issue(s: State, amount: Tao) -> Tao:
    """Make new funds that are in no account yet, and return how many: the issuance stops at its width."""
    before = total_issuance(s)
    made = Tao(min(amount, U64_MAX - before))
    Storage.TotalIssuance.put(s, Tao(before + made))
    if made:
        s.emit(events.Issued(made))
    return made


def rescind(s: State, amount: Tao) -> Tao:
    """Announce and destroy funds that are in no account, and return how many."""
    gone = Tao(min(amount, total_issuance(s)))
    lower_issuance(s, gone)
    s.emit(events.Rescinded(gone))
    return gone


def drop_credit(s: State, amount: Tao) -> None:
    """Drop a credit: destroy funds that were withdrawn or issued, without an event. FRAME: dropping an imbalance."""
    lower_issuance(s, amount)


def burn_from(
    s: State, who: AccountId, amount: Tao, *, keep_alive: bool = False, exact: bool = True, force: bool = False
) -> Tao:
    """Destroy free funds of an account and return how many; refuse more than may leave, or take that when not `exact`."""
    preservation = _preservation(keep_alive)
    limit = reducible(s, who, preservation, force=force)
    if amount > limit:
        if exact:
            raise TokenError(TokenKind.FundsUnavailable)
        amount = limit
    if amount > total_issuance(s):
        raise ArithmeticRefusal(ArithmeticKind.Overflow)
    gone = decrease(s, who, amount, preservation, exact=False, force=force)
    lower_issuance(s, gone)
    s.emit(events.Burned(who, gone))
    return gone


# The two primitives below everything else


def decrease(
    s: State, who: AccountId, amount: Tao, preservation: Preservation, *, exact: bool = True, force: bool = False
) -> Tao:
    """Lower the free balance and return by how much, without an event and without touching the issuance.

    Refuse more than is reducible (`FundsUnavailable`), or take that much when not `exact`.
    """
    funds = funds_of(s, who)
    limit = _reducible(s, who, funds, preservation, force=force)
    if not exact:
        amount = min(amount, limit)
    elif amount > limit:
        raise TokenError(TokenKind.FundsUnavailable)
    set_free(s, who, Tao(funds.free - amount))
    return amount


def increase(s: State, who: AccountId, amount: Tao, *, exact: bool = True) -> Tao:
    """Raise the free balance and return by how much, without an event and without touching the issuance.

    Refuse what leaves it below the existential deposit (`BelowMinimum`), or do nothing then when not `exact`.
    """
    old = free_balance(s, who)
    if old + amount > U64_MAX and exact:
        raise ArithmeticRefusal(ArithmeticKind.Overflow)
    new = Tao(min(old + amount, U64_MAX))
    if new < EXISTENTIAL_DEPOSIT:
        if exact:
            raise TokenError(TokenKind.BelowMinimum)
        return Tao(0)
    if new != old:
        set_free(s, who, new)
    return Tao(new - old)


def set_free(s: State, who: AccountId, amount: Tao) -> None:
    """Write the free balance; refuse to lower it further than references allow."""
    funds = funds_of(s, who)
    # A rise needs no check, except on an old account, whose references its upgrade may change.
    gains = amount >= funds.free and funds.flags & NEW_LOGIC != 0
    most = U64_MAX if gains else _reducible(s, who, funds, Preservation.EXPENDABLE, force=True)
    if not funds.flags & NEW_LOGIC and ensure_upgraded(s, who):
        funds = funds_of(s, who)
    if funds.free - amount > most:
        raise InsufficientBalance
    store(s, who, replace(funds, free=amount))


def _needs_deposit(s: State, who: AccountId, free: int, preservation: Preservation) -> bool:
    """Tell whether the existential deposit must stay for what the account has to remain."""
    if preservation is Preservation.PRESERVE:
        return True
    if not free:
        return False
    if preservation is Preservation.PROTECT:
        return system.providers(s, who) == 1
    return not system.can_dec_provider(s, who)


def _raise(refusal: DispatchError | None) -> None:
    if refusal is not None:
        raise refusal
