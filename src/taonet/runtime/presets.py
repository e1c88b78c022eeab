"""Every genesis: accounts and their funds, the authority, and the sudo key.

*localnet* is the developers' network, with the accounts and subnets of the real one: node/src/chain_spec/localnet.rs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

import msgspec

from taonet.crypto.hashing import blake2_256
from taonet.frame.runtime import Runtime
from taonet.frame.state import State
from taonet.primitives.amounts import RAO_PER_TAO, Tao
from taonet.primitives.ids import AccountId, BlockNumber, Hash
from taonet.runtime.pallets.aura import genesis as aura
from taonet.runtime.pallets.balances import genesis as balances
from taonet.runtime.pallets.subtensor import genesis as subtensor
from taonet.runtime.pallets.sudo import genesis as sudo
from taonet.runtime.pallets.system import genesis as system
from taonet.runtime.pallets.system.digest import Digest, Header, OtherItem
from taonet.runtime.pallets.transaction_payment import genesis as transaction_payment
from taonet.trie.reference import ordered_root

MILLION_TAO = Tao(1_000_000 * RAO_PER_TAO)
TWO_THOUSAND_TAO = Tao(2_000 * RAO_PER_TAO)

DEV_ACCOUNTS: Mapping[str, AccountId] = {
    name: AccountId(bytes.fromhex(key))
    for name, key in {
        "Alice": "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d",
        "Bob": "8eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a48",
        "Charlie": "90b5ab205c6974c9ea841be688864633dc9ca8a357843eeacf2314649965fe22",
        "Dave": "306721211d5404bd9da88e0204360a1a9ab8b87c66c1bc2fcdd37f3c2222cc20",
        "Eve": "e659a7a1628cdd93febc04a4e0646ea20e9f5f0ce097d9a05290d4a9e054df4e",
        "Ferdie": "1cbd2d43530a44705ad088af313e18f80b53ef16b36177cd4b77b846f2a5f07c",
        "One": "ac859f8a216eeb1b320b4c76d118da3d7407fa523484d0a980126d3b4d0d220a",
        "Two": "1254f7017f0b8347ce7ab14f96d818802e7e9e0c0d1b7c9acb3c726b080e7a03",
        "Three": "9026941b7aa2328a8c5ea4e25bb747a2bf92a066fae0cc3722faf58cf44d3502",
    }.items()
}
"""Public keys of `//Alice` and her friends. Everybody knows their secrets."""


@final
class Genesis(msgspec.Struct, frozen=True):
    """Where a chain begins. Amounts in rao."""

    name: str
    balances: Mapping[AccountId, Tao]
    authorities: tuple[AccountId, ...]
    sudo: AccountId | None = None
    dev: bool = False
    """Whether subnet 1 exists and known keys are allowed."""


def localnet() -> Genesis:
    """Return the developers' network: //Alice, //Bob and //Charlie are rich, //Alice is sudo, //One makes blocks."""
    rich = ("Alice", "Bob", "Charlie")
    return Genesis(
        name="localnet",
        balances={account: MILLION_TAO if name in rich else TWO_THOUSAND_TAO for name, account in DEV_ACCOUNTS.items()},
        authorities=(DEV_ACCOUNTS["One"],),
        sudo=DEV_ACCOUNTS["Alice"],
        dev=True,
    )


PRESETS = {"localnet": localnet}


def build_genesis(s: State, genesis: Genesis) -> None:
    """Write a genesis into an empty state."""
    system.build(s)
    transaction_payment.build(s)
    aura.build(s, genesis.authorities)
    sudo.build(s, genesis.sudo)
    balances.build(s, genesis.balances)
    # The real development chain counts nothing as issued at the start. Here the totals are right from block 0.
    config = subtensor.GenesisConfig(
        balances_issuance=Tao(sum(genesis.balances.values())), first_subnet=genesis.dev, sound_books=genesis.dev
    )
    subtensor.build_genesis(s, config)


def genesis_header(runtime: Runtime, state_root: Hash) -> Header:
    """Return the header of block 0.

    Clients keep metadata on disk by genesis hash and spec version. Ours grows while the spec version stays, so the
    digest names the metadata that the chain was born with: another version of it makes another genesis.
    """
    born_with = OtherItem(b"taonet" + blake2_256(runtime.metadata(15)))
    return Header(Hash(bytes(32)), BlockNumber(0), state_root, Hash(ordered_root([])), Digest([born_with]))
