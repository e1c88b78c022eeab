"""Keys and signatures of the three kinds that accounts have, as they stand on the wire.

Source: polkadot-sdk/substrate/primitives/runtime/src/lib.rs MultiSignature, MultiSigner
"""

from __future__ import annotations

from typing import Annotated, Final, final

import msgspec

from taonet.crypto.signatures import verify_ecdsa, verify_ed25519, verify_sr25519
from taonet.primitives.ids import AccountId
from taonet.runtime.types import BYTES_32, BYTES_64, BYTES_65
from taonet.scale import Case, Codec, Typed, bytes_array, tagged_enum

BYTES_33: Final = bytes_array(33)


@final
class Ed25519(msgspec.Struct, frozen=True):
    """`MultiSignature::Ed25519`."""

    signature: Annotated[bytes, Typed(BYTES_64, "ed25519::Signature")]


@final
class Sr25519(msgspec.Struct, frozen=True):
    """`MultiSignature::Sr25519`."""

    signature: Annotated[bytes, Typed(BYTES_64, "sr25519::Signature")]


@final
class Ecdsa(msgspec.Struct, frozen=True):
    """`MultiSignature::Ecdsa`."""

    signature: Annotated[bytes, Typed(BYTES_65, "ecdsa::Signature")]


MultiSignature = Ed25519 | Sr25519 | Ecdsa

MULTI_SIGNATURE: Codec[MultiSignature] = tagged_enum(
    "sp_runtime::MultiSignature",
    (
        Case(Ed25519, 0, named=False),
        Case(Sr25519, 1, named=False),
        Case(Ecdsa, 2, named=False),
    ),
)


@final
class Ed25519Public(msgspec.Struct, frozen=True):
    """`MultiSigner::Ed25519`."""

    public: Annotated[bytes, Typed(BYTES_32, "ed25519::Public")]


@final
class Sr25519Public(msgspec.Struct, frozen=True):
    """`MultiSigner::Sr25519`: the only keys that authors sign pulses with."""

    public: Annotated[bytes, Typed(BYTES_32, "sr25519::Public")]


@final
class EcdsaPublic(msgspec.Struct, frozen=True):
    """`MultiSigner::Ecdsa`."""

    public: Annotated[bytes, Typed(BYTES_33, "ecdsa::Public")]


MultiSigner = Ed25519Public | Sr25519Public | EcdsaPublic

MULTI_SIGNER: Codec[MultiSigner] = tagged_enum(
    "sp_runtime::MultiSigner",
    (
        Case(Ed25519Public, 0, name="Ed25519", named=False),
        Case(Sr25519Public, 1, name="Sr25519", named=False),
        Case(EcdsaPublic, 2, name="Ecdsa", named=False),
    ),
)


def signature_is_good(signature: MultiSignature, payload: bytes, account: AccountId) -> bool:
    """Tell whether `account` signed `payload`."""
    if isinstance(signature, Sr25519):
        return verify_sr25519(signature.signature, payload, account)
    if isinstance(signature, Ed25519):
        return verify_ed25519(signature.signature, payload, account)
    return verify_ecdsa(signature.signature, payload, account)
