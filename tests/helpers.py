"""What many tests share: amounts, accounts, and a chain on which Alice has made a subnet."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from bittensor_core import Runtime  # pyright: ignore[reportAttributeAccessIssue]  # the extension module has no stubs

from taonet.frame.api import RuntimeApi
from taonet.frame.call import RuntimeCall
from taonet.frame.metadata import Version
from taonet.frame.pallet import Pallet
from taonet.frame.runtime import Runtime as Rules
from taonet.frame.state import DictBackend, State
from taonet.frame.validity import ValidTransaction
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.ids import ROOT, AccountId, NetUid
from taonet.runtime.construct import RUNTIME
from taonet.runtime.extensions import EXTRINSICS
from taonet.runtime.extensions.call import check_call
from taonet.runtime.genesis.types import Genesis, Subnet
from taonet.runtime.pallets.commitments.calls import set_commitment
from taonet.runtime.pallets.commitments.storage import Storage as Commitments
from taonet.runtime.pallets.commitments.types import CommitmentInfo, Data, Registration
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.registration.calls import burned_register
from taonet.runtime.pallets.subtensor.staking import stakes
from taonet.runtime.pallets.subtensor.staking.add_calls import add_stake
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.staking.swaps import mint_alpha_in
from taonet.runtime.pallets.subtensor.subnets.calls import register_network
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.subtensor.tao import subnet_account
from taonet.runtime.signers import Sr25519
from taonet.runtime.transaction.era import IMMORTAL
from taonet.runtime.transaction.extrinsic import HashMode, Signature, Transaction
from taonet.runtime.types import AddressId
from taonet.runtime.version import VERSION
from taonet.sim import Chain, named_pair

TAO = 1_000_000_000
"""A TAO, or an alpha, in its smallest unit."""

FIRST, OWN = NetUid(1), NetUid(2)
"""The subnet of genesis, which nobody owns, and the one that Alice makes."""


@cache
def official_client(version: Version = 15) -> Any:
    """Return the official client's codec, built from our metadata."""
    return Runtime(RUNTIME.metadata(version), VERSION.spec_version, VERSION.transaction_version)


Ask = Callable[..., Any]
"""A question to a runtime API by its wire name, answered as the official client reads it."""

Give = Callable[[AccountId, AccountId, NetUid, int], None]
"""Makes stake out of nothing: on a hotkey, for a coldkey, on a subnet."""

Address = Callable[[AccountId], str]
"""Writes an account as the client does."""


def runtime_of(*pallets: Pallet, apis: tuple[RuntimeApi, ...] = ()) -> Rules:
    """Return a runtime of these pallets and APIs alone."""
    return Rules(VERSION, pallets, apis, EXTRINSICS)


def check_in_pool(s: State, who: AccountId, call: RuntimeCall) -> ValidTransaction | None:
    """Let the pool check a call that `who` signed, and return what it says of it; raises `TransactionInvalid`."""
    declared = call.declared(s)
    signature = Signature(AddressId(who), Sr25519(bytes(64)), IMMORTAL, 0, 0, HashMode.Disabled)
    return check_call(s, Transaction(who, signature, call, declared, declared.weight, 0))


def empty_state() -> State:
    """Return a state in which nothing is written, not even a genesis."""
    return State(DictBackend(), RUNTIME)


def account(name: str) -> AccountId:
    """Return the account of a made-up name."""
    return AccountId(named_pair(name).public)


ALICE_HOT, BOB_HOT, CHARLIE_HOT = account("Alice//hot"), account("Bob//hot"), account("Charlie//hot")


FUNDS = Tao(100_000 * TAO)


@cache
def _genesis() -> Chain:
    people = (Chain.alice, Chain.bob, Chain.charlie)
    return Chain(
        Genesis(
            name="tests",
            balances=dict.fromkeys(people, FUNDS),
            authorities=(),
            sudo=Chain.alice,
            subnets=(Subnet(netuid=FIRST, developer=True),),
        ),
        keep_root=False,
    )


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


MINER, RIVAL = miner(1), miner(2)


