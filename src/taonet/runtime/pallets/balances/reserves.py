"""Reserves: funds that stay in the account but cannot be spent until they are given back. With names, or without.

Deposits of proxies, multisigs and the like are reserves.

Source: polkadot-sdk/substrate/frame/balances/src/impl_currency.rs reserve, unreserve, slash_reserved
Source: polkadot-sdk/substrate/frame/balances/src/impl_currency.rs reserve_named, unreserve_named
Source: polkadot-sdk/substrate/frame/balances/src/impl_currency.rs reserved_balance_named
"""

from __future__ import annotations

from msgspec.structs import replace

from taonet.frame.error import ArithmeticKind, ArithmeticRefusal, DispatchError
from taonet.frame.state import State
from taonet.primitives.amounts import Tao
from taonet.primitives.arithmetic import U64_MAX
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.balances.accounts import ensure_upgraded, funds_of, store
from taonet.runtime.pallets.balances.errors import (
    InsufficientBalance,
    LiquidityRestrictions,
    TooManyReserves,
)
from taonet.runtime.pallets.balances.events import Reserved, Slashed, Unreserved
from taonet.runtime.pallets.balances.storage import MAX_RESERVES, Storage
from taonet.runtime.pallets.balances.types import ReserveData


def reserve(s: State, who: AccountId, amount: Tao) -> None:
    """Turn free funds into reserved ones.

    Refuse more than is free (`InsufficientBalance`), what locks forbid (`LiquidityRestrictions`), and to go below
    the existential deposit (`ConsumerRemaining`).
    """
    if not amount:
        return
    ensure_upgraded(s, who)
    funds = funds_of(s, who)
    if amount > funds.free:
        raise InsufficientBalance
    if funds.reserved + amount > U64_MAX:
        raise ArithmeticRefusal(ArithmeticKind.Overflow)
    if funds.free - amount < funds.frozen:
        raise LiquidityRestrictions

    store(s, who, replace(funds, free=funds.free - amount, reserved=funds.reserved + amount))
    s.emit(Reserved(who, amount))


def unreserve(s: State, who: AccountId, amount: Tao) -> Tao:
    """Turn up to `amount` of reserved funds into free ones; return how much of it was not there."""
    if not amount:
        return Tao(0)
    if not funds_of(s, who).total:
        return amount
    ensure_upgraded(s, who)
    funds = funds_of(s, who)
    actual = Tao(min(funds.reserved, amount))
    try:
        store(s, who, replace(funds, free=funds.free + actual, reserved=funds.reserved - actual))
    except DispatchError:
        return amount
    s.emit(Unreserved(who, actual))
    return Tao(amount - actual)


def slash_reserved(s: State, who: AccountId, amount: Tao) -> Tao:
    """Take up to `amount` of an account's reserved funds as a punishment, and return how much that was, as a credit."""
    if not amount or not funds_of(s, who).total:
        return Tao(0)
    ensure_upgraded(s, who)
    funds = funds_of(s, who)
    taken = Tao(min(funds.reserved, amount))
    store(s, who, replace(funds, reserved=funds.reserved - taken))
    s.emit(Slashed(who, taken))
    return taken


def reserved_named(s: State, name: bytes, who: AccountId) -> Tao:
    """Return what is reserved under a name of eight bytes."""
    return next((data.amount for data in Storage.Reserves.get(s, who) if data.id == name), Tao(0))


def reserve_named(s: State, name: bytes, who: AccountId, amount: Tao) -> None:
    """Reserve funds under a name, beside those that are there. Refuse a 51st name (`TooManyReserves`)."""
    if not amount:
        return
    present = Storage.Reserves.get(s, who)
    others = [data for data in present if data.id != name]
    total = reserved_named(s, name, who) + amount
    if total > U64_MAX:
        raise ArithmeticRefusal(ArithmeticKind.Overflow)
    if len(others) == len(present) >= MAX_RESERVES:
        raise TooManyReserves

    with s.transaction():
        reserve(s, who, amount)
        Storage.Reserves.put(s, who, _by_name([*others, ReserveData(name, Tao(total))]))


def unreserve_named(s: State, name: bytes, who: AccountId, amount: Tao) -> Tao:
    """Give back up to `amount` of what is reserved under a name; return how much of it was not there."""
    present = reserved_named(s, name, who)
    if not amount or not present:
        return amount
    wanted = Tao(min(present, amount))
    actual = Tao(wanted - unreserve(s, who, wanted))
    left = [data for data in Storage.Reserves.get(s, who) if data.id != name]
    if present > actual:
        left.append(ReserveData(name, Tao(present - actual)))
    if left:
        Storage.Reserves.put(s, who, _by_name(left))
    else:
        Storage.Reserves.remove(s, who)
    return Tao(amount - actual)


def _by_name(reserves: list[ReserveData]) -> list[ReserveData]:
    return sorted(reserves, key=lambda data: data.id)
