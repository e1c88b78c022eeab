"""Writing a chain's blocks into a file, while its node makes more or not."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO, NamedTuple

from taonet.node.chain.backend import NewestState, PastState
from taonet.node.chain.block import ZERO_ROOT
from taonet.node.chain.block_file import BadBlocks, BlockWriter, Preamble
from taonet.node.chain.genesis import GENESIS_TEXT
from taonet.node.store import StateDiscarded, Store
from taonet.primitives.ids import Hash
from taonet.runtime.construct import RULES
from taonet.runtime.pallets.system.digest import HEADER
from taonet.runtime.pallets.system.well_known import CODE


class Range(NamedTuple):
    """The blocks to write, and the hash of the last."""

    first: int
    last: int
    last_hash: bytes


def choose(store: Store, first: int = 1, last: int | None = None) -> Range:
    """Return the blocks from `first` to `last`, the newest by default; refuse what the chain does not have."""
    head = store.head()
    newest = 0 if head is None else head.number
    last = newest if last is None else last
    if not newest:
        raise BadBlocks("the chain has no block after genesis yet")
    if max(first, last) > newest:
        raise BadBlocks(f"there is no block {max(first, last)}: the newest is {newest}")
    if first > last:
        raise BadBlocks(f"no block lies between {first} and {last}")
    return Range(first, last, store.block_hash(last) or b"")


def export_blocks(store: Store, chosen: Range, out: BinaryIO, report: Callable[[int], object] = lambda _: None) -> None:
    """Write the blocks; `report` gets the number of each. A block that could not be checked again is refused."""
    genesis = store.block_hash(0) or b""
    text = (store.meta_get(GENESIS_TEXT) or b"").decode()
    if not text:
        raise BadBlocks("the chain does not know the file that it began from: nobody could begin it anew")
    writer = BlockWriter(out, Preamble(Hash(genesis), _last_version(store, chosen), text, chosen.first, chosen.last))
    before = store.block_hash(chosen.first - 1)
    for number in range(chosen.first, chosen.last + 1):
        block_hash = store.block_hash(number) or b""
        raw, body = store.header(block_hash), store.body(block_hash)
        header = None if raw is None else HEADER.decode(raw)
        if raw is None or header is None or body is None or header.parent_hash != before:
            raise BadBlocks(f"block {number} was taken back while it was written: export once more")
        if header.state_root == ZERO_ROOT:
            raise BadBlocks(
                f"block {number} has no state root, as it was made with --no-state-root: nobody could check its import"
            )
        writer.block(raw, body)
        before = block_hash
        report(number)
    if before != chosen.last_hash:
        raise BadBlocks(f"block {chosen.last} was taken back while it was written: export once more")
    writer.end()


def _last_version(store: Store, chosen: Range) -> int:
    """Return the version of the rules that made the last block, or those of the newest where states were discarded."""
    try:
        code = PastState(store, chosen.last - 1).get(CODE)
    except StateDiscarded:
        code = NewestState(store).get(CODE)
    return RULES.named(code).spec.spec_version
