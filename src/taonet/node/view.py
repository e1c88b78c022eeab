"""The read side: blocks and state as of any kept block, for answers to clients."""

from __future__ import annotations

from typing import final

from taonet.frame.api import call_api
from taonet.frame.state import Backend, State
from taonet.node.backend import PastState
from taonet.node.machine import Machine
from taonet.node.store import StateDiscarded
from taonet.primitives.ids import Hash
from taonet.runtime.api import API_TABLE
from taonet.runtime.pallets.system.digest import DIGEST_ITEM, HEADER, Header


class UnknownBlock(Exception):
    """The chain has no such block."""

    def __init__(self, block_hash: bytes) -> None:
        super().__init__(f"UnknownBlock: Header was not found in the database: 0x{block_hash.hex()}")


class StateGone(Exception):
    """The state after a block was pruned."""

    def __init__(self, block_hash: bytes) -> None:
        super().__init__(f"UnknownBlock: State already discarded for 0x{block_hash.hex()}")


@final
class View:
    """What the chain knows, without changing it. Safe from any thread."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.store = machine.store

    @property
    def best_hash(self) -> Hash:
        """Return the hash of the newest block."""
        return self.machine.best.hash

    def number_of(self, block_hash: bytes | None) -> int:
        """Return a block's number, the newest for None; raises `UnknownBlock`."""
        best = self.machine.best
        if block_hash is None or block_hash == best.hash:
            return best.header.number
        number = self.store.number_of(block_hash)
        if number is None:
            raise UnknownBlock(block_hash)
        return number

    def header(self, block_hash: bytes | None) -> Header | None:
        """Return a header, the newest for None."""
        best = self.machine.best
        if block_hash is None or block_hash == best.hash:
            return best.header
        raw = self.store.header(block_hash)
        return None if raw is None else HEADER.decode(raw)

    def body(self, block_hash: bytes) -> list[bytes]:
        """Return the extrinsics of a block; raises `UnknownBlock`."""
        body = self.store.body(block_hash)
        if body is None:
            raise UnknownBlock(block_hash)
        return body

    def backend(self, block_hash: bytes | None) -> Backend:
        """Return the state after a block, for reading; raises `UnknownBlock` and `StateGone`."""
        best = self.machine.best
        if block_hash is None or block_hash == best.hash:
            return self.machine.newest
        number = self.number_of(block_hash)
        oldest = self.store.oldest_state()
        if oldest is not None and number < oldest:
            raise StateGone(block_hash)
        return PastState(self.store, number)

    def value(self, key: bytes, block_hash: bytes | None) -> bytes | None:
        """Return the value under a state key after a block."""
        try:
            return self.backend(block_hash).get(key)
        except StateDiscarded as error:
            raise StateGone(block_hash or b"") from error

    def keys(self, prefix: bytes, block_hash: bytes | None, start: bytes | None, count: int) -> list[bytes]:
        """Return up to `count` keys under a prefix after `start`, in byte order."""
        number = self.number_of(block_hash)
        try:
            return self.store.keys_at(prefix, number, start, count)
        except StateDiscarded as error:
            raise StateGone(block_hash or b"") from error

    def call(self, name: str, payload: bytes, block_hash: bytes | None) -> bytes:
        """Ask a runtime API on a state of its own that is thrown away."""
        try:
            return call_api(API_TABLE, State(self.backend(block_hash)), name, payload)
        except StateDiscarded as error:
            raise StateGone(block_hash or b"") from error


def header_json(header: Header) -> dict[str, object]:
    """Return a header as clients read it."""
    return {
        "parentHash": f"0x{header.parent_hash.hex()}",
        "number": hex(header.number),
        "stateRoot": f"0x{header.state_root.hex()}",
        "extrinsicsRoot": f"0x{header.extrinsics_root.hex()}",
        "digest": {"logs": [f"0x{DIGEST_ITEM.encode(item).hex()}" for item in header.digest.logs]},
    }
