"""`transactionWatch_v1_*` and `transaction_v1_*`: submitting transactions, watched or not.

Source: paritytech/json-rpc-interface-spec, transactionWatch and transaction. The words of refusals are a real node's.
"""

from __future__ import annotations

from collections.abc import Callable

from taonet.node.chain.block import Block
from taonet.node.node import BAD_FORMAT, INVALID_TRANSACTION, UNKNOWN_VALIDITY, VERIFICATION_ERROR
from taonet.node.pool import PoolError
from taonet.node.rpc.context import Context
from taonet.node.rpc.errors import INVALID_PARAMS, RpcError
from taonet.node.rpc.hexadecimal import Hex, to_bytes

WATCH, BROADCAST = "transactionWatch_v1_watchEvent", "transaction_v1_broadcast"
MOST_BROADCAST = 16
"""Transactions that one connection may broadcast at a time."""

Status = str | dict[str, object]
Event = dict[str, object]

_WORDS = {
    BAD_FORMAT: "Extrinsic bytes cannot be decoded",
    VERIFICATION_ERROR: "Verification error: {}",
    INVALID_TRANSACTION: "Invalid transaction: {}",
    UNKNOWN_VALIDITY: "Unknown transaction validity: {}",
    1012: "Transaction is temporarily banned",
    1013: "Transaction is already imported",
    1014: "The priority of the transaction is too low ({})",
    1016: "The transaction could not enter the pool because of the limit",
}
_ENDS: dict[str, Event] = {
    "dropped": {"event": "dropped", "error": "Extrinsic dropped from the pool due to exceeding limits"},
    "invalid": {"event": "invalid", "error": "Extrinsic marked as invalid"},
    "usurped": {"event": "invalid", "error": "Extrinsic was rendered invalid by another extrinsic"},
}


def transactionWatch_v1_submitAndWatch(ctx: Context, transaction: Hex) -> str:
    """Put a transaction into the pool and send what becomes of it; that it is refused is an event too."""
    raw, connection = to_bytes(transaction, "transaction"), ctx.need_connection()

    def begin(name: str) -> Callable[[], None]:
        watching = [True]

        def send(event: Event) -> None:
            if watching:
                connection.notify(WATCH, name, event)
            if event["event"] not in {"validated", "bestChainBlockIncluded"}:
                connection.unsubscribe(WATCH, name)

        def submit() -> None:
            try:
                ctx.node.submit(raw, lambda status: send(_event(ctx, raw, status)))
            except PoolError as error:
                send({"event": "invalid", "error": _refusal(error)})

        ctx.after.append(submit)
        return watching.clear

    return connection.subscribe(WATCH, begin)


def _event(ctx: Context, raw: bytes, status: Status) -> Event:
    """Return a status of the pool as an event."""
    if isinstance(status, str):
        return _ENDS.get(status, {"event": "validated"})
    ((kind, block),) = status.items()
    if kind in _ENDS:
        return _ENDS[kind]
    body = ctx.node.view.body(to_bytes(str(block)))
    event = "finalized" if kind == "finalized" else "bestChainBlockIncluded"
    return {"event": event, "block": {"hash": block, "index": body.index(raw)}}


def _refusal(error: PoolError) -> str:
    return _WORDS.get(error.code, "{}").format(error.data or error.message)


def transactionWatch_v1_unwatch(ctx: Context, subscription: str) -> None:
    """Stop watching a transaction; it stays in the pool."""
    if not ctx.need_connection().unsubscribe(WATCH, subscription):
        raise RpcError(INVALID_PARAMS, "Invalid subscription id")


def transaction_v1_broadcast(ctx: Context, transaction: Hex) -> str | None:
    """Offer a transaction to every block until one has it or it is stopped; null when too many are on their way."""
    raw, connection, node = to_bytes(transaction, "transaction"), ctx.need_connection(), ctx.node
    if connection.count(BROADCAST) >= MOST_BROADCAST:
        return None

    def begin(_name: str) -> Callable[[], None]:
        included: list[Block] = []

        def offer() -> None:
            try:
                node.submit(raw)
            except PoolError:  # it may be valid later; nobody is told, as the specification has it
                return

        def look(block: Block) -> None:
            if raw in block.body:
                included.append(block)
            elif not included:
                offer()

        def taken_back() -> None:
            included.clear()
            offer()

        ctx.after.append(offer)
        return node.listen(look, taken_back)

    return connection.subscribe(BROADCAST, begin)


def transaction_v1_stop(ctx: Context, operation_id: str) -> None:
    """Offer a transaction no longer; what waits in the pool stays there."""
    if not ctx.need_connection().unsubscribe(BROADCAST, operation_id):
        raise RpcError(INVALID_PARAMS, "Invalid operation id")
