"""The interface between a consensus engine and the chain: ABCI 2.0, in Python.

    info · init_chain · check_tx · (prepare_proposal · process_proposal)* · finalize_block · commit

`prepare_proposal` may be called any number of times for a height, or never: `finalize_block` must work from the block
alone. Nothing is durable before `commit` returns, and after it everything is. An engine needs nothing but this file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

ACCEPTED, REFUSED, INVALID = 0, 1, 2
"""Codes of a `TxResult`: entered and succeeded, entered and was refused, may not enter."""


class Info(NamedTuple):
    """The last committed block (ABCI: ResponseInfo); genesis has height 0."""

    height: int
    app_hash: bytes
    time: int
    """Milliseconds since 1970; 0 at genesis."""


class Moment(NamedTuple):
    """What the engine decides about a block besides its transactions (ABCI: `height` and `time` of a request)."""

    height: int
    time: int
    """Milliseconds since 1970; the slot is its 12-second part."""


class Prepared(NamedTuple):
    """A proposal (ABCI: ResponsePrepareProposal): transactions in order, and the candidates that can never enter."""

    txs: tuple[bytes, ...]
    refused: tuple[tuple[bytes, str], ...]
    """Hash and reason of each."""


class TxResult(NamedTuple):
    """Outcome of one transaction (ABCI: ExecTxResult, ResponseCheckTx)."""

    code: int
    log: str


class Finalized(NamedTuple):
    """Outcome of a block (ABCI: ResponseFinalizeBlock): its hash, which is final, and one result a transaction."""

    app_hash: bytes
    results: tuple[TxResult, ...]


class Halted(Exception):
    """The chain cannot go on in this program. What is committed stays; another version of the program goes on from it."""


class StateMachine(Protocol):
    """The chain as every engine drives it (ABCI: Application). Only `commit` writes. Calls must not overlap."""

    def info(self) -> Info:
        """Return the last durable block (ABCI: Info)."""
        ...

    def init_chain(self) -> bytes:
        """Make genesis durable and return its hash; repeatable (ABCI: InitChain)."""
        ...

    def check_tx(self, raw: bytes) -> TxResult:
        """Tell whether a transaction may enter the next block, code 0, or why not (ABCI: CheckTx)."""
        ...

    def prepare_proposal(self, moment: Moment, candidates: Iterable[bytes], max_bytes: int | None = None) -> Prepared:
        """Choose and order transactions for a block that this node proposes (ABCI: PrepareProposal).

        Without `max_bytes` (ABCI: max_tx_bytes) the chain's own limit holds.
        """
        ...

    def process_proposal(self, moment: Moment, txs: Sequence[bytes]) -> bool:
        """Tell whether a proposed block is structurally possible, ACCEPT or REJECT (ABCI: ProcessProposal)."""
        ...

    def finalize_block(self, moment: Moment, txs: Sequence[bytes], seal: bytes | None = None) -> Finalized:
        """Execute a decided block without making it durable (ABCI: FinalizeBlock).

        `seal` is what its author put under the header, where another node made it; no part of ABCI, whose hash has no seal.
        """
        ...

    def commit(self) -> int:
        """Make the finalised block durable; return the lowest height to keep, 0 for all (ABCI: Commit, retain_height).

        Raises `Halted` behind the last block that this program can make.
        """
        ...

    def work_ahead(self) -> bool:
        """Do a little of what later blocks will need; tell whether there is more to do; no part of ABCI."""
        ...

    def together(self) -> AbstractContextManager[None]:
        """Make the blocks that the body commits durable at its end, all at once or none; no part of ABCI.

        Where the body raises `Halted`, those before it are made durable.
        """
        ...


class Mempool(Protocol):
    """The transactions that wait for a block, as an engine that proposes sees them."""

    @property
    def ready_count(self) -> int:
        """Return how many could enter the next block."""
        ...

    def candidates(self, most: int) -> list[bytes]:
        """Return what to offer the next block, best first."""
        ...


class Engine(Protocol):
    """A consensus engine as the node runs it."""

    async def run(self) -> None:
        """Make blocks until cancelled."""
        ...

    def transaction_arrived(self) -> None:
        """Handle that the pool took a transaction."""
        ...


class EditableChain(Protocol):
    """A state machine whose state and history can be changed outside of blocks; no part of the rules."""

    def rewind(self, number: int) -> None:
        """Forget all blocks above `number`; refuses what the store cannot restore."""
        ...

    def set_storage(self, changes: Mapping[bytes, bytes | None]) -> None:
        """Let the next block begin with these writes, None removes."""
        ...


class Developer(Protocol):
    """A developer's powers over a running chain; nodes that allow none have no such object.

    Raises `ValueError` for invalid arguments.
    """

    async def new_block(self, count: int = 1) -> list[bytes]:
        """Make blocks now and return their hashes."""
        ...

    async def set_storage(self, changes: Mapping[bytes, bytes | None]) -> bytes:
        """Make a block that begins with these writes, None removes, and return its hash."""
        ...

    async def set_time(self, milliseconds: int) -> None:
        """Give the next block this time instead of the next slot's; it must lie ahead."""
        ...

    async def set_head(self, number: int) -> None:
        """Forget all blocks above `number`."""
        ...

    async def set_block_time(self, seconds: float) -> None:
        """Change how many wall seconds a slot takes."""
        ...
