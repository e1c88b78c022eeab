"""Signed transfers, made without a client so that making them is not what is measured."""

from __future__ import annotations

from taonet.crypto.keys import Keypair, keypair_from_uri
from taonet.primitives.ids import AccountId
from taonet.runtime.construct import RUNTIME
from taonet.runtime.types import AddressId
from taonet.sim import sign

ALICE = keypair_from_uri("//Alice")


def transfer(pair: Keypair, to: bytes, amount: int, nonce: int, genesis: bytes) -> bytes:
    """Return a signed transfer."""
    call = RUNTIME.call("Balances", "transfer_keep_alive", AddressId(AccountId(to)), amount)
    return sign(RUNTIME, pair, call, nonce=nonce, genesis=genesis)
