"""The metadata hash: signed too on request, so that a signing device cannot be shown another call than it signs.

Source: polkadot-sdk/substrate/frame/metadata-hash-extension/src/lib.rs implicit
"""

from __future__ import annotations

from taonet.frame.digest import ChainIdentity
from taonet.frame.extension import Extension
from taonet.frame.runtime import Runtime
from taonet.frame.state import State
from taonet.primitives.ids import Hash
from taonet.runtime.pallets.system.storage import Constants as System
from taonet.runtime.transaction.extrinsic import HashMode, Transaction
from taonet.runtime.types import BYTES_32
from taonet.scale import newtype, option, unit_enum

TOKEN_DECIMALS = 9
TOKEN_SYMBOL = "TAO"  # noqa: S105  the coin, no secret


def metadata_hash(runtime: Runtime) -> Hash:
    """Return the digest of a runtime's metadata for this chain (RFC-78)."""
    identity = ChainIdentity(
        spec_name=runtime.spec.spec_name,
        spec_version=runtime.spec.spec_version,
        base58_prefix=System.SS58Prefix.value,
        decimals=TOKEN_DECIMALS,
        token_symbol=TOKEN_SYMBOL,
    )
    return runtime.metadata_hash(identity)


def _implied(s: State, transaction: Transaction) -> Hash | None:
    return metadata_hash(s.runtime) if transaction.signature.mode is HashMode.Enabled else None


CHECK_METADATA_HASH: Extension[Transaction] = Extension(
    "CheckMetadataHash",
    newtype(
        unit_enum(HashMode, "frame_metadata_hash_extension::Mode"),
        "frame_metadata_hash_extension::CheckMetadataHash",
        field="mode",
        type_name="Mode",
        parameters={"T": None},
    ),
    carries="mode",
    implicit=option(BYTES_32),
    implied=_implied,
)
