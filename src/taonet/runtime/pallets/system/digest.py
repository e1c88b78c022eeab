"""Block headers and their digests."""

from __future__ import annotations

from typing import Annotated, final

import msgspec

from taonet.crypto.hashing import blake2_256
from taonet.primitives.ids import BlockNumber, Hash
from taonet.runtime.types import BYTES_4, H256
from taonet.scale import BYTES, U32, Case, Codec, Typed, compact, struct, tagged_enum, vec


@final
class PreRuntime(msgspec.Struct, frozen=True):
    """What the author tells the runtime before the block is executed, such as the slot."""

    engine: bytes
    data: bytes


@final
class Consensus(msgspec.Struct, frozen=True):
    """What the runtime tells a consensus engine."""

    engine: bytes
    data: bytes


@final
class Seal(msgspec.Struct, frozen=True):
    """The author's signature under the header; not part of what the runtime sees."""

    engine: bytes
    data: bytes


@final
class OtherItem(msgspec.Struct, frozen=True):
    """Anything else."""

    data: bytes


@final
class RuntimeEnvironmentUpdated(msgspec.Struct, frozen=True):
    """The code of the chain changed in this block."""


DigestItem = PreRuntime | Consensus | Seal | OtherItem | RuntimeEnvironmentUpdated


_ENGINE_AND_DATA = {"engine": Typed(BYTES_4, "ConsensusEngineId"), "data": BYTES}
DIGEST_ITEM: Codec[DigestItem] = tagged_enum(
    "sp_runtime::generic::digest::DigestItem",
    (
        Case(PreRuntime, 6, _ENGINE_AND_DATA, named=False),
        Case(Consensus, 4, _ENGINE_AND_DATA, named=False),
        Case(Seal, 5, _ENGINE_AND_DATA, named=False),
        Case(OtherItem, 0, name="Other", named=False),
        Case(RuntimeEnvironmentUpdated, 8),
    ),
)


@final
class Digest(msgspec.Struct, frozen=True):
    """The items of a block's digest, in the order of their arrival."""

    logs: Annotated[list[DigestItem], vec(DIGEST_ITEM)] = []


DIGEST = struct(Digest, "sp_runtime::generic::digest::Digest")


@final
class Header(msgspec.Struct, frozen=True):
    """A block's header."""

    parent_hash: Annotated[Hash, Typed(H256, "Hash::Output")]
    number: Annotated[BlockNumber, Typed(compact(U32), "Number")]
    state_root: Annotated[Hash, Typed(H256, "Hash::Output")]
    extrinsics_root: Annotated[Hash, Typed(H256, "Hash::Output")]
    digest: Digest

    def hash(self) -> Hash:
        """Return the block's hash: BLAKE2b-256 of the header's bytes."""
        return Hash(blake2_256(HEADER.encode(self)))


HEADER = struct(Header, "sp_runtime::generic::header::Header", parameters={"Number": U32, "Hash": None})
