"""A chain with root, two subnets with pools and one without; two coldkeys with funds and their hotkeys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import final

import pytest

from taonet.frame.error import DispatchError
from taonet.frame.event import Event
from taonet.frame.origin import Signed
from taonet.frame.state import DictBackend, State
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.ids import ROOT, AccountId, NetUid
from taonet.runtime.pallets.balances import logic as balances
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.staking import add_calls, stakes
from taonet.runtime.pallets.subtensor.staking.invariants import INVARIANTS
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.staking.swaps import mint_alpha_in
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.subtensor.tao import deposit_credit, mint_tao, subnet_account
from taonet.runtime.pallets.system.storage import Storage as System

TAO = 1_000_000_000


def _account(number: int) -> AccountId:
    return AccountId(bytes([number]) * 32)


@final
class Chain:
    """A state with what tests do to it."""

    alice, bob = _account(1), _account(2)
    alice_hotkey, bob_hotkey, spare_hotkey, stranger = _account(11), _account(12), _account(13), _account(99)
    pool, other_pool, stable = NetUid(1), NetUid(2), NetUid(3)

    def __init__(self) -> None:
        self.s = State(DictBackend())
        System.Number.put(self.s, 1_000)
        for netuid, mechanism in ((ROOT, 0), (self.pool, 1), (self.other_pool, 1), (self.stable, 0)):
            self.add_subnet(netuid, mechanism)
        self.fill_pool(self.pool, 1_000 * TAO, 4_000 * TAO)
        self.fill_pool(self.other_pool, 500 * TAO, 500 * TAO)
        for coldkey, hotkeys in (
            (self.alice, [self.alice_hotkey, self.spare_hotkey]),
            (self.bob, [self.bob_hotkey]),
        ):
            self.give(coldkey, 10_000 * TAO)
            for hotkey in hotkeys:
                Accounts.Owner.put(self.s, hotkey, coldkey)
        self.s.events.clear()

    def add_subnet(self, netuid: NetUid, mechanism: int) -> None:
        """Create a started subnet."""
        Subnets.NetworksAdded.put(self.s, netuid, True)
        Subnets.SubnetMechanism.put(self.s, netuid, mechanism)
        Subnets.SubtokenEnabled.put(self.s, netuid, True)

    def fill_pool(self, netuid: NetUid, tao: int, alpha: int) -> None:
        """Put TAO and alpha into a subnet's pool as emission does."""
        self.give(subnet_account(netuid), tao)
        Staking.SubnetTAO.update(self.s, netuid, lambda had: Tao(had + tao))
        Staking.TotalStake.update(self.s, lambda had: Tao(had + tao))
        mint_alpha_in(self.s, netuid, Alpha(alpha))

    def give(self, account: AccountId, tao: int) -> None:
        """Mint TAO into an account."""
        deposit_credit(self.s, account, mint_tao(self.s, Tao(tao)))

    def funds(self, account: AccountId) -> int:
        """Return an account's free TAO."""
        return balances.free_balance(self.s, account)

    def stake(self, coldkey: AccountId, hotkey: AccountId, netuid: NetUid, tao: int) -> Alpha:
        """Stake by a call and return the position."""
        add_calls.add_stake(self.s, Signed(coldkey), hotkey, netuid, Tao(tao))
        return self.stake_of(coldkey, hotkey, netuid)

    def stake_of(self, coldkey: AccountId, hotkey: AccountId, netuid: NetUid) -> Alpha:
        """Return a position."""
        return stakes.stake_of(self.s, hotkey, coldkey, netuid)

    def own_events(self) -> list[Event]:
        """Return the events of staking, in order."""
        return [event for _, event in self.s.events if "subtensor" in type(event).__module__]

    def check_books(self) -> None:
        """Hold the state against every invariant of staking."""
        for invariant in INVARIANTS:
            invariant(self.s)

    @contextmanager
    def refused(self, refusal: type[DispatchError]) -> Iterator[None]:
        """Expect exactly this refusal, and that it leaves nothing behind."""
        before = {key: value for key, value in self.s.changes().items() if value is not None}
        events = list(self.s.events)
        with pytest.raises(refusal) as caught, self.s.transaction():
            yield

        assert type(caught.value) is refusal
        assert {key: value for key, value in self.s.changes().items() if value is not None} == before
        assert self.s.events == events


@pytest.fixture
def chain() -> Chain:
    """Return a fresh chain."""
    return Chain()
