"""Keys of made-up names, and transactions signed as a client would sign them."""

from __future__ import annotations

from functools import cache

from bittensor_core import CRYPTO_ED25519

from taonet.crypto.keys import Keypair, ed25519_keypair_from_uri, keypair_from_uri
from taonet.frame.call import RUNTIME_CALL, RuntimeCall
from taonet.frame.state import State
from taonet.primitives.ids import AccountId, Hash
from taonet.runtime.pallets.system import accounts
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.runtime.pallets.system.version import VERSION
from taonet.runtime.presets import DEV_ACCOUNTS
from taonet.runtime.transaction.era import IMMORTAL, Era
from taonet.runtime.transaction.extrinsic import (
    Ed25519,
    HashMode,
    Implicit,
    Signature,
    Sr25519,
    encode,
    extra_bytes,
    signing_payload,
)
from taonet.runtime.types import AddressId

_DEV_NAMES = {account: name for name, account in DEV_ACCOUNTS.items()}


@cache
def named_pair(name: str) -> Keypair:
    """Return the key pair of a made-up name: ed25519, whose signatures, and with them block hashes, repeat."""
    return ed25519_keypair_from_uri(f"//{name}")


@cache
def dev_pair(account: AccountId) -> Keypair | None:
    """Return the sr25519 pair of a development account such as `//Alice`, or None for other accounts."""
    name = _DEV_NAMES.get(account)
    return None if name is None else keypair_from_uri(f"//{name}")


def sign_call(
    s: State, pair: Keypair, call: RuntimeCall | bytes, *, nonce: int | None = None, tip: int = 0, era: Era = IMMORTAL,
    genesis: bytes | None = None, birth: bytes | None = None,
) -> bytes:  # fmt: skip
    """Return a transaction with this call, or with the bytes of one; `nonce` is the account's by default.

    `genesis` is the hash of block 0, which the state holds from block 1 on. `birth` is the hash of the era's first
    block; it can be left out for immortal ones.
    """
    account = AccountId(pair.public)
    chosen = accounts.nonce(s, account) if nonce is None else nonce
    kind = Ed25519 if pair.core.crypto_type == CRYPTO_ED25519 else Sr25519
    unsigned = Signature(AddressId(account), kind(bytes(64)), era, chosen, tip, HashMode.Disabled)
    first = Hash(genesis or System.BlockHash.get(s, 0))
    implicit = Implicit(VERSION.spec_version, VERSION.transaction_version, first, Hash(birth or first), None)
    body = call if isinstance(call, bytes) else RUNTIME_CALL.encode(call)
    proof = kind(pair.sign(signing_payload(body, extra_bytes(unsigned), implicit)))
    return encode(Signature(AddressId(account), proof, era, chosen, tip, HashMode.Disabled), body)
