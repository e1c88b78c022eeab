"""What many tests share: amounts, accounts, and a chain on which Alice has made a subnet."""

from __future__ import annotations

from functools import cache

from taonet.primitives.amounts import Tao
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.pallets.subtensor.registration.calls import burned_register
from taonet.runtime.pallets.subtensor.registration.prices import decay_registration_prices
from taonet.runtime.pallets.subtensor.subnets.calls import register_network
from taonet.runtime.presets import Genesis
from taonet.sim import Chain, named_pair

TAO = 1_000_000_000
"""A TAO, or an alpha, in its smallest unit."""

FIRST, OWN = NetUid(1), NetUid(2)
"""The subnet of genesis, which nobody owns, and the one that Alice makes."""


def account(name: str) -> AccountId:
    """Return the account of a made-up name."""
    return AccountId(named_pair(name).public)


ALICE_HOT, BOB_HOT, CHARLIE_HOT = account("Alice//hot"), account("Bob//hot"), account("Charlie//hot")


FUNDS = Tao(100_000 * TAO)


@cache
def _genesis() -> Chain:
    people = (Chain.alice, Chain.bob, Chain.charlie)
    return Chain(Genesis("tests", dict.fromkeys(people, FUNDS), (), sudo=Chain.alice, dev=True), keep_root=False)


def new_net() -> Chain:
    """Return a chain in block 1, in which nothing has happened yet; Alice, Bob and Charlie have 100,000 TAO each."""
    net = _genesis().fork()
    net.go_to(1)
    return net


def make_subnet(net: Chain) -> None:
    """Let Alice create subnet 2."""
    net.call(net.alice, register_network, ALICE_HOT)


def miner(number: int) -> AccountId:
    """Return the hotkey of a number."""
    return account(f"miner {number}")


def register(net: Chain, number: int, *, owner: AccountId | None = None, netuid: NetUid = OWN) -> AccountId:
    """Register the hotkey of a number, of Bob unless said otherwise, and return it."""
    net.call(owner or net.bob, burned_register, netuid, miner(number))
    return miner(number)


def next_block(net: Chain) -> None:
    """Go to the next block and let prices decay, as its beginning does."""
    net.skip(1)
    decay_registration_prices(net.s, net.number)
