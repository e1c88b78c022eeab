"""TAO that the pallet moves: to and from the accounts of subnets, burned, recycled, minted.

Each subnet has an account, derived from the pallet's id and the subnet's number, that holds the TAO of its pool.
`TotalIssuance` of this pallet drives the emission; it follows what is minted and recycled, not what is burned.

Source: coinbase/tao.rs transfer_tao, transfer_tao_to_subnet, transfer_tao_from_subnet, burn_tao, recycle_tao, mint_tao
Source: coinbase/tao.rs spend_tao, recycle_credit
Source: subnets/subnet.rs get_subnet_account_id, is_subnet_account_id
"""

from __future__ import annotations

from taonet.frame.state import State
from taonet.primitives.amounts import Tao
from taonet.primitives.arithmetic import saturating_add, saturating_sub
from taonet.primitives.ids import ROOT, AccountId, NetUid
from taonet.runtime.pallets.balances import logic as balances
from taonet.runtime.pallets.subtensor.errors import InsufficientTaoBalance, SubnetNotExists
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.subtensor.supply import curve_of

PALLET_ID = b"subtensr"
BURN_ID = b"burntnsr"

_ACCOUNT_BYTES = 32


def sub_account(pallet_id: bytes, tail: bytes = b"") -> AccountId:
    """Return the keyless account of a pallet, or the one that `tail` (SCALE bytes) names under it."""
    return AccountId((b"modl" + pallet_id + tail).ljust(_ACCOUNT_BYTES, b"\0")[:_ACCOUNT_BYTES])


BASKET_ESCROW = sub_account(PALLET_ID, b"beta/esc")
"""The account in whose name the chain holds the alpha of root's baskets; it has no key."""

BURN_ACCOUNT = sub_account(BURN_ID)
"""The account of burned TAO; it has no key."""


def subnet_account(netuid: NetUid) -> AccountId:
    """Return the account of a subnet, whether or not the subnet exists."""
    return sub_account(PALLET_ID, netuid.to_bytes(2, "little"))


def existing_subnet_account(s: State, netuid: NetUid) -> AccountId:
    """Return the account of a subnet; refuse a subnet that was never added with `SubnetNotExists`."""
    if netuid != ROOT and not Subnets.NetworksAdded.exists(s, netuid):
        raise SubnetNotExists
    return subnet_account(netuid)


def subnet_of_account(account: AccountId) -> NetUid | None:
    """Return the subnet whose account this is."""
    start = b"modl" + PALLET_ID
    netuid = NetUid(int.from_bytes(account[len(start) : len(start) + 2], "little"))
    return netuid if account == subnet_account(netuid) else None


def spendable(s: State, account: AccountId) -> Tao:
    """Return what an account can pay if it may vanish by it, in rao."""
    return balances.transferable(s, account, keep_alive=False)


def spendable_alive(s: State, account: AccountId) -> Tao:
    """Return what an account can pay and stay alive, in rao."""
    return balances.transferable(s, account, keep_alive=True)


def transfer_tao(s: State, source: AccountId, destination: AccountId, amount: Tao) -> None:
    """Move TAO; the source may vanish. Refuse more than it has with `InsufficientTaoBalance`."""
    if amount > spendable(s, source):
        raise InsufficientTaoBalance
    balances.transfer(s, source, destination, amount, keep_alive=False)


def transfer_tao_to_subnet(s: State, netuid: NetUid, coldkey: AccountId, amount: Tao) -> Tao:
    """Move TAO into a subnet's account and return how much: the coldkey keeps its deposit, so it may be less."""
    if amount == 0:
        return Tao(0)
    account = existing_subnet_account(s, netuid)
    moved = min(amount, spendable_alive(s, coldkey))
    if moved == 0:
        raise InsufficientTaoBalance
    balances.transfer(s, coldkey, account, moved, keep_alive=True)
    return moved


def transfer_tao_from_subnet(s: State, netuid: NetUid, account: AccountId, amount: Tao) -> None:
    """Move TAO out of a subnet's account."""
    transfer_tao(s, existing_subnet_account(s, netuid), account, amount)


def burn_tao(s: State, source: AccountId, amount: Tao) -> None:
    """Move TAO to the burn account; it still counts as issued."""
    transfer_tao(s, source, BURN_ACCOUNT, amount)


def recycle_tao(s: State, source: AccountId, amount: Tao) -> None:
    """Destroy TAO, so that it is minted again. The source must stay alive."""
    if amount > spendable_alive(s, source):
        raise InsufficientTaoBalance
    recycle_credit(s, balances.withdraw(s, source, amount, keep_alive=False))


def mint_tao(s: State, amount: Tao) -> Tao:
    """Make new TAO and return how much, at most what the cap leaves. It is in no account yet: a credit.

    The caller gives it to accounts with `deposit_credit` and what is left to `recycle_credit`.
    """
    possible = min(amount, Tao(saturating_sub(curve_of(s).cap, balances.total_issuance(s))))
    Staking.TotalIssuance.update(s, lambda total: Tao(saturating_add(total, possible)))
    return balances.issue(s, possible)


def deposit_credit(s: State, account: AccountId, amount: Tao) -> None:
    """Put part of a credit into an account; refuse what cannot open one."""
    balances.deposit(s, account, amount)


def recycle_credit(s: State, amount: Tao) -> None:
    """Destroy what is left of a credit, so that it is minted again."""
    if amount:
        Staking.TotalIssuance.update(s, lambda total: Tao(saturating_sub(total, amount)))
        balances.drop_credit(s, amount)


def count_dust(s: State, amount: Tao) -> None:
    """Lower the total that drives the emission by dust, which balances destroyed, so that it is minted again."""
    Staking.TotalIssuance.update(s, lambda total: Tao(saturating_sub(total, amount)))
