"""The genesis state."""

from __future__ import annotations

from tests.helpers import empty_state

from taonet.frame.state import State
from taonet.primitives.ids import ROOT, AccountId, NetUid
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.accounts.types import ZERO_ACCOUNT
from taonet.runtime.pallets.subtensor.genesis import GenesisConfig, build_genesis
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.neurons.part import INVARIANTS as NEURON_INVARIANTS
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets.part import INVARIANTS as SUBNET_INVARIANTS
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.sim import Chain

ALICE = b"a" * 32


def _built(**choices: AccountId | int) -> State:
    s = empty_state()
    build_genesis(s, GenesisConfig(**choices))
    return s


def test_root_has_64_seats_and_a_tempo_of_100() -> None:
    s = _built(root_owner=ALICE, root_owner_hotkey=ALICE)

    assert Subnets.NetworksAdded.get(s, ROOT)
    assert Hyperparameters.MaxAllowedUids.get(s, ROOT) == 64
    assert Hyperparameters.Tempo.get(s, ROOT) == 100
    assert Hyperparameters.TargetRegistrationsPerInterval.get(s, ROOT) == 1
    assert Subnets.TokenSymbol.get(s, ROOT).decode() == "\u03a4"
    assert Subnets.SubnetOwner.get(s, ROOT) == ALICE
    assert Subnets.SubnetOwnerHotkey.get(s, ROOT) == ALICE


def test_the_first_subnet_has_ten_of_each_token_and_a_seat_of_nobody() -> None:
    s = _built()
    netuid = NetUid(1)

    assert Staking.SubnetTAO.get(s, netuid) == Staking.SubnetAlphaIn.get(s, netuid) == 10_000_000_000
    assert Staking.SubnetAlphaOut.get(s, netuid) == Staking.TotalHotkeyAlpha.get(s, ZERO_ACCOUNT, netuid) == 10**9
    assert Neurons.Keys.get(s, netuid, 0) == ZERO_ACCOUNT
    assert Accounts.Owner.exists(s, ZERO_ACCOUNT)
    assert Subnets.TokenSymbol.get(s, netuid).decode() == "\u03b1"
    assert Subnets.TotalNetworks.get(s) == 2
    for invariant in [*NEURON_INVARIANTS, *SUBNET_INVARIANTS]:
        invariant(s)


def test_by_default_no_total_knows_of_the_first_pool_as_on_the_real_chain() -> None:
    s = _built()

    assert Staking.TotalIssuance.get(s) == Staking.TotalStake.get(s) == 0
    assert not Subnets.SubnetOwnerHotkey.exists(s, NetUid(1))


def test_a_chain_may_begin_with_root_alone() -> None:
    s = _built(first_subnet=False, start_call_delay=7)

    assert [netuid for netuid, _ in Subnets.NetworksAdded.items(s)] == [ROOT]
    assert Subnets.StartCallDelay.get(s) == 7


def test_with_sound_books_every_promise_holds_from_the_start(net: Chain) -> None:
    net.check()