def register(net: Chain, number: int, *, owner: AccountId | None = None, netuid: NetUid = OWN) -> AccountId:
    """Register the hotkey of a number, of Bob unless said otherwise, and return it."""
    net.call(owner or net.bob, burned_register, netuid, miner(number))
    return miner(number)


# A chain for tests of staking: two subnets with pools and one without, two coldkeys with funds and hotkeys.

POOL, OTHER_POOL, STABLE = NetUid(1), NetUid(2), NetUid(3)
SPARE_HOT, STRANGER = account("Alice//spare"), account("Stranger")


@cache
def _market() -> Chain:
    chain = Chain(Genesis(name="staking", balances={}, authorities=()), keep_root=False)
    for netuid, mechanism in ((POOL, 1), (OTHER_POOL, 1), (STABLE, 0)):
        add_subnet(chain, netuid, mechanism)
    Subnets.SubtokenEnabled.put(chain.s, ROOT, value=True)
    fill_pool(chain, POOL, 1_000 * TAO, 4_000 * TAO)
    fill_pool(chain, OTHER_POOL, 500 * TAO, 500 * TAO)
    for coldkey, *hotkeys in ((chain.alice, ALICE_HOT, SPARE_HOT), (chain.bob, BOB_HOT)):
        chain.give(coldkey, 10_000 * TAO)
        Accounts.OwnedHotkeys.put(chain.s, coldkey, hotkeys)
        for hotkey in hotkeys:
            Accounts.Owner.put(chain.s, hotkey, coldkey)
    return chain


def new_market() -> Chain:
    """Return a chain in block 1,000 on which Alice and Bob have 10,000 TAO each and nothing is staked."""
    chain = _market().fork()
    chain.go_to(1_000)
    return chain


def add_subnet(chain: Chain, netuid: NetUid, mechanism: int) -> None:
    """Write a started subnet into the state."""
    Subnets.NetworksAdded.put(chain.s, netuid, value=True)
    Subnets.TotalNetworks.update(chain.s, lambda count: count + 1)
    Subnets.SubnetMechanism.put(chain.s, netuid, mechanism)
    Subnets.SubtokenEnabled.put(chain.s, netuid, value=True)


def fill_pool(chain: Chain, netuid: NetUid, tao: int, alpha: int) -> None:
    """Put TAO and alpha into a subnet's pool as emission does."""
    chain.give(subnet_account(netuid), tao)
    Staking.SubnetTAO.update(chain.s, netuid, lambda had: Tao(had + tao))
    Staking.TotalStake.update(chain.s, lambda had: Tao(had + tao))
    mint_alpha_in(chain.s, netuid, Alpha(alpha))


def buy_stake(chain: Chain, coldkey: AccountId, hotkey: AccountId, netuid: NetUid, tao: int) -> Alpha:
    """Stake by a call and return the position."""
    chain.call(coldkey, add_stake, hotkey, netuid, Tao(tao))
    return stake_of(chain, coldkey, hotkey, netuid)


def stake_of(chain: Chain, coldkey: AccountId, hotkey: AccountId, netuid: NetUid) -> Alpha:
    """Return a position."""
    return stakes.stake_of(chain.s, hotkey, coldkey, netuid)


def staking_events(chain: Chain) -> list[Any]:
    """Return the events of the subtensor pallet, in order."""
    return [event for event in chain.events() if "subtensor" in type(event).__module__]


def new_stage() -> Chain:
    """Return a chain with subnet 2 on which miners 1 and 2, of Bob, have the seats 1 and 2."""
    net = new_net()
    make_subnet(net)
    for number in (1, 2):
        register(net, number)
        net.blocks()
    return net


def publish(net: Chain, who: AccountId, *fields: Data) -> None:
    """Make these fields the commitment of a hotkey on subnet 2."""
    net.call(who, set_commitment, OWN, CommitmentInfo(list(fields)))


def commitment_of(net: Chain, who: AccountId) -> Registration | None:
    """Return what is stored of a hotkey's commitment on subnet 2."""
    return Commitments.CommitmentOf.get(net.s, OWN, who)
