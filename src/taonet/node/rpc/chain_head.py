"""`chainHead_v1_*`: following the chain's head, and reading the blocks that it announces.

A follower that is gone, or was stopped, is no error: there is no room for its operations, and nothing under its pins.
Source: paritytech/json-rpc-interface-spec, chainHead.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from taonet.node.rpc.context import Context
from taonet.node.rpc.errors import (
    NO_RUNTIME,
    NOT_WAITING,
    TOO_MANY_FOLLOWERS,
    TWICE_UNPINNED,
    UNKNOWN_PIN,
    RpcError,
)
from taonet.node.rpc.follow import EVENT, Follow, Operation
from taonet.node.rpc.hexadecimal import Hex, to_bytes, to_hash, to_hex
from taonet.node.rpc.storage_items import Answer, StorageItem, answers, next_page, questions_of
from taonet.primitives.ids import Hash

MOST_FOLLOWERS = 4
"""Of one connection."""

Started = dict[str, object]
LIMIT_REACHED: Started = {"result": "limitReached"}


def chainHead_v1_follow(ctx: Context, with_runtime: bool) -> str:
    """Send the newest blocks and each new one, pinned until they are unpinned; with what their runtime is, if wanted."""
    connection = ctx.need_connection()
    if connection.count(EVENT) >= MOST_FOLLOWERS:
        raise RpcError(TOO_MANY_FOLLOWERS, f"Too many followers: a connection may have {MOST_FOLLOWERS}")
    follow = Follow(ctx.node, connection, with_runtime=with_runtime)

    def begin(name: str) -> Callable[[], None]:
        follow.name = name
        ctx.after.append(follow.start)
        return follow.end

    return connection.subscribe(EVENT, begin, follow)


def chainHead_v1_unfollow(ctx: Context, follow_subscription: str) -> None:
    """Stop following; nothing happens when it is over already."""
    ctx.need_connection().unsubscribe(EVENT, follow_subscription)


def _follow(ctx: Context, name: str) -> Follow | None:
    found = None if ctx.connection is None else ctx.connection.state_of(EVENT, name)
    return found if isinstance(found, Follow) else None


def _pinned(follow: Follow, *hashes: Hash) -> None:
    if any(block_hash not in follow.pinned for block_hash in hashes):
        raise RpcError(UNKNOWN_PIN, "Invalid block hash")


def _hash(text: Hex, what: str = "hash") -> Hash:
    return to_hash(text, what) or Hash(b"")


def chainHead_v1_header(ctx: Context, follow_subscription: str, hash: Hex) -> str | None:
    """Return the header of a pinned block in SCALE, null for a follower that is over."""
    follow, block_hash = _follow(ctx, follow_subscription), _hash(hash)
    if follow is None:
        return None
    _pinned(follow, block_hash)
    return to_hex(ctx.node.view.store.header(block_hash) or b"")


def chainHead_v1_body(ctx: Context, follow_subscription: str, hash: Hex) -> Started:
    """Start to send the transactions of a pinned block."""
    follow, block_hash = _follow(ctx, follow_subscription), _hash(hash)
    if follow is None:
        return LIMIT_REACHED
    _pinned(follow, block_hash)

    async def work(operation: Operation) -> None:
        body = await ctx.work(ctx.node.view.body, block_hash)
        follow.send("operationBodyDone", operationId=operation.name, value=[to_hex(raw) for raw in body])

    return _start(ctx, follow, 1, work)


def chainHead_v1_call(
    ctx: Context, follow_subscription: str, hash: Hex, function: str, call_parameters: Hex
) -> Started:
    """Start to ask a runtime API, `Trait_method`, as of a pinned block."""
    follow, block_hash, payload = (
        _follow(ctx, follow_subscription),
        _hash(hash),
        to_bytes(call_parameters, "call_parameters"),
    )
    if follow is None:
        return LIMIT_REACHED
    _pinned(follow, block_hash)
    if not follow.with_runtime:
        raise RpcError(NO_RUNTIME, "The runtime updates flag must be set")

    async def work(operation: Operation) -> None:
        output = await ctx.work(ctx.node.view.call, function, payload, block_hash)
        follow.send("operationCallDone", operationId=operation.name, output=to_hex(output))

    return _start(ctx, follow, 1, work)


def chainHead_v1_storage(
    ctx: Context, follow_subscription: str, hash: Hex, items: list[StorageItem], child_trie: Hex | None = None
) -> Started:
    """Start to send values, hashes, descendants or Merkle values of state keys as of a pinned block."""
    follow, block_hash, questions = _follow(ctx, follow_subscription), _hash(hash), questions_of(items)
    if child_trie is not None:
        to_bytes(child_trie, "child_trie")
    if follow is None:
        return LIMIT_REACHED
    _pinned(follow, block_hash)
    accepted = questions[: follow.free_places()]
    asked = accepted if child_trie is None else []

    async def work(operation: Operation) -> None:
        found = answers(ctx.node.view, asked, block_hash)
        paged = any(question.descends for question in asked)
        page: list[Answer] = await ctx.work(next_page, found)
        while page:
            await ctx.need_connection().room()
            follow.send("operationStorageItems", operationId=operation.name, items=page)
            page = await ctx.work(next_page, found)
            if page and paged:
                follow.send("operationWaitingForContinue", operationId=operation.name)
                await operation.wait_to_continue()
        follow.send("operationStorageDone", operationId=operation.name)

    started = _start(ctx, follow, len(accepted), work)
    return started if started is LIMIT_REACHED else {**started, "discardedItems": len(questions) - len(accepted)}


def _start(ctx: Context, follow: Follow, places: int, work: Callable[[Operation], Awaitable[None]]) -> Started:
    """Begin an operation once the answer, which has its name, is on its way."""
    if follow.free_places() < max(places, 1):
        return LIMIT_REACHED
    operation = Operation(places)
    follow.operations[operation.name] = operation
    ctx.after.append(lambda: follow.operate(operation, lambda: work(operation)))
    return {"result": "started", "operationId": operation.name}


def chainHead_v1_continue(ctx: Context, follow_subscription: str, operation_id: str) -> None:
    """Go on with an operation that waits for it."""
    follow = _follow(ctx, follow_subscription)
    operation = None if follow is None else follow.operations.get(operation_id)
    if operation is not None and not operation.go_on():
        raise RpcError(NOT_WAITING, "Wait for continue event was not generated for the subscription")


def chainHead_v1_stopOperation(ctx: Context, follow_subscription: str, operation_id: str) -> None:
    """Stop an operation; nothing happens when it is over already."""
    follow = _follow(ctx, follow_subscription)
    operation = None if follow is None else follow.operations.get(operation_id)
    if follow is not None and operation is not None:
        follow.cancel(operation)


def chainHead_v1_unpin(ctx: Context, follow_subscription: str, hash_or_hashes: str | list[str]) -> None:
    """Unpin a block or several: all of them, or none when one is not pinned."""
    several = hash_or_hashes if isinstance(hash_or_hashes, list) else [hash_or_hashes]
    hashes = [_hash(text, "hash_or_hashes") for text in several]
    follow = _follow(ctx, follow_subscription)
    if follow is None:
        return
    if len(set(hashes)) < len(hashes):
        raise RpcError(TWICE_UNPINNED, "Received duplicated hashes for the `chainHead_unpin` method")
    _pinned(follow, *hashes)
    for block_hash in hashes:
        del follow.pinned[block_hash]
