"""`archive_v1_*`: any block and state that is kept. Every block is final, so every height has one.

Source: paritytech/json-rpc-interface-spec, archive.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from typing import Annotated

import msgspec

from taonet.frame.api import BadApiInput, UnknownApi
from taonet.node.chain.view import NoStateRoots, StateGone, UnknownBlock
from taonet.node.rpc.context import Connection, Context
from taonet.node.rpc.errors import TOO_MANY_SUBSCRIPTIONS, RpcError, execution_failed, invalid_params
from taonet.node.rpc.hexadecimal import Hex, to_bytes, to_hash, to_hex
from taonet.node.rpc.storage_diff import DiffItem, NotBefore, areas_of, differences
from taonet.node.rpc.storage_items import Answer, StorageItem, answers, next_page, questions_of
from taonet.primitives.ids import Hash
from taonet.runtime.rules import UnknownRules

LOG = logging.getLogger("taonet.rpc")
STORAGE, DIFF = "archive_v1_storageEvent", "archive_v1_storageDiffEvent"
MOST_READERS = 16
"""Storage requests of one connection at a time."""

ALIASES = {"archive_v1_storageDiff_stopStorageDiff": "archive_v1_stopStorageDiff"}

Height = Annotated[int, msgspec.Meta(ge=0)]


def archive_v1_genesisHash(ctx: Context) -> str:
    """Return the hash of block 0."""
    return to_hex(ctx.node.view.store.block_hash(0) or b"")


def archive_v1_finalizedHeight(ctx: Context) -> int:
    """Return the number of the newest block, which is final."""
    return ctx.node.view.best_number


def archive_v1_hashByHeight(ctx: Context, height: Height) -> list[str]:
    """Return the hash of the block of a height, in a list; an empty one above the newest."""
    found = ctx.node.view.store.block_hash(height) if height <= ctx.node.view.best_number else None
    return [] if found is None else [to_hex(found)]


def archive_v1_header(ctx: Context, hash: Hex) -> str | None:
    """Return the header of a block in SCALE, null for an unknown block."""
    found = ctx.node.view.store.header(to_hash(hash) or b"")
    return None if found is None else to_hex(found)


def archive_v1_body(ctx: Context, hash: Hex) -> list[str] | None:
    """Return the transactions of a block, null for an unknown block."""
    found = ctx.node.view.store.body(to_hash(hash) or b"")
    return None if found is None else [to_hex(raw) for raw in found]


async def archive_v1_call(ctx: Context, hash: Hex, function: str, call_parameters: Hex) -> dict[str, object] | None:
    """Call a runtime API, `Trait_method`, as of a block, and return whether it went well; null for an unknown block."""
    block_hash, payload = to_hash(hash), to_bytes(call_parameters, "call_parameters")
    try:
        return {"success": True, "value": to_hex(await ctx.work(ctx.node.view.call, function, payload, block_hash))}
    except UnknownBlock:
        return None
    except (UnknownApi, BadApiInput, StateGone, UnknownRules) as error:
        return {"success": False, "error": execution_failed(error)}


def archive_v1_storage(ctx: Context, hash: Hex, items: list[StorageItem], child_trie: Hex | None = None) -> str:
    """Send values, hashes, descendants or Merkle values of state keys as of a block."""
    block_hash, questions = to_hash(hash) or Hash(b""), questions_of(items)
    if any(question.start is not None and not question.descends for question in questions):
        raise invalid_params("items: paginationStartKey goes with descendantsValues and descendantsHashes only")
    if child_trie is not None:
        to_bytes(child_trie, "child_trie")
    view = ctx.node.view

    def found() -> Iterator[Answer]:
        view.number_of(block_hash)
        yield from answers(view, questions if child_trie is None else [], block_hash)

    return _read(ctx, STORAGE, "storage", found())


def archive_v1_stopStorage(ctx: Context, subscription: str) -> None:
    """Stop sending; nothing happens when it is over already."""
    ctx.need_connection().unsubscribe(STORAGE, subscription)


def archive_v1_storageDiff(
    ctx: Context, hash: Hex, items: list[DiffItem] | None = None, previous_hash: Hex | None = None
) -> str:
    """Send how the state of a block differs from that of an earlier one, its parent by default."""
    block_hash, previous = to_hash(hash) or Hash(b""), to_hash(previous_hash, "previous_hash")
    return _read(ctx, DIFF, "storageDiff", differences(ctx.node.view, areas_of(items), block_hash, previous))


def archive_v1_stopStorageDiff(ctx: Context, subscription: str) -> None:
    """Stop sending; nothing happens when it is over already."""
    ctx.need_connection().unsubscribe(DIFF, subscription)


def _read(ctx: Context, kind: str, event: str, found: Iterator[Answer]) -> str:
    """Send everything found as events, and then that it is done or why it failed."""
    connection = ctx.need_connection()
    if connection.count(kind) >= MOST_READERS:
        raise RpcError(TOO_MANY_SUBSCRIPTIONS, f"Too many requests of this kind at a time: at most {MOST_READERS}")

    def begin(name: str) -> Callable[[], None]:
        tasks: list[asyncio.Task[None]] = []

        def start() -> None:
            tasks.append(asyncio.get_running_loop().create_task(_send_all(ctx, connection, (kind, name, event), found)))

        ctx.after.append(start)
        return lambda: _cancel(tasks)

    return connection.subscribe(kind, begin)


def _cancel(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        if task is not asyncio.current_task():
            task.cancel()


async def _send_all(ctx: Context, connection: Connection, to: tuple[str, str, str], found: Iterator[Answer]) -> None:
    kind, name, event = to
    try:
        while page := await ctx.work(next_page, found):
            await connection.room()
            for answer in page:
                connection.notify(kind, name, {"event": event, **answer})
        connection.notify(kind, name, {"event": f"{event}Done"})
    except (UnknownBlock, StateGone, NoStateRoots, NotBefore) as error:
        connection.notify(kind, name, {"event": f"{event}Error", "error": str(error)})
    except Exception as error:
        LOG.exception("%s failed", event)
        connection.notify(
            kind, name, {"event": f"{event}Error", "error": f"{type(error).__name__}; see the node's log"}
        )
    finally:
        connection.unsubscribe(kind, name)
