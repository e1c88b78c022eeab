"""Signed transactions for tests, as a client would make them."""

from __future__ import annotations

from bittensor_core import CRYPTO_ED25519

from taonet.crypto.keys import Keypair
from taonet.frame.call import RuntimeCall
from taonet.frame.state import State
from taonet.node.chain.machine import Machine
from taonet.node.consensus.port import Finalized, Moment, Prepared
from taonet.primitives.ids import AccountId, Hash
from taonet.runtime.pallets.aura.storage import SLOT_DURATION
from taonet.runtime.pallets.system import accounts
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.runtime.pallets.timestamp.storage import Storage as Timestamp
from taonet.runtime.transaction.era import IMMORTAL, Era, mortal
from taonet.runtime.transaction.extrinsic import (
    Ed25519,
    HashMode,
    Signature,
    Sr25519,
    encode,
    extra_bytes,
    implied_bytes,
    signing_payload,
)
from taonet.runtime.types import AddressId

FIRST_MOMENT = 1_700_000_004_000
"""The time of block 1 of a test's chain in milliseconds, rounded down to the beginning of its slot."""

MUCH_ROOM = 5_000_000


def sign_call(
    s: State, pair: Keypair, call: RuntimeCall | bytes, *, nonce: int | None = None, tip: int = 0, era: Era = IMMORTAL,
    birth: Hash | None = None,
) -> bytes:  # fmt: skip
    """Return a transaction with this call, or with the bytes of one; `nonce` is the account's by default.

    `birth` is the hash of the era's first block; it can be left out for immortal ones.
    """
    account = AccountId(pair.public)
    chosen = accounts.nonce(s, account) if nonce is None else nonce
    kind = Ed25519 if pair.core.crypto_type == CRYPTO_ED25519 else Sr25519
    unsigned = Signature(AddressId(account), kind(bytes(64)), era, chosen, tip, HashMode.Disabled)
    genesis = System.BlockHash.get(s, 0)
    runtime = s.runtime
    implied = implied_bytes(runtime, genesis, birth or genesis)
    body = call if isinstance(call, bytes) else runtime.call_codec.encode(call)
    proof = kind(pair.sign(signing_payload(body, extra_bytes(runtime, unsigned), implied)))
    return encode(runtime, Signature(AddressId(account), proof, era, chosen, tip, HashMode.Disabled), body)


def sign_at_head(
    machine: Machine, pair: Keypair, call: RuntimeCall, *, nonce: int | None = None, tip: int = 0, period: int = 8
) -> bytes:
    """Return a transaction that is good for `period` blocks from the newest one on; 0 makes it immortal."""
    header, best = machine.best.header, machine.best.hash
    era = mortal(period, header.number) if period else IMMORTAL
    return sign_call(machine.state(), pair, call, nonce=nonce, tip=tip, era=era, birth=best if period else None)


def make_block(
    machine: Machine, candidates: tuple[bytes, ...] = (), room: int = MUCH_ROOM
) -> tuple[Prepared, Finalized]:
    """Build and commit the next block from what is offered."""
    last = Timestamp.Now.get(machine.state())
    time = last + SLOT_DURATION if last else FIRST_MOMENT // SLOT_DURATION * SLOT_DURATION
    moment = Moment(machine.best.header.number + 1, time)
    prepared = machine.prepare_proposal(moment, candidates, room)
    finalized = machine.finalize_block(moment, prepared.txs)
    machine.commit()
    return prepared, finalized
