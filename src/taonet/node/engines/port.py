"""The state machine as a consensus engine sees it: the call grammar of ABCI 2.0 in our words.

    info · init_chain · check_tx · (prepare_proposal · process_proposal)* · finalize_block · commit

`prepare_proposal` may be called any number of times for a height, or never: `finalize_block` must work from the block
alone. Nothing is durable before `commit` returns, and after it everything is. Both engines drive this port.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from taonet.frame.validity import ValidTransaction
from taonet.runtime.transaction.extrinsic import Extrinsic


class Info(NamedTuple):
    """The last committed block; height -1 before genesis."""

    height: int
    app_hash: bytes


class Moment(NamedTuple):
    """What the engine decides about a block besides its transactions."""

    height: int
    time: int
    """Milliseconds since 1970; the slot is its 12-second part."""


class Prepared(NamedTuple):
    """A proposal: transactions in order, and what the pool should learn about those left out."""

    txs: tuple[bytes, ...]
    refused: tuple[tuple[bytes, str], ...]
    """Hash and reason of candidates that can never enter."""


class TxResult(NamedTuple):
    """Outcome of one transaction in a finalised block: 0 entered and succeeded, 1 entered and was refused, 2 did not enter."""

    code: int
    log: str


class Finalized(NamedTuple):
    """What a height comes to."""

    app_hash: bytes
    results: tuple[TxResult, ...]


class StateMachine(Protocol):
    """What every engine drives."""

    def info(self) -> Info:
        """Return the last durable height and its hash."""
        ...

    def init_chain(self) -> bytes:
        """Make genesis durable and return its hash; repeatable until it is."""
        ...

    def check_tx(self, raw: bytes) -> tuple[Extrinsic, ValidTransaction]:
        """Decode and judge a transaction for the pool; raises `TransactionInvalid`."""
        ...

    def prepare_proposal(self, moment: Moment, candidates: Iterable[bytes], max_bytes: int) -> Prepared:
        """Choose and order transactions for a block that this node proposes."""
        ...

    def process_proposal(self, moment: Moment, txs: Sequence[bytes]) -> bool:
        """Tell whether a proposed block is structurally possible."""
        ...

    def finalize_block(self, moment: Moment, txs: Sequence[bytes]) -> Finalized:
        """Execute a decided block without making it durable."""
        ...

    def commit(self) -> int:
        """Make the finalised block durable; return the lowest height that must be kept (0: all)."""
        ...
