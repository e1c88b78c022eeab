"""Metadata: how clients learn to speak to this runtime."""

from __future__ import annotations

from taonet.frame.api import RuntimeApi, runtime_api
from taonet.frame.state import State
from taonet.runtime.description import VERSIONS, metadata_of
from taonet.scale import BYTES, U32, newtype, option, vec

OPAQUE_METADATA = newtype(BYTES, "sp_core::OpaqueMetadata", type_name="Vec<u8>")


def metadata_api(*, bare_newtypes: bool) -> RuntimeApi:
    """Return the API; `bare_newtypes` shows balances and subnet numbers as bare integers, for clients before 11."""
    api = runtime_api("Metadata", version=2, doc="The runtime, described to clients.")

    @api.method(returns=OPAQUE_METADATA)
    def metadata(_s: State) -> bytes:  # pyright: ignore[reportUnusedFunction]
        """Return the metadata in version 14."""
        return metadata_of(14, bare_newtypes=bare_newtypes)

    @api.method(args={"version": U32}, returns=option(OPAQUE_METADATA))
    def metadata_at_version(_s: State, version: int) -> bytes | None:  # pyright: ignore[reportUnusedFunction]
        """Return the metadata in a version, or nothing when there is no such version."""
        if version == 14:
            return metadata_of(14, bare_newtypes=bare_newtypes)
        return metadata_of(15, bare_newtypes=bare_newtypes) if version == 15 else None

    @api.method(returns=vec(U32))
    def metadata_versions(_s: State) -> list[int]:  # pyright: ignore[reportUnusedFunction]
        """Return the versions in which metadata can be had."""
        return list(VERSIONS)

    return api


API = metadata_api(bare_newtypes=False)
