"""Where an audit gets its blocks: what every source must tell, and what goes wrong with one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from taonet.primitives.ids import Hash
from taonet.runtime.genesis.types import Genesis
from taonet.runtime.pallets.system.digest import Header


class CannotAudit(Exception):
    """There is nothing that could be audited; says why and what to do."""


class GivenBlock(NamedTuple):
    """A block as a source has it: its hash there, its header and its extrinsics in wire form."""

    hash: Hash
    header: Header
    body: Sequence[bytes]


class Damaged(Exception):
    """What a source has of one block cannot be read; says what."""

    def __init__(self, number: int, text: str) -> None:
        super().__init__(text)
        self.number = number


class Source(Protocol):
    """Blocks from `first` to `last`, and the state before them."""

    name: str
    """Where they come from, in words."""

    history: str
    """What the source kept of the past, in words."""

    genesis: Hash
    symbol: str
    chain: str
    genesis_text: Genesis | None
    """The file that the chain began from, where the source has it."""

    oldest_state: int
    first: int
    last: int
    last_hash: Hash

    def opening(self) -> Iterable[tuple[bytes, bytes]]:
        """Return the state before the first block."""
        ...

    def base(self) -> GivenBlock:
        """Return the block before the first; raises `Damaged`."""
        ...

    def blocks(self) -> Iterator[GivenBlock]:
        """Yield the blocks in order; raises `Damaged`."""
        ...

    def undone(self, number: int) -> Mapping[bytes, bytes | None] | None:
        """Return what every key that a block changed held before it, as the source keeps it; None where it keeps nothing."""
        ...

    def written(self, number: int, keys: Iterable[bytes]) -> Mapping[bytes, bytes | None] | None:
        """Return what a block left in the state where it does not follow from its extrinsics; None if that cannot be known.

        `keys` are those that executing it changed.
        """
        ...

    def closing(self) -> Iterable[tuple[bytes, bytes]] | None:
        """Return the state after the last block as the source keeps it, or None where it keeps none."""
        ...

    def is_indexed(self, number: int, key: bytes, *, deleted: bool) -> bool:
        """Tell whether the source finds by its indexes that a block changed a key, or deleted it."""
        ...

    def faults(self) -> Iterator[tuple[int | None, str, str]]:
        """Yield what else is wrong with the source: block, where, and a sentence."""
        ...


def chosen_range(first: int | None, last: int | None, oldest: int, newest: int) -> tuple[int, int]:
    """Return the blocks to audit: those named, or all whose state before is kept; raises `CannotAudit`."""
    if not newest:
        raise CannotAudit("the chain has no block after genesis yet")
    begin, end = oldest + 1 if first is None else first, newest if last is None else last
    if max(begin, end) > newest:
        raise CannotAudit(f"there is no block {max(begin, end)}: the newest is {newest}")
    if begin > end:
        raise CannotAudit(f"no block lies between {begin} and {end}")
    if begin <= oldest:
        raise CannotAudit(
            f"states are kept from block {oldest} on: the first block that can be audited is {oldest + 1} (--from {oldest + 1})"
        )
    return begin, end
