"""State keys that belong to no item, under which every Substrate chain keeps the same.

Source: polkadot-sdk/substrate/primitives/storage/src/lib.rs well_known_keys
"""

from __future__ import annotations

from taonet.crypto.hashing import blake2_256
from taonet.frame.runtime import Runtime
from taonet.frame.version import RuntimeVersion

CODE = b":code"
"""The rules. Clients hash the value to see that they changed."""
HEAP_PAGES = b":heappages"
"""How much memory a WebAssembly program gets: noted, and without effect on a Python one."""
UPGRADE = b":taonet:upgrade"
"""The rules that are agreed and not yet in force, and from which block on they are."""
EXTRINSIC_INDEX = b":extrinsic_index"
"""The extrinsic that is being applied: in no state but that of genesis."""


def code_of(runtime: Runtime) -> bytes:
    """Return what stands under `:code`: a line of text that names these rules.

    There is a WebAssembly program on the real chain. Ours is a Python package, so the line says which: another version, or
    other metadata, makes another line. Clients may keep metadata by its hash.
    """
    return name_of(runtime.spec) + f" metadata {blake2_256(runtime.metadata(15)).hex()}\n".encode()


def code_from(code: bytes, block: int) -> bytes:
    """Return code that holds from a block on, and not from the next one."""
    return code[:-1] + f" from block {block}\n".encode()


def name_of(spec: RuntimeVersion) -> bytes:
    """Return the beginning of the line: the names and numbers of a version."""
    names = spec.spec_name if spec.impl_name == spec.spec_name else f"{spec.spec_name} {spec.impl_name}"
    return f"taonet: {names} {spec.spec_version}.{spec.impl_version} transactions {spec.transaction_version}".encode()
