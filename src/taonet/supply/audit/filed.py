"""The blocks of an exported file, for somebody who does not trust who exported it: all follows from its genesis."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO, final

from taonet.frame.state import DictBackend, State
from taonet.node.chain.block_file import BadBlocks, BlockReader
from taonet.primitives.ids import Hash
from taonet.runtime.construct import RULES
from taonet.runtime.genesis.build import build_genesis, genesis_header
from taonet.runtime.genesis.document import BadGenesis, parse_genesis
from taonet.runtime.genesis.types import Genesis
from taonet.supply.audit.sources import CannotAudit, Damaged, GivenBlock, chosen_range
from taonet.trie.state import Trie


@final
class Filed:
    """An exported file as a `Source`; it is read once, front to back."""

    genesis_text: Genesis | None
    oldest_state = 0

    def __init__(self, source: BinaryIO, name: str, first: int | None, last: int | None) -> None:
        try:
            self._reader = BlockReader(source)
            named = self._reader.preamble
            genesis = self.genesis_text = parse_genesis(named.genesis_file)
        except BadBlocks as error:
            raise CannotAudit(f"{name}: {error}") from error
        except BadGenesis as error:
            raise CannotAudit(f"{name}: the genesis in it cannot be read: {error}") from error
        if named.first != 1:
            raise CannotAudit(
                f"{name} begins with block {named.first}: an audit executes every block from the genesis on; "
                "export the chain from block 1"
            )
        known = {one.spec.spec_version for one in (*RULES.standard, *RULES.votes)}
        if named.spec_version not in known:
            raise CannotAudit(f"{name} is of runtime {named.spec_version}, this version executes {sorted(known)}")
        self.name, self.genesis = name, Hash(named.genesis)
        self.first, self.last = chosen_range(first, last, 0, named.last)
        self.chain, self.symbol = genesis.name, genesis.symbol
        self.history = f"blocks {named.first} to {named.last}, executed from its genesis on"
        self.last_hash = Hash(b"")
        self._state, self._base = self._begin(genesis)

    def _begin(self, genesis: Genesis) -> tuple[dict[bytes, bytes], GivenBlock]:
        runtime = RULES.first(votes=genesis.votes)
        s = State(DictBackend(), runtime)
        build_genesis(s, genesis)
        values = {key: value for key, value in s.changes().items() if value is not None}
        header = genesis_header(runtime, Hash(Trie.build(values.items()).root()))
        return values, GivenBlock(self.genesis, header, ())

    def opening(self) -> Iterable[tuple[bytes, bytes]]:
        """Return the state of the genesis."""
        return self._state.items()

    def base(self) -> GivenBlock:
        """Return block 0: the hash that the file says, and the header that its genesis makes."""
        return self._base

    def blocks(self) -> Iterator[GivenBlock]:
        """Yield the blocks in order, to the end of the file; raises `Damaged`."""
        number = 0
        try:
            for number, one in enumerate(self._reader.blocks(), 1):
                if number <= self.last:
                    self.last_hash = one.header.hash()
                    yield GivenBlock(self.last_hash, one.header, one.body)
        except BadBlocks as error:
            raise Damaged(number + 1, str(error)) from error

    def undone(self, number: int) -> Mapping[bytes, bytes | None] | None:
        """Return nothing: a file keeps no state."""
        del number

    def written(self, number: int, keys: Iterable[bytes]) -> Mapping[bytes, bytes | None] | None:
        """Return nothing: a file keeps no state."""
        del number, keys

    def closing(self) -> Iterable[tuple[bytes, bytes]] | None:
        """Return nothing: a file keeps no state."""
        return None

    def is_indexed(self, number: int, key: bytes, *, deleted: bool) -> bool:
        """Return true: a file has no index."""
        del number, key, deleted
        return True

    def faults(self) -> Iterator[tuple[int | None, str, str]]:
        """Yield nothing more: what is wrong with a file is found while it is read."""
        return iter(())
