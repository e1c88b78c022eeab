"""Calls of the system pallet.

Those that replace the chain's code or its heap have no counterpart in a Python runtime and are not declared.

Source: polkadot-sdk/substrate/frame/system/src/lib.rs remark, set_storage, kill_storage, kill_prefix, remark_with_event
"""

from __future__ import annotations

from typing import Annotated

from taonet.crypto.hashing import blake2_256
from taonet.frame.call import Declared, call
from taonet.frame.origin import Origin, ensure_root, ensure_signed, ensure_signed_or_root
from taonet.frame.state import State
from taonet.frame.weight import DispatchClass, Weight, reads_writes
from taonet.primitives.ids import Hash
from taonet.runtime.pallets.system.events import Remarked
from taonet.scale import BYTES, Typed, tuple_of, u32, vec


def _remark_weight(s: State, remark: bytes) -> Declared:
    return Declared(Weight(1_595_000 + 390 * len(remark)))


def _remark_with_event_weight(s: State, remark: bytes) -> Declared:
    return Declared(Weight(4_735_000 + 1_455 * len(remark)))


def _set_storage_weight(s: State, items: list[tuple[bytes, bytes]]) -> Declared:
    return Declared(reads_writes(1_458_000 + 842_000 * len(items), 0, len(items)), DispatchClass.Operational)


def _kill_storage_weight(s: State, keys: list[bytes]) -> Declared:
    return Declared(reads_writes(1_530_000 + 662_000 * len(keys), 0, len(keys)), DispatchClass.Operational)


def _kill_prefix_weight(s: State, prefix: bytes, subkeys: int) -> Declared:
    keys = subkeys + 1
    weight = reads_writes(2_864_000 + 1_390_000 * keys, keys, keys, proof_size=128 + 70 * keys)
    return Declared(weight, DispatchClass.Operational)


@call(index=0, declared=_remark_weight)
def remark(s: State, origin: Origin, remark: bytes) -> None:
    """Put bytes into a block without any effect. Signed by anyone, or root."""
    ensure_signed_or_root(origin)


@call(index=4, declared=_set_storage_weight)
def set_storage(
    s: State,
    origin: Origin,
    items: Annotated[list[tuple[bytes, bytes]], Typed(vec(tuple_of(BYTES, BYTES)), "Vec<KeyValue>")],
) -> None:
    """Write state keys directly, past all rules. Root only."""
    ensure_root(origin)

    for key, value in items:
        s.put(key, value)


@call(index=5, declared=_kill_storage_weight)
def kill_storage(s: State, origin: Origin, keys: Annotated[list[bytes], Typed(vec(BYTES), "Vec<Key>")]) -> None:
    """Remove state keys directly, past all rules. Root only."""
    ensure_root(origin)

    for key in keys:
        s.delete(key)


@call(index=6, declared=_kill_prefix_weight)
def kill_prefix(s: State, origin: Origin, prefix: Annotated[bytes, Typed(BYTES, "Key")], subkeys: u32) -> None:
    """Remove the first `subkeys` state keys under a prefix, past all rules. Root only."""
    ensure_root(origin)

    s.clear_prefix(prefix, limit=subkeys)


@call(index=7, declared=_remark_with_event_weight)
def remark_with_event(s: State, origin: Origin, remark: bytes) -> None:
    """Put bytes into a block and announce their BLAKE2b-256 hash. Signed by anyone."""
    sender = ensure_signed(origin)

    s.emit(Remarked(sender, Hash(blake2_256(remark))))
