"""`author_*`: submitting transactions and watching the pool."""

from __future__ import annotations

import asyncio
from typing import final

from taonet.crypto.hashing import blake2_256
from taonet.node.pool import PoolError
from taonet.node.rpc.context import Connection, Context
from taonet.node.rpc.errors import invalid_params
from taonet.node.rpc.hexadecimal import Hex, to_bytes, to_hash, to_hex
from taonet.runtime.transaction.pipeline import Claim

Status = str | dict[str, object]
LAST = frozenset({"dropped", "invalid"})
LAST_WITH_VALUE = frozenset({"finalized", "finalityTimeout", "usurped"})
MOST_REMOVED = 1_000
FINALITY_SECONDS = 0.1
"""How long after `inBlock` we say `finalized`. Blocks are final at once, but clients look a block up when they are told of it,
and polkadot.js forgets the first status when the second comes before it has finished: `isInBlock` would never be seen."""


UPDATE = "author_extrinsicUpdate"
UNSUBSCRIBE = {"author_unwatchExtrinsic": UPDATE}


def author_submitExtrinsic(ctx: Context, extrinsic: Hex) -> str:
    """Put a transaction into the pool and return its hash."""
    raw = to_bytes(extrinsic, "extrinsic")
    return ctx.node.when_checked(raw, lambda claim: to_hex(ctx.node.submit(raw, claim=claim)))


@final
class _Watch:
    """Statuses of one transaction on their way to one subscriber; those before the answer wait for it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._early: list[Status] | None = []
        self._over = False
        self.name = connection.subscribe(UPDATE, lambda _name: self._end)

    def _end(self) -> None:
        self._over = True

    def tell(self, status: Status) -> None:
        """Send a status, `finalized` a little later; the last one ends the subscription."""
        if self._early is not None:
            self._early.append(status)
        elif isinstance(status, dict) and "finalized" in status:
            asyncio.get_running_loop().call_later(FINALITY_SECONDS, self._send, status)
        else:
            self._send(status)

    def _send(self, status: Status) -> None:
        if self._over:
            return
        self._connection.notify(UPDATE, self.name, status)
        if status in LAST if isinstance(status, str) else not LAST_WITH_VALUE.isdisjoint(status):
            self._connection.unsubscribe(UPDATE, self.name)

    def answered(self) -> None:
        """Send what came before the answer."""
        early, self._early = self._early or [], None
        for status in early:
            self.tell(status)


def author_submitAndWatchExtrinsic(ctx: Context, bytes: Hex) -> str:
    """Put a transaction into the pool and send its statuses until the last."""
    raw = to_bytes(bytes, "bytes")
    ctx.need_connection()
    return ctx.node.when_checked(raw, lambda claim: _watch(ctx, raw, claim))


def _watch(ctx: Context, raw: bytes, claim: Claim | None) -> str:
    watch = _Watch(ctx.need_connection())
    try:
        ctx.node.submit(raw, watch.tell, claim)
    except PoolError:
        ctx.need_connection().unsubscribe(UPDATE, watch.name)
        raise
    ctx.after.append(watch.answered)
    return watch.name


def author_pendingExtrinsics(ctx: Context) -> list[str]:
    """Return all transactions in the pool, in order of arrival."""
    return [to_hex(waiting.raw) for waiting in ctx.node.pool.all()]


def author_removeExtrinsic(ctx: Context, bytes_or_hash: list[dict[str, Hex]]) -> list[str]:
    """Ban transactions and take them and what waits behind them out of the pool; return the hashes of all taken out."""
    ctx.need_developer()
    if len(bytes_or_hash) > MOST_REMOVED:
        raise invalid_params(f"bytes_or_hash: at most {MOST_REMOVED} at once")
    hashes = [_named(entry) for entry in bytes_or_hash]
    removed = ctx.node.pool.remove(hashes, ctx.node.view.best_number)
    ctx.node.notice("author_removeExtrinsic", f"removed {len(removed)} transactions from the pool", count=len(removed))
    return [to_hex(tx_hash) for tx_hash in removed]


def _named(entry: dict[str, Hex]) -> bytes:
    if set(entry) == {"hash"}:
        return to_hash(entry["hash"], "bytes_or_hash") or b""
    if set(entry) == {"extrinsic"}:
        return blake2_256(to_bytes(entry["extrinsic"], "bytes_or_hash"))
    raise invalid_params('bytes_or_hash: each entry is {"hash": ...} or {"extrinsic": ...}')
