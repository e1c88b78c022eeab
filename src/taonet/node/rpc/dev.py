"""`dev_*` and `engine_*`: developer methods, only on development chains and only for callers on this machine.

What no block shows by itself is told to whoever watches the node. The reference page shows their whole docstrings, and a
test runs each example.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import msgspec

from taonet.node.rpc.context import Context
from taonet.node.rpc.errors import SERVER_ERROR, RpcError, invalid_params
from taonet.node.rpc.hexadecimal import Hex, to_bytes, to_hash, to_hex
from taonet.node.rpc.storage_writes import Named, Raw, named_writes, raw_writes
from taonet.node.store import StoreError

MOST_BLOCKS = 10_000
MOST_WRITES = 100_000

Count = Annotated[int, msgspec.Meta(ge=1, le=MOST_BLOCKS)]


class NewBlocks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The argument of `dev_newBlock`: how many blocks, or up to which, and transactions for the first."""

    count: Count | None = None
    to: Annotated[int, msgspec.Meta(ge=0)] | None = None
    transactions: list[str] = []


async def dev_newBlock(ctx: Context, options: NewBlocks | Count | None = None) -> str:
    """Make blocks now and return the hash of the last.

    `options` is how many, or an object: `count`, or `to` which number; `transactions` go into the pool first. Without options
    it is one block.

    Returns: the hash of the last new block.
    Example: `[{"count": 2}]`
    """
    developer = ctx.need_developer()
    wanted = NewBlocks(count=options) if isinstance(options, int) else options or NewBlocks()
    for transaction in wanted.transactions:
        ctx.node.submit(to_bytes(transaction, "transactions"))
    count = wanted.count or 1
    if wanted.to is not None:
        count = wanted.to - ctx.node.view.best_number
    if not 1 <= count <= MOST_BLOCKS:
        raise invalid_params(f"options: to must lie 1 to {MOST_BLOCKS} blocks ahead")
    return to_hex((await developer.new_block(count))[-1])


async def engine_createBlock(
    ctx: Context, create_empty: bool, finalize: bool, parent_hash: Hex | None = None
) -> dict[str, object]:
    """Make one block now, on top of the newest; the method of a real node with manual seal.

    It is always final, whatever `finalize` says. Without `create_empty` a block for which no transaction waits is refused.
    `parent_hash` may only be that of the newest block.

    Returns: `{"hash", "aux"}` of the new block.
    Example: `[true, true]`
    """
    developer, node = ctx.need_developer(), ctx.node
    if to_hash(parent_hash, "parent_hash") not in {None, node.view.best_hash}:
        raise invalid_params("parent_hash: only the newest block can be built upon")
    if not create_empty and not node.pool.ready_count:
        raise RpcError(SERVER_ERROR, "empty transaction pool, finalize is not possible" if finalize else "empty pool")
    block_hash = (await developer.new_block(1))[-1]
    off = ("header_only", "clear_justification_requests", "needs_justification", "bad_justification")
    aux = {**dict.fromkeys(off, False), "is_new_best": True}
    return {"hash": to_hex(block_hash), "aux": aux}


async def dev_setStorage(ctx: Context, values: Named | Raw) -> str:
    """Write values by the names of pallet and item, or under state keys, and return the hash of the block that has them.

    `values` is `{"Pallet": {"Item": value}}`, as Chopsticks has it; for a map `{"Item": [[keys, value], ...]}`. Null removes
    a value, `{"$removePrefix": ["Item"]}` all of an item. Large numbers may be texts, accounts are SS58 or hexadecimal, an
    enum is the name of its case or `{"Name": value}`, and what is left out of a struct is zero. `values` may also be
    `[[key, value], ...]` in hexadecimal. What no client could decode is refused.

    Returns: the hash of a new block.
    Example: `[{"SubtensorModule": {"Tempo": [[[1], 50]]}}]`
    """
    developer, view = ctx.need_developer(), ctx.node.view
    writes = raw_writes(view, values) if isinstance(values, list) else await ctx.work(named_writes, view, values)
    if len(writes) > MOST_WRITES:
        raise invalid_params(f"values: at most {MOST_WRITES} at once, got {len(writes)}")
    block = to_hex(await developer.set_storage(writes))
    ctx.node.notice("dev_setStorage", f"wrote {len(writes)} keys, in block {block}", keys=len(writes), block=block)
    return block


async def dev_timeTravel(ctx: Context, date: int | str) -> int:
    """Give the next block this time, in milliseconds since 1970 or as ISO 8601.

    It must lie after the newest block's; the block takes the slot of 12 seconds in which it lies.

    Returns: the time in milliseconds.
    Example: `["2100-01-01T00:00:00Z"]`
    """
    developer = ctx.need_developer()
    try:
        milliseconds = date if isinstance(date, int) else _milliseconds(date)
        await developer.set_time(milliseconds)
    except ValueError as error:
        raise invalid_params(f"date: {error}") from error
    ctx.node.notice("dev_timeTravel", f"the next block is at {milliseconds} ms", milliseconds=milliseconds)
    return milliseconds


def _milliseconds(text: str) -> int:
    moment = datetime.fromisoformat(text)
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return int(zoned.timestamp() * 1000)


async def dev_setHead(ctx: Context, hash_or_number: int | str) -> str:
    """Forget all blocks above a number or hash, and what waits in the pool.

    What was taken back is gone for good. Subscribers are told, and followers of the head have to follow anew.

    Returns: the hash of the newest block that is left.
    Example: `[1]`
    """
    developer, view = ctx.need_developer(), ctx.node.view
    number = (
        hash_or_number if isinstance(hash_or_number, int) else view.number_of(to_hash(hash_or_number, "hash_or_number"))
    )
    if not 0 <= number <= view.best_number:
        raise invalid_params(f"hash_or_number: the newest block is {view.best_number}")
    before = view.best_number
    try:
        await developer.set_head(number)
    except StoreError as error:
        raise invalid_params(f"hash_or_number: {error}") from error
    ctx.node.after_rewind()
    block = to_hex(view.best_hash)
    text = f"went from #{before} back to #{number} ({block})"
    ctx.node.notice("dev_setHead", text, before=before, number=number, block=block)
    return block


async def dev_setBlockTime(ctx: Context, seconds: float) -> float:
    """Change how many wall seconds a slot takes.

    Returns: the seconds.
    Example: `[0.25]`
    """
    developer = ctx.need_developer()
    try:
        await developer.set_block_time(seconds)
    except ValueError as error:
        raise invalid_params(f"seconds: {error}") from error
    ctx.node.notice("dev_setBlockTime", f"a slot takes {seconds} s", seconds=seconds)
    return seconds
