"""The first state and the first header, as a genesis says them."""

from __future__ import annotations

from taonet.crypto.hashing import blake2_256
from taonet.frame.runtime import Runtime
from taonet.frame.state import State
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import BlockNumber, Hash
from taonet.runtime.genesis.types import Consensus, Genesis, Mechanism, Subnet
from taonet.runtime.pallets.aura import genesis as aura
from taonet.runtime.pallets.balances import genesis as balances
from taonet.runtime.pallets.drand import offline
from taonet.runtime.pallets.subtensor import genesis as subtensor
from taonet.runtime.pallets.sudo import genesis as sudo
from taonet.runtime.pallets.system import genesis as system
from taonet.runtime.pallets.system.digest import Digest, Header, OtherItem
from taonet.runtime.pallets.transaction_payment import genesis as transaction_payment
from taonet.trie.reference import ordered_root


def build_genesis(s: State, genesis: Genesis) -> None:
    """Write a genesis into an empty state."""
    system.build(s)
    transaction_payment.build(s)
    aura.build(s, genesis.authorities)
    sudo.build(s, genesis.sudo)
    balances.build(s, genesis.balances)
    # The real development chain counts nothing as issued at the start. Here the totals are right from block 0.
    config = subtensor.GenesisConfig(
        curve=genesis.curve,
        balances_issuance=Tao(sum(genesis.balances.values())),
        first_subnet=any(subnet.developer for subnet in genesis.subnets),
        sound_books=True,
        subnets=tuple(_terms(subnet) for subnet in genesis.subnets if not subnet.developer),
    )
    subtensor.build_genesis(s, config)
    if genesis.offline_beacon:
        offline.build(s)
    for key, value in genesis.storage.items():
        s.put(key, value)


def _terms(subnet: Subnet) -> subtensor.FirstSubnet:
    return subtensor.FirstSubnet(
        netuid=subnet.netuid,
        dynamic=subnet.mechanism is Mechanism.dynamic,
        null=subnet.consensus is Consensus.null,
        tempo=subnet.tempo,
        seats=subnet.seats,
        validators=subnet.validators,
        owner=subnet.owner,
        owner_hotkey=subnet.owner_hotkey,
        pool_tao=subnet.pool_tao,
        pool_alpha=subnet.pool_alpha,
        trading=subnet.trading,
        emission=subnet.emission,
        owner_cut=subnet.owner_cut,
        commit_reveal=subnet.commit_reveal,
        difficulty=subnet.difficulty,
    )


def genesis_header(runtime: Runtime, state_root: Hash) -> Header:
    """Return the header of block 0.

    Clients keep metadata on disk by genesis hash and spec version. Ours grows while the spec version stays, so the
    digest names the metadata that the chain was born with: another version of it makes another genesis.
    """
    born_with = OtherItem(b"taonet" + blake2_256(runtime.metadata(15)))
    return Header(Hash(bytes(32)), BlockNumber(0), state_root, Hash(ordered_root([])), Digest([born_with]))
