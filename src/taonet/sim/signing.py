"""Keys of made-up names, and transactions signed as a client would sign them."""

from __future__ import annotations

from functools import cache

from bittensor_core import CRYPTO_ED25519
from msgspec.structs import replace

from taonet.crypto.keys import Keypair, ed25519_keypair_from_uri, keypair_from_uri
from taonet.frame.call import RuntimeCall
from taonet.frame.runtime import Runtime
from taonet.frame.state import State
from taonet.primitives.ids import AccountId, Hash
from taonet.runtime.genesis.accounts import DEV_ACCOUNTS
from taonet.runtime.pallets.system import accounts
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.runtime.signers import Ed25519, Sr25519
from taonet.runtime.transaction.era import IMMORTAL, Era
from taonet.runtime.transaction.extrinsic import (
    HashMode,
    Signature,
    encode,
    extra_bytes,
    implied_bytes,
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


def sign(
    runtime: Runtime, pair: Keypair, call: RuntimeCall | bytes, *, nonce: int, genesis: bytes, tip: int = 0,
    era: Era = IMMORTAL, birth: bytes | None = None,
) -> bytes:  # fmt: skip
    """Return a transaction with this call, or with the bytes of one, for the chain whose block 0 has the hash `genesis`.

    `birth` is the hash of the era's first block; it can be left out for immortal ones.
    """
    address = AddressId(AccountId(pair.public))
    kind = Ed25519 if pair.core.crypto_type == CRYPTO_ED25519 else Sr25519
    unsigned = Signature(address, kind(bytes(64)), era, nonce, tip, HashMode.Disabled)
    implied = implied_bytes(runtime, Hash(genesis), Hash(birth or genesis))
    body = call if isinstance(call, bytes) else runtime.call_codec.encode(call)
    proof = kind(pair.sign(signing_payload(body, extra_bytes(runtime, unsigned), implied)))
    return encode(runtime, replace(unsigned, signature=proof), body)


def sign_call(
    s: State, pair: Keypair, call: RuntimeCall | bytes, *, nonce: int | None = None, tip: int = 0, era: Era = IMMORTAL,
    birth: bytes | None = None,
) -> bytes:  # fmt: skip
    """Return a transaction as `sign` does, for the chain of a state from block 1 on and with the account's next nonce."""
    chosen = accounts.nonce(s, AccountId(pair.public)) if nonce is None else nonce
    return sign(s.runtime, pair, call, nonce=chosen, genesis=System.BlockHash.get(s, 0), tip=tip, era=era, birth=birth)
