"""The blocks of a chain on disk: its node need not run, and nothing is written."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import final

from taonet.node.chain.genesis import GENESIS_ROOT, GENESIS_TEXT, first_root
from taonet.node.store import StoreError
from taonet.node.store.archive import Archive, Unreadable, open_archive
from taonet.primitives.ids import Hash
from taonet.runtime.genesis.document import BadGenesis, parse_genesis
from taonet.runtime.genesis.types import Genesis
from taonet.runtime.pallets.system.digest import HEADER, Header
from taonet.scale import DecodeError
from taonet.supply.audit.sources import CannotAudit, Damaged, GivenBlock, chosen_range


@final
class Stored:
    """A chain on disk as a `Source`."""

    def __init__(self, archive: Archive, path: Path, first: int | None, last: int | None) -> None:
        head = archive.head()
        self._archive = archive
        self.name = f"the chain in {path}"
        self.oldest_state = archive.oldest()
        self.first, self.last = chosen_range(first, last, self.oldest_state, head.number)
        self.genesis = Hash(archive.hash(0) or b"")
        self.last_hash = Hash(archive.hash(self.last) or b"")
        self.genesis_text, self._genesis_fault = _genesis(archive)
        self.chain = "" if self.genesis_text is None else self.genesis_text.name
        self.symbol = "TAO" if self.genesis_text is None else self.genesis_text.symbol
        self.history = (
            f"all states since block {self.oldest_state}"
            if self.oldest_state
            else f"all states of its {head.number} blocks"
        )

    def opening(self) -> Iterable[tuple[bytes, bytes]]:
        """Return the state before the first block."""
        with _readable():
            return self._archive.state_at(self.first - 1).items()

    def base(self) -> GivenBlock:
        """Return the block before the first."""
        return self._block(self.first - 1)

    def blocks(self) -> Iterator[GivenBlock]:
        """Yield the blocks in order; raises `Damaged`."""
        for number in range(self.first, self.last + 1):
            yield self._block(number)

    def undone(self, number: int) -> Mapping[bytes, bytes | None] | None:
        """Return what every key that a block changed held before it."""
        with _readable():
            return self._archive.undone(number)

    def written(self, number: int, keys: Iterable[bytes]) -> Mapping[bytes, bytes | None] | None:
        """Return what a block left under its keys and those of its undo record."""
        with _readable():
            archive = self._archive
            return {key: archive.value_at(key, number) for key in {*keys, *archive.undone(number)}}

    def closing(self) -> Iterable[tuple[bytes, bytes]] | None:
        """Return the newest state, if the last block is the newest."""
        newest = self.last == self._archive.head().number
        return self._archive.state() if newest else self._archive.state_at(self.last).items()

    def is_indexed(self, number: int, key: bytes, *, deleted: bool) -> bool:
        """Tell whether the store's indexes know that a block changed a key, or deleted it."""
        return self._archive.is_indexed(key, number, deleted=deleted)

    def faults(self) -> Iterator[tuple[int | None, str, str]]:
        """Yield what else is wrong: a genesis file that cannot be read, blocks that are not found by their hash."""
        if self._genesis_fault:
            yield 0, "genesis file", self._genesis_fault
        root = self._archive.note(GENESIS_ROOT)
        if self.genesis_text is not None and root != first_root(self.genesis_text):
            yield (
                0,
                "genesis state root",
                "the store's note of the state root of block 0 is not that of its genesis file",
            )
        for text in self._archive.index_faults():
            yield None, "indexes", text
        for number in range(self.first - 1, self.last + 1):
            block_hash = self._archive.hash(number)
            if block_hash is not None and self._archive.number(block_hash) != number:
                yield number, "index of hashes", f"block {number} is not found by its hash 0x{block_hash.hex()}"

    def _block(self, number: int) -> GivenBlock:
        with _readable():
            raw, body = self._archive.header(number), self._archive.body(number)
        try:
            header: Header = HEADER.decode(raw)
        except DecodeError as error:
            raise Damaged(number, f"the header of block {number} cannot be read: {error}") from error
        if HEADER.encode(header) != raw:
            raise Damaged(number, f"the header of block {number} is not written as this program writes it")
        return GivenBlock(Hash(self._archive.hash(number) or b""), header, body)


def _genesis(archive: Archive) -> tuple[Genesis | None, str]:
    raw = archive.note(GENESIS_TEXT)
    try:
        return (
            (None, "the chain does not know the file that it began from")
            if not raw
            else (parse_genesis(raw.decode()), "")
        )
    except (BadGenesis, UnicodeDecodeError) as error:
        return None, f"the file that the chain began from cannot be read: {error}"


@contextmanager
def _readable() -> Generator[None]:
    try:
        yield
    except Unreadable as error:
        raise Damaged(error.number or 0, str(error)) from error


@contextmanager
def open_stored(path: Path, first: int | None = None, last: int | None = None) -> Generator[Stored]:
    """Open the chain in a directory; raises `CannotAudit` where none can be read."""
    try:
        with open_archive(path) as archive:
            yield Stored(archive, path, first, last)
    except StoreError as error:
        raise CannotAudit(str(error)) from error
