"""What is wrong with a genesis that can be read: sums that do not fit, keys that everybody knows, a chain that stands still."""

from __future__ import annotations

from collections.abc import Iterator

from taonet.primitives.ids import AccountId
from taonet.runtime.genesis.accounts import DEV_ACCOUNTS
from taonet.runtime.genesis.types import Consensus, Genesis, Mechanism, Subnet
from taonet.runtime.pallets.balances.storage import EXISTENTIAL_DEPOSIT

MAX_NAMED = 5


def check_genesis(genesis: Genesis) -> list[str]:
    """Return what is wrong, a line each; a chain can begin where this is empty."""
    return [*_money(genesis), *_keys(genesis), *_subnets(genesis)]


def _money(genesis: Genesis) -> Iterator[str]:
    for account, amount in genesis.balances.items():
        if amount < EXISTENTIAL_DEPOSIT:
            yield f"account 0x{account.hex()} gets {amount} rao; an account has at least {EXISTENTIAL_DEPOSIT}"
    issued = sum(genesis.balances.values()) + sum(subnet.pool_tao for subnet in genesis.subnets)
    if issued > genesis.curve.cap:
        yield f"{issued} rao are issued at the start, and there will never be more than {genesis.curve.cap}"


def _keys(genesis: Genesis) -> Iterator[str]:
    if not genesis.authorities:
        yield "nobody makes blocks: name a producer"
    if len(set(genesis.authorities)) < len(genesis.authorities):
        yield "a producer is named twice"
    if genesis.production and genesis.offline_beacon:
        yield "everybody knows the secret of the offline beacon, so nothing would stay sealed: it is for development"
    if genesis.production:
        named = {account: name for name, account in DEV_ACCOUNTS.items()}
        for what, account in _accounts(genesis):
            if account in named:
                yield f"{what} is the development key //{named[account]}, whose secret everybody knows"


def _accounts(genesis: Genesis) -> Iterator[tuple[str, AccountId]]:
    yield from (("an account with a balance", account) for account in genesis.balances)
    yield from (("a producer", account) for account in genesis.authorities)
    if genesis.sudo is not None:
        yield "sudo", genesis.sudo
    for subnet in genesis.subnets:
        for what, account in (("owner", subnet.owner), ("owner_hotkey", subnet.owner_hotkey)):
            if account is not None:
                yield f"the {what} of subnet {subnet.netuid}", account


def _subnets(genesis: Genesis) -> Iterator[str]:
    numbers = [subnet.netuid for subnet in genesis.subnets]
    if len(set(numbers)) < len(numbers):
        yield "a subnet's number is given twice"
    for subnet in genesis.subnets:
        if not subnet.developer:
            yield from (f"subnet {subnet.netuid}: {fault}" for fault in _of_subnet(subnet))
        elif genesis.production:
            yield f"subnet {subnet.netuid}: a developer's subnet is for development networks"
        elif subnet.netuid != 1:
            yield "a developer's subnet is number 1"


def _of_subnet(subnet: Subnet) -> Iterator[str]:
    if (subnet.owner is None) != (subnet.owner_hotkey is None):
        yield "owner and owner_hotkey go together"
    if subnet.mechanism is Mechanism.stable and (subnet.pool_tao or subnet.pool_alpha):
        yield "a stable subnet has no pool to fill"
    if subnet.mechanism is Mechanism.dynamic and not (subnet.pool_tao and subnet.pool_alpha):
        yield "without TAO and alpha in its pool a dynamic subnet has no price; give pool_tao and pool_alpha"
    if subnet.seats > 256 and subnet.consensus is Consensus.yuma:
        yield f"{subnet.seats} seats are more than the 256 of Yuma consensus"
    if subnet.validators > subnet.seats:
        yield "it has more validators than seats"
