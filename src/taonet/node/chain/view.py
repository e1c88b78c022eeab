"""The read side: blocks and state as of any kept block, for answers to clients."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TypeVar, final

from taonet.frame.runtime import Runtime
from taonet.frame.state import Backend, State
from taonet.node.chain.backend import PastState
from taonet.node.chain.machine import Machine
from taonet.node.store import StateDiscarded
from taonet.node.store import UnknownBlock as UnknownNumber
from taonet.primitives.ids import BlockNumber, Hash
from taonet.runtime.pallets.system.digest import HEADER, Header
from taonet.runtime.pallets.system.well_known import CODE
from taonet.trie.state import Trie

T = TypeVar("T")
ValueOf = Callable[[bytes], bytes | None]

PAGE = 1_000
"""Keys that are read at once."""


class UnknownBlock(Exception):
    """The chain has no such block."""

    def __init__(self, block_hash: bytes) -> None:
        super().__init__(f"UnknownBlock: Header was not found in the database: 0x{block_hash.hex()}")


class StateGone(Exception):
    """The state after a block was pruned. Clients look for these very words."""

    def __init__(self, block_hash: bytes) -> None:
        super().__init__(f"UnknownBlock: State already discarded for 0x{block_hash.hex()}")


class NoStateRoots(Exception):
    """The node keeps no trie."""


@contextmanager
def _told_by_hash(block_hash: bytes) -> Generator[None]:
    """Turn the store's errors about a block number into ours about its hash."""
    try:
        yield
    except StateDiscarded as error:
        raise StateGone(block_hash) from error
    except UnknownNumber as error:
        raise UnknownBlock(block_hash) from error


