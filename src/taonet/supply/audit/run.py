"""The audit, top to bottom: the genesis, every block, the state that is kept, and what it all comes to."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar, final

from taonet.frame.event import Event
from taonet.frame.runtime import Runtime
from taonet.frame.state import DictBackend, State
from taonet.node.chain.block import ZERO_ROOT
from taonet.primitives.ids import Hash
from taonet.runtime.construct import RULES
from taonet.runtime.genesis.build import build_genesis, genesis_header
from taonet.runtime.genesis.types import Genesis
from taonet.runtime.pallets.subtensor.supply import curve_of
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.runtime.pallets.system.well_known import CODE
from taonet.runtime.rules import Rules, UnknownRules
from taonet.scale import ScaleError
from taonet.supply.audit.alpha import check_alpha
from taonet.supply.audit.block import Block, Wrong
from taonet.supply.audit.changed import changed_by
from taonet.supply.audit.ends import check_end, holdings_of, subnets_of, sums_of
from taonet.supply.audit.executing import Executed, execute
from taonet.supply.audit.ledger import Ledger
from taonet.supply.audit.moves import moves_of
from taonet.supply.audit.names import item_of, value_of
from taonet.supply.audit.report import Holdings, Report, Sums
from taonet.supply.audit.sources import Damaged, GivenBlock, Source
from taonet.supply.audit.tao import check_tao
from taonet.supply.audit.world import World

Progress = Callable[[int], object]
T = TypeVar("T")
_NO_RECORD: Final = b"no record"
MOST_SHOWN: Final = 10
"""Holders and positions in a report."""


def audit(
    source: Source,
    *,
    holders: int = MOST_SHOWN,
    expected_genesis: Hash | None = None,
    progress: Progress | None = None,
    rules: Rules = RULES,
) -> Report:
    """Audit the blocks of a source; `progress` gets the number of each. Raises `CannotAudit` where nothing can be audited.

    What is wrong is a finding in the report; the audit goes on as far as it can be known what there is.
    """
    return _Audit(source, rules, progress or (lambda _: None)).run(holders, expected_genesis)


@final
class _Stop(Exception):
    """What follows cannot be known."""


@final
class _Audit:
    """An audit that is under way."""

    def __init__(self, source: Source, rules: Rules, progress: Progress) -> None:
        self._source, self._rules, self._progress = source, rules, progress
        self._runtime, self._code = rules.first(votes=False), b""
        self._ledger = Ledger()
        self._written: dict[bytes, int] = {}
        self._extrinsics = self._blocks = 0
        self._opening: Sums | None = None
        self._world = World(())
        self._number = source.first - 1

    def run(self, holders: int, expected_genesis: Hash | None) -> Report:
        began = time.monotonic()
        if expected_genesis is not None and expected_genesis != self._source.genesis:
            self._wrong(
                0, "genesis", "block 0", f"0x{expected_genesis.hex()}", f"0x{self._source.genesis.hex()}",
                "the chain is not the one that was asked for: its genesis has another hash",
            )  # fmt: skip
        try:
            parent = self._begin()
            for given in self._source.blocks():
                parent = self._block(given, parent)
                self._progress(given.header.number)
            self._end()
        except Damaged as error:
            self._wrong(error.number, "damage", f"block {error.number}", "readable", "damaged", str(error))
        except _Stop:
            pass
        return self._report(holders, time.monotonic() - began)

    # Before the first block

    def _begin(self) -> Hash:
        """Take the state before the first block, and return that block's hash."""
        source = self._source
        built: dict[bytes, bytes] | None = None
        if source.genesis_text is not None:
            runtime = self._rules.first(votes=source.genesis_text.votes)
            built = _first_state(source.genesis_text, runtime)
            header = genesis_header(runtime, Hash(World(built.items()).trie.root()))
            if header.hash() != source.genesis:
                built = None
                self._wrong(
                    0, "genesis", "block 0", f"0x{source.genesis.hex()}", f"0x{header.hash().hex()}",
                    "the genesis file that the chain names makes another block 0: the file was changed, or another version "
                    "of taonet began the chain",
                )  # fmt: skip
        base = source.base()
        if base.header.hash() != base.hash:
            self._wrong(
                base.header.number, "header", "hash", f"0x{base.hash.hex()}", f"0x{base.header.hash().hex()}",
                f"the header of block {base.header.number} is not the one of its hash",
            )  # fmt: skip
        if built is None or base.header.number:
            self._world = World(source.opening())
        else:
            # What a source keeps of it is held against it by the undo records, block by block.
            self._hold_record(0, built)
            self._world = World(built.items())
        self._take_rules(base.header.number)
        root = self._world.trie.root()
        if base.header.state_root not in {root, ZERO_ROOT}:
            self._wrong(
                base.header.number, "state root", "state", f"0x{base.header.state_root.hex()}", f"0x{root.hex()}",
                f"the state kept of block {base.header.number} is not the one of its header",
            )  # fmt: skip
            if base.header.number:
                raise _Stop  # every block after it would come out wrong
        if source.first == base.header.number + 1:
            self._open(base.header.number)
        return base.hash

    def _take_rules(self, number: int) -> None:
        """Take the rules that the state names."""
        code = self._world.get(CODE) or b""
        if code == self._code:
            return
        try:
            self._runtime, self._code = self._rules.named(code), code
        except UnknownRules as error:
            self._wrong(number, "rules", ":code", "rules that are known", "others", str(error))
            raise _Stop from error

    def _open(self, number: int) -> None:
        s = self._state()
        self._opening = _safely(lambda: sums_of(s, number))
        self._check_end(number)

    # One block

    def _block(self, given: GivenBlock, parent: Hash) -> Hash:
        """Execute a block, hold it against what the source has of it, and explain what it did; return its hash."""
        header, number = given.header, given.header.number
        own = header.hash()
        if number != self._number + 1 and self._blocks:
            self._wrong(
                number, "order", "header", str(self._number + 1), str(number), "blocks are missing or out of order"
            )
        if header.parent_hash != parent:
            self._wrong(
                number, "parent", "header", f"0x{parent.hex()}", f"0x{header.parent_hash.hex()}",
                f"block {number} does not follow the block before it",
            )  # fmt: skip
        if own != given.hash:
            self._wrong(
                number, "header", "hash", f"0x{given.hash.hex()}", f"0x{own.hex()}",
                f"the header of block {number} is not the one of its hash",
            )  # fmt: skip
        executed = execute(self._world, self._runtime, header, given.body)
        changes, events, trie = executed.changes, executed.events, executed.trie
        if executed.wrong is not None:
            self._wrong(
                number, "block", "execution", "its header", "something else", f"block {number}: {executed.wrong}"
            )
            changes = self._actual(number, executed)
            events, trie = self._told(number, changes), None
        self._hold_record(number, changes)
        if number >= self._source.first:
            if self._opening is None:
                self._open(number - 1)
            self._explain(number, changes, events)
            self._blocks += 1
            self._extrinsics += len(given.body)
        for key, value in changes.items():
            if value is None:
                self._written.pop(key, None)
            else:
                self._written[key] = number
        self._world.go_on(changes, trie)
        self._number = number
        if CODE in changes:
            self._take_rules(number)
        return given.hash

    def _actual(self, number: int, executed: Executed) -> Mapping[bytes, bytes | None]:
        """Return what a block really left behind, where it is not what executing it comes to, and name the differences."""
        actual = self._source.written(number, executed.changes.keys())
        if actual is None:
            raise _Stop
        world = self._world
        expected = {key: executed.changes.get(key, world.get(key)) for key in actual}
        if executed.changes:
            self._hold(expected, actual, lambda _: number, "executing the block leaves something else")
        return {key: value for key, value in actual.items() if value != world.get(key)}

    def _told(self, number: int, changes: Mapping[bytes, bytes | None]) -> list[tuple[int, Event]]:
        raw = changes.get(System.Events.prefix, self._world.get(System.Events.prefix))
        try:
            records = System.Events.codec_in(self._runtime).decode(raw or b"\x00")
        except ScaleError as error:
            self._wrong(number, "events", "System.Events", "events", "something else", f"they cannot be read: {error}")
            return []
        return [(record.phase, record.event) for record in records]

    def _hold_record(self, number: int, changes: Mapping[bytes, bytes | None]) -> None:
        """Hold what the source keeps to undo a block against what the block changed."""
        undone = self._source.undone(number)
        if undone is None:
            return
        get = self._world.get
        changed = [key for key, value in changes.items() if get(key) != value]
        before = {key: get(key) for key in {*changed, *undone}}
        if before != undone:
            missing = dict.fromkeys(before.keys() - undone.keys(), _NO_RECORD)
            self._hold(before, {**undone, **missing}, lambda _: number, "the undo record of the block says otherwise")
        for key in changed:
            if not self._source.is_indexed(number, key, deleted=changes[key] is None):
                self._wrong(
                    number, "index", item_of(self._runtime, key), f"block {number}", "nothing",
                    "the index of changes does not know that the block changed it",
                )  # fmt: skip

    def _explain(self, number: int, changes: Mapping[bytes, bytes | None], events: Sequence[tuple[int, Event]]) -> None:
        before, after = self._state(), self._state()
        for key, value in changes.items():
            after.put(key, value)
        try:
            block = Block(
                number, self._world, before, after, changed_by(self._world, changes), moves_of(self._runtime, events)
            )
            curve = curve_of(before)
            for fault in (*check_tao(block, curve), *check_alpha(block, curve)):
                self._ledger.wrong(number, fault)
        except (ScaleError, ArithmeticError, LookupError, ValueError) as error:
            self._wrong(
                number, "state", "values", "readable", "damaged", f"what the block left cannot be read: {error}"
            )
            return
        self._ledger.take(block)

    # After the last block

    def _end(self) -> None:
        for block, where, text in self._source.faults():
            self._wrong(block, "damage", where, "whole", "damaged", text)
        closing = self._source.closing()
        if closing is not None:
            self._hold(
                dict(self._world.values),
                dict(closing),
                self._written.get,
                "the state that is kept is not what the blocks left; this block wrote it last",
            )
        self._check_end(self._number)

    def _check_end(self, number: int) -> None:
        s = self._state()
        for fault in _safely(lambda: list(check_end(s))) or ():
            self._ledger.wrong(number, fault)

    def _hold(
        self,
        expected: Mapping[bytes, bytes | None],
        found: Mapping[bytes, bytes | None],
        block_of: Callable[[bytes], int | None],
        text: str,
    ) -> None:
        """Name every key under which two states differ."""
        if expected == found:
            return
        names = self._runtime
        for key in sorted(expected.keys() | found.keys()):
            due, there = expected.get(key), found.get(key)
            if due != there:
                where = item_of(names, key)
                self._wrong(block_of(key), "state", where, value_of(names, key, due), value_of(names, key, there), text)

    def _state(self) -> State:
        return State(self._world, self._runtime)

    def _wrong(self, block: int | None, kind: str, where: str, expected: str, found: str, text: str) -> None:
        self._ledger.wrong(block, Wrong(kind, where, expected, found, text))

    def _report(self, holders: int, seconds: float) -> Report:
        source, s, ledger = self._source, self._state(), self._ledger
        none = Sums(self._number, 0, 0, 0, 0, 0, 0, 0)
        return Report(
            source=source.name, chain=source.chain, symbol=source.symbol, genesis=f"0x{source.genesis.hex()}",
            first=source.first, last=source.last, last_hash=f"0x{source.last_hash.hex()}",
            oldest_state=source.oldest_state, history=source.history,
            blocks=self._blocks, extrinsics=self._extrinsics, seconds=round(seconds, 3),
            opening=self._opening or none, closing=_safely(lambda: sums_of(s, self._number)) or none,
            emission=ledger.stretches, flows=ledger.flows(), subnets=_safely(lambda: subnets_of(s)) or [],
            holdings=_safely(lambda: holdings_of(s, holders)) or Holdings(0, [], 0, []), findings=ledger.findings, findings_count=ledger.count,
        )  # fmt: skip


def _first_state(genesis: Genesis, runtime: Runtime) -> dict[bytes, bytes]:
    s = State(DictBackend(), runtime)
    build_genesis(s, genesis)
    return {key: value for key, value in s.changes().items() if value is not None}


def _safely(read: Callable[[], T]) -> T | None:
    """Return what can be read of a state; None where it is damaged, which has been found by then."""
    try:
        return read()
    except (ScaleError, ArithmeticError, LookupError, ValueError):
        return None
