"""Values of bounded size that stand for calls: up to 128 bytes as they are, what is longer by its preimage.

    proposal = bound(s, call)
    call, length = peek(s, proposal)

Source: polkadot-sdk/substrate/frame/support/src/traits/preimages.rs Bounded, bound, peek, realize, hold, drop
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, final

import msgspec

from taonet.crypto.hashing import blake2_256
from taonet.frame.call import RuntimeCall
from taonet.frame.error import Corruption
from taonet.frame.outer_enums import marker
from taonet.frame.runtime import Runtime
from taonet.frame.state import State
from taonet.primitives.ids import Hash
from taonet.runtime.pallets.preimage import store
from taonet.runtime.types import H256
from taonet.scale import Case, Codec, DecodeError, FieldSpec, Late, Reader, Typed, bounded_bytes, tagged_enum, u32

INLINE_LIMIT = 128
LEGACY_LENGTH = 1_000_000
"""The length that a preimage is taken to have where only its hash is given."""

_BLAKE_TWO_256 = marker("sp_runtime::traits::BlakeTwo256")
_hash = Annotated[Hash, Typed(H256, "H::Output")]


@final
class Legacy(msgspec.Struct, frozen=True):
    """The hash of a preimage, of any length."""

    hash: _hash


@final
class Inline(msgspec.Struct, frozen=True):
    """The value itself, encoded."""

    data: Annotated[bytes, Typed(bounded_bytes(INLINE_LIMIT), "BoundedInline")]


@final
class Lookup(msgspec.Struct, frozen=True):
    """The hash of a preimage, and its length."""

    hash: _hash
    len: u32


Bounded = Legacy | Inline | Lookup


@cache
def bounded_call(runtime: Runtime) -> Codec[Bounded]:
    """Return the codec of a bounded call in a runtime."""
    return tagged_enum(
        "frame_support::traits::preimages::Bounded",
        (Case(Legacy, 0), Case(Inline, 1, named=False), Case(Lookup, 2)),
        parameters={"T": runtime.call_codec, "H": _BLAKE_TWO_256},
    )


def bounded_field(type_name: str) -> Late:
    """Return the field of a bounded call, under the type name that the Rust source gives it there."""

    def of(runtime: Runtime) -> FieldSpec:
        return Typed(bounded_call(runtime), type_name)

    return Late(of)


def bound(s: State, call: RuntimeCall) -> Bounded:
    """Return a call in bounded form. A long one is noted as a preimage, for which the chain asks from now on.

    It asks once for that, however often the same call is bound. Raises `Exhausted` when the call is too long to be noted.
    """
    data = s.runtime.call_codec.encode(call)
    return Inline(data) if len(data) <= INLINE_LIMIT else Lookup(store.note(s, data), len(data))


def peek(s: State, bounded: Bounded) -> tuple[RuntimeCall, int | None]:
    """Return the call, and the length of its preimage where there is one.

    Raises `Unavailable` when the preimage is not there, `Corruption` when it is no call. What follows a call is ignored.
    """
    if isinstance(bounded, Inline):
        return _decode(s, bounded.data), None
    data = store.fetch(s, bounded.hash, bounded.len if isinstance(bounded, Lookup) else None)
    return _decode(s, data), len(data)


def realise(s: State, bounded: Bounded) -> tuple[RuntimeCall, int | None]:
    """Return the call as `peek` does, and give up its preimage."""
    found = peek(s, bounded)
    drop(s, bounded)
    return found


def hold(s: State, bounded: Bounded) -> None:
    """Ask once more for what is needed to read the call."""
    if not isinstance(bounded, Inline):
        store.request(s, bounded.hash)


def drop(s: State, bounded: Bounded) -> None:
    """Ask once less for what is needed to read the call. What is not asked for is left alone."""
    if not isinstance(bounded, Inline) and store.is_requested(s, bounded.hash):
        store.unrequest(s, bounded.hash)


def have(s: State, bounded: Bounded) -> bool:
    """Tell whether all is there that is needed to read the call."""
    return isinstance(bounded, Inline) or store.length_of(s, bounded.hash) is not None


def hash_of(bounded: Bounded) -> Hash:
    """Return the hash of the encoded call."""
    return Hash(blake2_256(bounded.data)) if isinstance(bounded, Inline) else bounded.hash


def lookup_length(bounded: Bounded) -> int | None:
    """Return the length of the preimage that must be read, None where none must be."""
    if isinstance(bounded, Inline):
        return None
    return bounded.len if isinstance(bounded, Lookup) else LEGACY_LENGTH


def _decode(s: State, data: bytes) -> RuntimeCall:
    try:
        return s.runtime.call_codec.read(Reader(data))
    except DecodeError as error:
        raise Corruption from error
