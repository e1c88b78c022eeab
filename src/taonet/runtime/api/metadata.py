"""Metadata, by version."""

from __future__ import annotations

from typing import Annotated

from taonet.frame.api import runtime_api
from taonet.frame.metadata import VERSIONS
from taonet.frame.state import State
from taonet.scale import BYTES, newtype, u32

opaque_metadata = Annotated[bytes, newtype(BYTES, "sp_core::OpaqueMetadata", type_name="Vec<u8>")]

API = runtime_api("Metadata", version=2, doc="The runtime, described to clients.")


@API.method()
def metadata(s: State) -> opaque_metadata:
    """Return the metadata in version 14."""
    return s.runtime.metadata(14)


@API.method()
def metadata_at_version(s: State, version: u32) -> opaque_metadata | None:
    """Return the metadata in a version, or nothing when there is no such version."""
    return next((s.runtime.metadata(known) for known in VERSIONS if known == version), None)


@API.method(quick=True)
def metadata_versions(_s: State) -> list[u32]:
    """Return the versions in which metadata can be had."""
    return list(VERSIONS)
