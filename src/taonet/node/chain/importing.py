"""Taking over blocks that another node made: each is executed, and must come to what its header says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, final

from taonet.frame.error import BlockRefused
from taonet.frame.runtime import Runtime
from taonet.frame.validity import TransactionInvalid
from taonet.node.chain.block_file import BadBlocks, BlockReader, FiledBlock, Preamble
from taonet.node.chain.machine import Machine
from taonet.node.consensus.port import Moment
from taonet.primitives.ids import Hash
from taonet.runtime.executive import read_extrinsic
from taonet.runtime.pallets.aura.logic import ENGINE
from taonet.runtime.pallets.system.digest import Header, Seal
from taonet.runtime.rules import Rules

GROUP: Final = 100
"""Blocks that are written together."""
GROUP_BYTES: Final = 16 << 20
"""Of extrinsics, after which a group is full too."""


@final
@dataclass(slots=True)
class Imported:
    """How many blocks were executed, and how many were there already."""

    new: int = 0
    known: int = 0


def check_chain(preamble: Preamble, genesis: Hash, rules: Rules) -> None:
    """Refuse blocks of another chain, or whose last are of rules that this program does not have."""
    versions = sorted({runtime.spec.spec_version for runtime in rules.all()})
    if preamble.spec_version not in versions:
        raise BadBlocks(
            f"the blocks are of runtime {preamble.spec_version}, this version executes {', '.join(map(str, versions))}"
        )
    if preamble.genesis != genesis:
        raise BadBlocks(
            f"the blocks are of the chain with genesis 0x{preamble.genesis.hex()}, here it is 0x{genesis.hex()}: "
            "another chain, or one that another version of taonet began"
        )


def import_blocks(machine: Machine, file: BlockReader, report: Callable[[int], object] = lambda _: None) -> Imported:
    """Execute and store the blocks of a file that are not there yet; `report` gets the number of each.

    What was good before a bad block is kept, and whatever ends this: it goes on where it was when it is done again.
    """
    check_chain(file.preamble, Hash(machine.init_chain()), machine.rules)
    imported, blocks, more = Imported(), file.blocks(), True
    while more:
        bad: BadBlocks | None = None
        with machine.together():
            try:
                more = _import_group(machine, blocks, imported, report)
            except BadBlocks as error:
                bad = error
        if bad is not None:
            raise bad
    return imported


def _import_group(
    machine: Machine, blocks: Iterator[FiledBlock], imported: Imported, report: Callable[[int], object]
) -> bool:
    """Take over the next blocks; tell whether there may be more."""
    size, count = 0, 0
    for block in blocks:
        header = block.header
        if header.number <= machine.best.header.number:
            _check_known(machine, header)
            imported.known += 1
        else:
            follow(machine, header, block.body)
            imported.new += 1
        report(header.number)
        count, size = count + 1, size + sum(map(len, block.body))
        if count >= GROUP or size >= GROUP_BYTES:
            return True
    return False


def _check_known(machine: Machine, header: Header) -> None:
    there, given = machine.store.block_hash(header.number) or b"", header.hash()
    if there != given:
        raise BadBlocks(
            f"block {header.number} here is 0x{there.hex()}, in the file 0x{given.hex()}: "
            "the chains part there; import into another --base-path"
        )


def follow(machine: Machine, header: Header, body: list[bytes]) -> None:
    """Execute and commit a block that another node made; raises `BadBlocks` unless it comes to its header."""
    tip, number = machine.info(), header.number
    if number != tip.height + 1:
        raise BadBlocks(
            f"the file begins with block {number}, the chain here ends with {tip.height}: a part is missing"
        )
    if header.parent_hash != tip.app_hash:
        raise BadBlocks(
            f"block {number} follows 0x{header.parent_hash.hex()}, the chain here ends with 0x{tip.app_hash.hex()}"
        )
    time = time_of(machine.runtime, body)
    if time is None:
        raise _not_following(number, "it does not begin with its time")
    moment, txs = Moment(number, time), body[1:]
    seal = seal_of(header)
    try:
        if not machine.process_proposal(moment, txs):
            raise _not_following(number, "its extrinsics are no extrinsics, or inherents out of place")
        machine.finalize_block(moment, txs, seal)
    except (BlockRefused, TransactionInvalid) as error:
        raise _not_following(number, f"it is refused: {error}") from error
    wrong = difference(machine.candidate().header, header)
    if wrong is not None:
        raise _not_following(number, wrong)
    if list(machine.candidate().body) != body:
        raise _not_following(number, "it holds extrinsics that may not enter it")
    machine.commit()


def time_of(runtime: Runtime, body: Sequence[bytes]) -> int | None:
    """Return the time that a block says in its first extrinsic, in milliseconds; None where that says none."""
    try:
        first = read_extrinsic(runtime, body[0]).call if body else None
    except TransactionInvalid:
        return None
    return first.args[0] if first is not None and first.call is runtime.calls["Timestamp", "set"] else None


def seal_of(header: Header) -> bytes | None:
    """Return the author's signature in a header, if it has one."""
    last = header.digest.logs[-1] if header.digest.logs else None
    return last.data if isinstance(last, Seal) and last.engine == ENGINE else None


def difference(executed: Header, given: Header) -> str | None:
    """Say in what the header that a block came to differs from the one that it was given; None where it does not."""
    if executed.extrinsics_root != given.extrinsics_root:
        return "its extrinsics are not those of its header, or some may not enter"
    if executed.state_root != given.state_root:
        return f"its state root is 0x{given.state_root.hex()}, executing it comes to 0x{executed.state_root.hex()}"
    return None if executed == given else "its digest is not what executing it comes to"


def _not_following(number: int, why: str) -> BadBlocks:
    return BadBlocks(
        f"block {number} does not follow from its extrinsics: {why}. It was edited by dev_setStorage, or is damaged"
    )