@final
class Shown:
    """A version of the rules as clients see it."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.version_json = _version_json(runtime)

    @cached_property
    def metadata_hex(self) -> str:
        """Return the metadata in version 14 as 0x-prefixed hex; made once: the first thing every client asks for."""
        return f"0x{self.runtime.metadata(14).hex()}"


@final
class View:
    """What the chain knows, without changing it. Safe from any thread, also while a block is committed."""

    def __init__(self, machine: Machine, *, bare_newtypes: bool = False) -> None:
        self.machine = machine
        self.store = machine.store
        self._bare = bare_newtypes
        self._shown: dict[bytes, Shown] = {}

    @property
    def runtime(self) -> Runtime:
        """Return the rules after the newest block; raises `UnknownRules`."""
        return self.shown().runtime

    def shown(self, block_hash: bytes | None = None) -> Shown:
        """Return the rules after a block as clients see them; raises `UnknownRules`."""
        return self._shown_by(self.value(CODE, block_hash))

    def _shown_by(self, code: bytes | None) -> Shown:
        known = self._shown.get(code or b"")
        if known is None:
            runtime = self.machine.rules.named(code)
            known = self._shown[code or b""] = Shown(runtime.with_bare_newtypes() if self._bare else runtime)
        return known

    @property
    def best_hash(self) -> Hash:
        """Return the hash of the newest block."""
        return self.machine.best.hash

    @property
    def best_number(self) -> BlockNumber:
        """Return the number of the newest block."""
        return self.machine.best.header.number

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

    def read(self, block_hash: bytes | None, question: Callable[[Backend], T]) -> T:
        """Run a query on the state after one block, the newest for None; raises `UnknownBlock` and `StateGone`.

        The newest state is tried first. If a block was committed meanwhile, the query runs again on the state as
        of its own block, which no longer changes.
        """
        newest, before = self.machine.newest, self.machine.newest.version
        best = self.machine.best
        if not before & 1 and (block_hash is None or block_hash == best.hash):
            try:
                answer = question(newest)
            except Exception:
                if newest.version == before:
                    raise
            else:
                if newest.version == before:
                    return answer
        wanted = best.hash if block_hash is None else block_hash
        with _told_by_hash(wanted):
            return question(PastState(self.store, self.number_of(wanted)))

    def value(self, key: bytes, block_hash: bytes | None = None) -> bytes | None:
        """Return the value under a state key after a block."""
        return self.read(block_hash, lambda state: state.get(key))

    def values(self, keys: list[bytes], block_hash: bytes | None = None) -> list[bytes | None]:
        """Return the values under several state keys after one and the same block."""
        return self.read(block_hash, lambda state: [state.get(key) for key in keys])

    def keys(self, prefix: bytes, block_hash: bytes | None, start: bytes | None, count: int) -> list[bytes]:
        """Return up to `count` keys under a prefix after `start`, in byte order."""
        wanted = self.best_hash if block_hash is None else block_hash
        with _told_by_hash(wanted):
            return self.store.keys_at(prefix, self.number_of(wanted), start, count)

    def all_keys(self, prefix: bytes, block_hash: bytes, start: bytes | None = None) -> Iterator[bytes]:
        """Yield all keys under a prefix after `start`, in byte order, as of one block."""
        while page := self.keys(prefix, block_hash, start, PAGE):
            yield from page
            start = page[-1]

    def pairs(self, prefix: bytes, block_hash: bytes, start: bytes | None = None) -> Iterator[tuple[bytes, bytes]]:
        """Yield all keys under a prefix after `start` with their values, in byte order, as of one block."""
        while page := self.keys(prefix, block_hash, start, PAGE):
            for key, value in zip(page, self.values(page, block_hash), strict=True):
                if value is not None:
                    yield key, value
            start = page[-1]

    def call(self, name: str, payload: bytes, block_hash: bytes | None = None) -> bytes:
        """Call a runtime API of the rules after a block, on an overlay of its own that is thrown away.

        Raises `UnknownApi`, `BadApiInput` and `UnknownRules` beside what `read` raises.
        """

        def ask(state: Backend) -> bytes:
            s = self.overlay(state)
            return s.runtime.ask(s, name, payload)

        return self.read(block_hash, ask)

    def overlay(self, state: Backend) -> State:
        """Return a fresh overlay over a state, under the rules that it names; raises `UnknownRules`."""
        return State(state, self._shown_by(state.get(CODE)).runtime)

    def is_quick(self, name: str) -> bool:
        """Tell whether a runtime API's method takes less time than handing it to another thread."""
        method = self.machine.runtime.methods.get(name)
        return method is not None and method.method.quick

    def proof(self, keys: list[bytes], block_hash: bytes | None = None) -> list[bytes]:
        """Return the trie nodes that prove what keys held after a block."""
        return self._ask_trie(block_hash, lambda trie, value_of: trie.proof(keys, value_of))

    def merkle_value(self, key: bytes, block_hash: bytes | None = None) -> bytes | None:
        """Return the Merkle value of what is at a key or closest below it, as of a block."""
        return self._ask_trie(block_hash, lambda trie, _: trie.closest_merkle_value(key))

    def _ask_trie(self, block_hash: bytes | None, question: Callable[[Trie, ValueOf], T]) -> T:
        """Ask the trie of a block's state; that of any but the newest is built anew, which takes time."""
        wanted = self.best_hash if block_hash is None else block_hash
        header = self.header(wanted)
        if header is not None and not any(header.state_root):
            raise NoStateRoots("the node was started without state roots, so nothing can be proved")
        newest, before = self.machine.newest, self.machine.newest.version
        if not before & 1 and wanted == self.best_hash:
            answer = question(self.machine.trie, newest.get)
            if newest.version == before:
                return answer
        with _told_by_hash(wanted):
            past = PastState(self.store, self.number_of(wanted))
            return question(Trie.build(past.iterate(b"")), past.get)


def _version_json(runtime: Runtime) -> dict[str, object]:
    """Return the runtime's version as clients read it."""
    spec = runtime.spec
    return {
        "specName": spec.spec_name,
        "implName": spec.impl_name,
        "authoringVersion": spec.authoring_version,
        "specVersion": spec.spec_version,
        "implVersion": spec.impl_version,
        "apis": [[f"0x{identifier.hex()}", version] for identifier, version in spec.apis],
        "transactionVersion": spec.transaction_version,
        # One field, sent under its old and its new name: clients of both kinds exist.
        "stateVersion": spec.system_version,
        "systemVersion": spec.system_version,
    }
