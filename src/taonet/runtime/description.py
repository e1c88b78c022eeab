"""What the runtime's metadata is made of, and the metadata itself."""

from __future__ import annotations

from functools import cache

from taonet.frame.api import RuntimeApi
from taonet.frame.digest import ChainIdentity, metadata_digest
from taonet.frame.metadata import Description, Version, build_v15, metadata_bytes
from taonet.frame.pallet import Pallet
from taonet.primitives.ids import Hash
from taonet.runtime.construct import RUNTIME as TABLE
from taonet.runtime.pallets.system.storage import Constants as System
from taonet.runtime.pallets.system.version import VERSION
from taonet.runtime.transaction.extensions import EXTRINSIC_FORMAT, RUNTIME
from taonet.runtime.types import ACCOUNT_ID

VERSIONS: tuple[Version, ...] = (14, 15)
"""Forms in which metadata can be had."""

TOKEN_DECIMALS = 9
TOKEN_SYMBOL = "TAO"  # noqa: S105  the coin, no secret


def describe(pallets: tuple[Pallet, ...], apis: tuple[RuntimeApi, ...]) -> Description:
    """Return the description that `taonet.frame.metadata` turns into metadata."""
    return Description(pallets=pallets, apis=apis, extrinsic=EXTRINSIC_FORMAT, runtime=RUNTIME, account=ACCOUNT_ID)


def description() -> Description:
    """Return the description of this runtime."""
    from taonet.runtime.api import APIS  # noqa: PLC0415  one of the APIs answers with this very metadata

    return describe(TABLE.pallets, APIS)


@cache
def metadata_of(version: Version, *, bare_newtypes: bool = False) -> bytes:
    """Return the runtime's metadata, made once.

    `bare_newtypes` shows balances and subnet numbers as bare integers, for clients before 11; the chain's bytes are the
    same either way.
    """
    return metadata_bytes(description(), version, bare_newtypes=bare_newtypes)


def metadata(version: Version) -> bytes:
    """Return the runtime's metadata as the chain has it."""
    return metadata_of(version)


@cache
def metadata_hash() -> Hash:
    """Return the digest of the metadata that offline signers sign with a transaction, as RFC-78 defines it."""
    identity = ChainIdentity(
        spec_name=VERSION.spec_name,
        spec_version=VERSION.spec_version,
        base58_prefix=System.SS58Prefix.value,
        decimals=TOKEN_DECIMALS,
        token_symbol=TOKEN_SYMBOL,
    )
    return Hash(metadata_digest(build_v15(description()), identity))


@cache
def metadata_hex(version: Version, *, bare_newtypes: bool = False) -> str:
    """Return the runtime's metadata as 0x-prefixed hex, made once: the first thing every client asks for."""
    return f"0x{metadata_of(version, bare_newtypes=bare_newtypes).hex()}"
