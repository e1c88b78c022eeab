"""What block authors ask about carriers before they open them.

The real API also opens one, with a secret key that the caller sends along. Authors here keep theirs to themselves, so that
method is not offered.
"""

from __future__ import annotations

from typing import Annotated, final

import msgspec

from taonet.crypto.shield import KEY_HASH_LENGTH, NONCE_LENGTH, parse_shielded
from taonet.frame.api import runtime_api
from taonet.frame.state import State
from taonet.frame.validity import TransactionInvalid
from taonet.runtime import executive
from taonet.runtime.pallets.shield.carriers import ciphertext_of
from taonet.runtime.pallets.shield.logic import is_pending_key
from taonet.runtime.types import BYTES_16, opaque_extrinsic
from taonet.scale import BYTES, Codec, Typed, bytes_array, struct


@final
class ShieldedTransaction(msgspec.Struct, frozen=True):
    """The parts of what a carrier carries."""

    key_hash: Annotated[bytes, Typed(bytes_array(KEY_HASH_LENGTH), "[u8; KEY_HASH_LEN]")]
    kem_ct: bytes
    aead_ct: bytes
    nonce: Annotated[bytes, Typed(bytes_array(NONCE_LENGTH), "[u8; NONCE_LEN]")]


SHIELDED_TRANSACTION: Codec[ShieldedTransaction] = struct(
    ShieldedTransaction, "stp_shield::shielded_tx::ShieldedTransaction"
)

API = runtime_api("ShieldApi", version=1, doc="Telling carriers of encrypted transactions from other extrinsics.")


@API.method()
def try_decode_shielded_tx(s: State, uxt: opaque_extrinsic) -> ShieldedTransaction | None:
    """Return the parts of what a carrier carries, or None for what is no carrier or has a signature that is not good."""
    try:
        extrinsic = executive.read_extrinsic(s.runtime, BYTES.encode(uxt))
        executive.signer_of(s, extrinsic)
    except TransactionInvalid:
        return None
    ciphertext = ciphertext_of(extrinsic.call)
    parts = None if ciphertext is None else parse_shielded(ciphertext)
    if parts is None:
        return None
    return ShieldedTransaction(parts.key_hash, parts.kem_ciphertext, parts.aead_ciphertext, parts.nonce)


@API.method()
def is_shielded_using_current_key(s: State, key_hash: Annotated[bytes, BYTES_16]) -> bool:
    """Tell whether a carrier made for the key of this hash is one for the author of the next block."""
    return is_pending_key(s, key_hash)
