"""Calls of the balances pallet.

Source: polkadot-sdk/substrate/frame/balances/src/lib.rs transfer_allow_death, force_transfer, transfer_keep_alive
Source: polkadot-sdk/substrate/frame/balances/src/lib.rs transfer_all, force_unreserve, upgrade_accounts
Source: polkadot-sdk/substrate/frame/balances/src/lib.rs force_set_balance, force_adjust_total_issuance, burn
"""

from __future__ import annotations

from msgspec.structs import replace

from taonet.frame.call import Declared, PostInfo, call
from taonet.frame.origin import Origin, ensure_root, ensure_signed
from taonet.frame.state import State
from taonet.frame.weight import Pays, Weight, reads_writes
from taonet.primitives.amounts import Tao
from taonet.primitives.arithmetic import U64_MAX
from taonet.primitives.ids import AccountId
from taonet.runtime.address import lookup
from taonet.runtime.pallets.balances import logic, reserves
from taonet.runtime.pallets.balances.accounts import ensure_upgraded, funds_of, store
from taonet.runtime.pallets.balances.errors import DeltaZero, IssuanceDeactivated
from taonet.runtime.pallets.balances.events import BalanceSet, TotalIssuanceForced
from taonet.runtime.pallets.balances.storage import EXISTENTIAL_DEPOSIT, Storage
from taonet.runtime.pallets.balances.types import AdjustmentDirection
from taonet.runtime.types import (
    account,
    address,
    balance,
    compact_balance,
)

_ONE_ACCOUNT = 3593
_TWO_ACCOUNTS = 6196


def _upgrade_weight(s: State, who: list[AccountId]) -> Declared:
    count = len(who)
    return Declared(reads_writes(15_350_000 + 13_974_000 * count, count, count, proof_size=990 + 2603 * count))


def _burn_weight(s: State, value: Tao, keep_alive: bool) -> Declared:
    return Declared(Weight(10_463_000 if keep_alive else 20_720_000))


@call(index=0, weight=reads_writes(48_832_000, 1, 1, _ONE_ACCOUNT))
def transfer_allow_death(s: State, origin: Origin, dest: address, value: compact_balance) -> None:
    """Send free funds. What would stay below the existential deposit is lost and the sender's account removed."""
    source = ensure_signed(origin)
    logic.transfer(s, source, lookup(dest), value, keep_alive=False)


@call(index=2, weight=reads_writes(49_520_000, 2, 2, _TWO_ACCOUNTS))
def force_transfer(s: State, origin: Origin, source: address, dest: address, value: compact_balance) -> None:
    """Send funds of any account, as if it had signed. Root only."""
    ensure_root(origin)
    logic.transfer(s, lookup(source), lookup(dest), value, keep_alive=False)


@call(index=3, weight=reads_writes(39_051_000, 1, 1, _ONE_ACCOUNT))
def transfer_keep_alive(s: State, origin: Origin, dest: address, value: compact_balance) -> None:
    """Send free funds; refused if the sender's account would not keep the existential deposit."""
    source = ensure_signed(origin)
    logic.transfer(s, source, lookup(dest), value, keep_alive=True)


@call(index=4, weight=reads_writes(48_208_000, 1, 1, _ONE_ACCOUNT))
def transfer_all(s: State, origin: Origin, dest: address, keep_alive: bool) -> None:
    """Send all that may leave the sender's account now; with `keep_alive` all but the existential deposit."""
    source = ensure_signed(origin)
    amount = logic.transferable(s, source, keep_alive=keep_alive)
    logic.transfer(s, source, lookup(dest), amount, keep_alive=keep_alive)


@call(index=5, weight=reads_writes(15_516_000, 1, 1, _ONE_ACCOUNT))
def force_unreserve(s: State, origin: Origin, who: address, amount: balance) -> None:
    """Make reserved funds of an account free again. Root only."""
    ensure_root(origin)
    reserves.unreserve(s, lookup(who), amount)


@call(index=6, declared=_upgrade_weight)
def upgrade_accounts(s: State, origin: Origin, who: list[account]) -> PostInfo:
    """Bring old accounts up to date. Free when at least nine of ten needed it."""
    ensure_signed(origin)

    upgraded = sum([ensure_upgraded(s, account_id) for account_id in who])
    return PostInfo(pays=Pays.No if who and upgraded * 10 >= len(who) * 9 else Pays.Yes)


@call(index=8, weight=reads_writes(19_204_000, 1, 1, _ONE_ACCOUNT))
def force_set_balance(s: State, origin: Origin, who: address, new_free: compact_balance) -> None:
    """Set the free balance of an account; below the existential deposit it becomes 0. Root only."""
    ensure_root(origin)
    target = lookup(who)
    new = new_free if new_free >= EXISTENTIAL_DEPOSIT else Tao(0)

    ensure_upgraded(s, target)
    funds = funds_of(s, target)
    store(s, target, replace(funds, free=new))
    if new > funds.free:
        logic.issue(s, Tao(new - funds.free))
    elif new < funds.free:
        logic.rescind(s, Tao(funds.free - new))
    s.emit(BalanceSet(target, new))


@call(index=9, weight=Weight(5_352_000))
def force_adjust_total_issuance(
    s: State, origin: Origin, direction: AdjustmentDirection, delta: compact_balance
) -> None:
    """Correct the issuance, touching no account. Root only."""
    ensure_root(origin)
    if not delta:
        raise DeltaZero
    old = Storage.TotalIssuance.get(s)
    new = Tao(min(old + delta, U64_MAX) if direction is AdjustmentDirection.Increase else max(old - delta, 0))
    if Storage.InactiveIssuance.get(s) > new:
        raise IssuanceDeactivated

    Storage.TotalIssuance.put(s, new)
    s.emit(TotalIssuanceForced(old, new))


@call(index=10, declared=_burn_weight)
def burn(s: State, origin: Origin, value: compact_balance, keep_alive: bool) -> None:
    """Destroy own free funds for good; the issuance falls by as much."""
    source = ensure_signed(origin)
    logic.burn_from(s, source, value, keep_alive=keep_alive)
