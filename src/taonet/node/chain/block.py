"""A block that was executed, and the feed that tells of each one committed."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import final

import msgspec

from taonet.crypto.hashing import blake2_256
from taonet.node.consensus.port import Moment, TxResult
from taonet.primitives.ids import Hash
from taonet.runtime.pallets.system.digest import DIGEST_ITEM, Header
from taonet.trie.state import Trie


@final
@dataclass(frozen=True)
class Block:
    """A block and all that executing it came to."""

    moment: Moment
    txs: tuple[bytes, ...]
    body: tuple[bytes, ...]
    header: Header
    hash: Hash
    changes: Mapping[bytes, bytes | None]
    trie: Trie
    results: tuple[TxResult, ...]
    invalid: tuple[tuple[bytes, str], ...]
    """Hash and reason of the candidates that can never enter."""
    seconds: float
    """Wall time that building and executing it took; once committed, storing included."""

    @cached_property
    def extrinsic_hashes(self) -> list[bytes]:
        """Return the hashes of what the block holds."""
        return [blake2_256(raw) for raw in self.body]

    @cached_property
    def header_json(self) -> msgspec.Raw:
        """Return the header as clients read it, encoded once for all who listen."""
        return msgspec.Raw(msgspec.json.encode(header_json(self.header)))


def header_json(header: Header) -> dict[str, object]:
    """Return a header as clients read it."""
    return {
        "parentHash": f"0x{header.parent_hash.hex()}",
        "number": hex(header.number),
        "stateRoot": f"0x{header.state_root.hex()}",
        "extrinsicsRoot": f"0x{header.extrinsics_root.hex()}",
        "digest": {"logs": [f"0x{DIGEST_ITEM.encode(item).hex()}" for item in header.digest.logs]},
    }


Listener = Callable[[Block], None]


@final
class Feed:
    """The news of committed blocks: the one place where anybody learns of them."""

    def __init__(self) -> None:
        self.committers: list[Listener] = []
        """Told first, on the thread that commits and before `commit` returns: what works on the store."""
        self.listeners: list[Listener] = []
        """Told on the event loop's thread while there is one, and before the engine goes on there."""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._loop_thread = 0
        self._failure: Exception | None = None

    @contextmanager
    def on_this_loop(self) -> Generator[None]:
        """Tell the listeners on the running event loop while the body runs."""
        self._loop, self._loop_thread = asyncio.get_running_loop(), threading.get_ident()
        try:
            yield
        finally:
            self._loop = None

    def publish(self, block: Block) -> None:
        """Tell everybody of a block; raise what a listener failed of on the loop since the last one."""
        if self._failure is not None:
            raise self._failure
        for committer in self.committers:
            committer(block)
        if self._loop is None or threading.get_ident() == self._loop_thread:
            self._tell(block)
        else:
            # The loop runs what it is handed in order: the end of the worker's call comes after this.
            self._loop.call_soon_threadsafe(self._tell_from_loop, block)

    def _tell_from_loop(self, block: Block) -> None:
        try:
            self._tell(block)
        except Exception as error:  # noqa: BLE001  the engine, which no longer waits, gets it with the next block
            self._failure = error

    def _tell(self, block: Block) -> None:
        for listener in tuple(self.listeners):
            listener(block)
