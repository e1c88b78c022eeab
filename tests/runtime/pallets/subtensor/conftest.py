"""A chain with root, a first subnet that nobody owns and one that Alice made; accounts with funds."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, final

import pytest

from taonet.frame.call import Call
from taonet.frame.error import DispatchError
from taonet.frame.event import Event
from taonet.frame.origin import ROOT_ORIGIN, Signed
from taonet.frame.state import DictBackend, State
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.pallets.balances import genesis as balances_genesis
from taonet.runtime.pallets.balances import logic as balances
from taonet.runtime.pallets.subtensor import PALLET
from taonet.runtime.pallets.subtensor.genesis import GenesisConfig, build_genesis
from taonet.runtime.pallets.subtensor.registration import calls as registration
from taonet.runtime.pallets.subtensor.registration.burn import decay_registration_prices
from taonet.runtime.pallets.subtensor.subnets import calls as subnets
from taonet.runtime.pallets.system import genesis as system_genesis
from taonet.runtime.pallets.system.storage import Storage as System

TAO = 1_000_000_000
FUNDS = Tao(100_000 * TAO)
E = TypeVar("E", bound=Event)


def account(name: str) -> AccountId:
    """Return the account of a name."""
    return AccountId(name.encode().ljust(32, b"."))


@final
class Net:
    """A state with what tests do to it."""

    alice, bob, carol = account("alice"), account("bob"), account("carol")
    alice_hot, bob_hot, carol_hot = account("alice hot"), account("bob hot"), account("carol hot")
    first, own = NetUid(1), NetUid(2)

    def __init__(self, config: GenesisConfig | None = None) -> None:
        self.s = State(DictBackend())
        system_genesis.build(self.s)
        balances_genesis.build(self.s, dict.fromkeys((self.alice, self.bob, self.carol), FUNDS))
        issued = balances.total_issuance(self.s)
        build_genesis(self.s, config or GenesisConfig(balances_issuance=issued, sound_books=True))
        self.go_to(1)

    @property
    def block(self) -> int:
        """Return the number of the present block."""
        return System.Number.get(self.s)

    def go_to(self, block: int) -> None:
        """Go to a block, without anything happening on the way."""
        System.Number.put(self.s, block)
        self.s.events.clear()

    def skip(self, blocks: int) -> None:
        """Go some blocks further, without anything happening on the way."""
        self.go_to(self.block + blocks)

    def next_block(self) -> None:
        """Go to the next block and let prices decay, as its beginning does."""
        self.skip(1)
        decay_registration_prices(self.s, self.block)

    def do(self, who: AccountId, call: Call[..., Any], *arguments: Any) -> None:
        """Make a call; who it is that signs comes first."""
        call(self.s, Signed(who), *arguments)

    def as_root(self, call: Call[..., Any], *arguments: Any) -> None:
        """Make a call as root."""
        call(self.s, ROOT_ORIGIN, *arguments)

    def make_subnet(self) -> NetUid:
        """Let Alice create subnet 2."""
        self.do(self.alice, subnets.register_network, self.alice_hot)
        return self.own

    def register(self, number: int, *, owner: AccountId | None = None, netuid: NetUid | None = None) -> AccountId:
        """Register the hotkey of a number, of Bob unless said otherwise, and return it."""
        hotkey = account(f"miner {number}")
        self.do(owner or self.bob, registration.burned_register, self.own if netuid is None else netuid, hotkey)
        return hotkey

    def funds(self, who: AccountId) -> int:
        """Return an account's free funds."""
        return balances.free_balance(self.s, who)

    def events(self, kind: type[E]) -> list[E]:
        """Return the events of a kind."""
        return [event for _, event in self.s.events if isinstance(event, kind)]

    def check(self) -> None:
        """Hold the state against every promise of the pallet."""
        for invariant in PALLET.invariants:
            invariant(self.s)

    @contextmanager
    def refused(self, refusal: type[DispatchError]) -> Generator[None]:
        """Expect exactly this refusal, and that it leaves nothing behind."""
        before = {key: value for key, value in self.s.changes().items() if value is not None}
        events = list(self.s.events)
        with pytest.raises(refusal) as caught, self.s.transaction():
            yield

        assert type(caught.value) is refusal
        assert {key: value for key, value in self.s.changes().items() if value is not None} == before
        assert self.s.events == events


@pytest.fixture
def net() -> Iterator[Net]:
    """Give a fresh chain, and hold it against all promises when the test is over."""
    net = Net()
    yield net
    net.check()


@pytest.fixture
def own_net(net: Net) -> Net:
    """Give a chain on which Alice has made subnet 2."""
    net.make_subnet()
    net.s.events.clear()
    return net
