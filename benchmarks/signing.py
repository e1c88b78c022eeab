"""Signed transactions, made without a client library so that making them is not what is measured."""

from __future__ import annotations

from typing import Any

from taonet.crypto.keys import Keypair, keypair_from_uri
from taonet.frame.call import RuntimeCall
from taonet.primitives.ids import AccountId, Hash
from taonet.runtime.construct import RUNTIME
from taonet.runtime.transaction.era import IMMORTAL
from taonet.runtime.transaction.extrinsic import (
    HashMode,
    Signature,
    Sr25519,
    encode,
    extra_bytes,
    implied_bytes,
    signing_payload,
)
from taonet.runtime.types import AddressId

ALICE = keypair_from_uri("//Alice")


def sign(pair: Keypair, call: RuntimeCall, nonce: int, genesis: bytes) -> bytes:
    """Return the bytes of an immortal transaction."""
    call_bytes = RUNTIME.call_codec.encode(call)
    address = AddressId(AccountId(pair.public))
    draft = Signature(address, Sr25519(bytes(64)), IMMORTAL, nonce, 0, HashMode.Disabled)
    implied = implied_bytes(RUNTIME, Hash(genesis), Hash(genesis))
    signature = pair.sign(signing_payload(call_bytes, extra_bytes(RUNTIME, draft), implied))
    return encode(RUNTIME, Signature(address, Sr25519(signature), IMMORTAL, nonce, 0, HashMode.Disabled), call_bytes)


def transfer(pair: Keypair, to: bytes, amount: int, nonce: int, genesis: bytes) -> bytes:
    """Return a signed transfer."""
    call = RUNTIME.call("Balances", "transfer_keep_alive", AddressId(AccountId(to)), amount)
    return sign(pair, call, nonce, genesis)


def as_root(call: RuntimeCall) -> RuntimeCall:
    """Return a call that sudo makes as root."""
    return RUNTIME.call("Sudo", "sudo", call)


def set_storage(*items: tuple[Any, Any]) -> RuntimeCall:
    """Return the root call that writes values of plain storage items."""
    return as_root(
        RUNTIME.call("System", "set_storage", [(item.prefix, item.codec.encode(value)) for item, value in items])
    )
