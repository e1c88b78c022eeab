"""`state_*`: storage, runtime calls, metadata and proofs, as of any kept block."""

from __future__ import annotations

import anyio.to_thread

from taonet.crypto.hashing import blake2_256
from taonet.frame.api import BadApiInput, UnknownApi
from taonet.frame.error import DispatchError
from taonet.node.node import NewBlock
from taonet.node.rpc.context import Context
from taonet.node.rpc.errors import CLIENT_ERROR, INVALID_PARAMS, RpcError
from taonet.node.rpc.hexes import hexed, to_bytes, to_hash
from taonet.node.view import StateGone, UnknownBlock
from taonet.primitives.ids import Hash
from taonet.runtime.description import metadata, metadata_hex
from taonet.runtime.pallets.system.version import VERSION

MOST_KEYS = 1_000
MOST_QUERIED = 10_000
MOST_RANGE = 1_000
"""Blocks that one `state_queryStorage` may walk."""

ALIASES = {
    "state_getStorageAt": "state_getStorage",
    "state_getStorageHashAt": "state_getStorageHash",
    "state_getStorageSizeAt": "state_getStorageSize",
    "state_getKeysPagedAt": "state_getKeysPaged",
    "state_callAt": "state_call",
    "chain_getRuntimeVersion": "state_getRuntimeVersion",
    "chain_subscribeRuntimeVersion": "state_subscribeRuntimeVersion",
    "chain_unsubscribeRuntimeVersion": "state_unsubscribeRuntimeVersion",
}


def state_getRuntimeVersion(ctx: Context, hash: str | None = None) -> object:  # noqa: A002  the name on the wire
    """Return the version of the runtime at a block; it is the same at all."""
    _known(ctx, to_hash(hash))
    return runtime_version()


def runtime_version() -> dict[str, object]:
    """Return the runtime's version as clients read it."""
    return {
        "specName": VERSION.spec_name,
        "implName": VERSION.impl_name,
        "authoringVersion": VERSION.authoring_version,
        "specVersion": VERSION.spec_version,
        "implVersion": VERSION.impl_version,
        "apis": [[f"0x{identifier.hex()}", version] for identifier, version in VERSION.apis],
        "transactionVersion": VERSION.transaction_version,
        "stateVersion": VERSION.system_version,
        "systemVersion": VERSION.system_version,
    }


def _known(ctx: Context, block_hash: Hash | None) -> None:
    try:
        ctx.node.view.number_of(block_hash)
    except UnknownBlock as error:
        raise RpcError(CLIENT_ERROR, "Client error", str(error)) from error


async def state_getMetadata(ctx: Context, hash: str | None = None) -> str:  # noqa: A002  the name on the wire
    """Return metadata V14."""
    _known(ctx, to_hash(hash))
    return await anyio.to_thread.run_sync(metadata_hex, 14)


async def state_call(ctx: Context, name: str, data: str, hash: str | None = None) -> str:  # noqa: A002  the name on the wire
    """Ask a runtime API with SCALE bytes."""
    payload, block_hash = to_bytes(data, "data"), to_hash(hash)
    if name == "Metadata_metadata_at_version":
        # A large answer that never changes: make it once, off the loop's thread.
        await anyio.to_thread.run_sync(metadata, 15)
    try:
        answer = await anyio.to_thread.run_sync(ctx.node.view.call, name, payload, block_hash)
    except UnknownApi as error:
        raise RpcError(CLIENT_ERROR, f"Client error: Execution failed: Other: {error}", None) from error
    except (BadApiInput, DispatchError) as error:
        raise RpcError(CLIENT_ERROR, f"Client error: Execution failed: {error}", None) from error
    except (UnknownBlock, StateGone) as error:
        raise RpcError(CLIENT_ERROR, f"Client error: {error}", None) from error
    return f"0x{answer.hex()}"


def _value(ctx: Context, key: str, block_hash: str | None) -> bytes | None:
    try:
        return ctx.node.view.value(to_bytes(key, "key"), to_hash(block_hash))
    except (UnknownBlock, StateGone) as error:
        raise RpcError(CLIENT_ERROR, f"Client error: {error}", None) from error


def state_getStorage(ctx: Context, key: str, hash: str | None = None) -> str | None:  # noqa: A002  the name on the wire
    """Return the value under a state key."""
    return hexed(_value(ctx, key, hash))


def state_getStorageHash(ctx: Context, key: str, hash: str | None = None) -> str | None:  # noqa: A002  the name on the wire
    """Return the hash of the value under a state key."""
    value = _value(ctx, key, hash)
    return None if value is None else hexed(blake2_256(value))


def state_getStorageSize(ctx: Context, key: str, hash: str | None = None) -> int | None:  # noqa: A002  the name on the wire
    """Return the length of the value under a state key."""
    value = _value(ctx, key, hash)
    return None if value is None else len(value)


def state_queryStorageAt(ctx: Context, keys: list[str], hash: str | None = None) -> object:  # noqa: A002  the name on the wire
    """Return the values under several state keys after one block."""
    _few(keys)
    changes = [[key, hexed(_value(ctx, key, hash))] for key in keys]
    block_hash = to_hash(hash) or ctx.node.view.best_hash
    return [{"block": hexed(block_hash), "changes": changes}]


def state_queryStorage(ctx: Context, keys: list[str], fromBlock: str, toBlock: str | None = None) -> object:
    """Return how values changed from one block to another, both included."""
    _few(keys)
    view = ctx.node.view
    try:
        first, last = view.number_of(to_hash(fromBlock, "fromBlock")), view.number_of(to_hash(toBlock, "toBlock"))
    except UnknownBlock as error:
        raise RpcError(CLIENT_ERROR, f"Client error: {error}", None) from error
    if not 0 <= last - first <= MOST_RANGE:
        raise RpcError(INVALID_PARAMS, "Invalid params", f"toBlock: 0 to {MOST_RANGE} blocks after fromBlock")
    rows: list[dict[str, object]] = []
    known: dict[str, str | None] = {}
    for number in range(first, last + 1):
        block_hash = hexed(view.store.block_hash(number))
        values = {key: hexed(_value(ctx, key, block_hash)) for key in keys}
        changes = [[key, value] for key, value in values.items() if number == first or known[key] != value]
        known = values
        if changes:
            rows.append({"block": block_hash, "changes": changes})
    return rows


def _few(keys: list[str]) -> None:
    if len(keys) > MOST_QUERIED:
        raise RpcError(INVALID_PARAMS, "Invalid params", f"keys: at most {MOST_QUERIED} at once")


def state_getKeysPaged(
    ctx: Context, prefix: str, count: int, startKey: str | None = None, hash: str | None = None  # noqa: A002  the name on the wire
) -> list[str]:
    """Return up to `count` keys under a prefix after a start key, in byte order."""
    if not 0 <= count <= MOST_KEYS:
        raise RpcError(INVALID_PARAMS, "Invalid params", f"count: 0 to {MOST_KEYS}, got {count}")
    start = None if startKey is None else to_bytes(startKey, "startKey")
    if start is not None and len(start) <= len(to_bytes(prefix, "prefix")):
        start = None
    try:
        keys = ctx.node.view.keys(to_bytes(prefix, "prefix"), to_hash(hash), start, count)
    except (UnknownBlock, StateGone) as error:
        raise RpcError(CLIENT_ERROR, f"Client error: {error}", None) from error
    return [f"0x{key.hex()}" for key in keys]


def state_getKeys(ctx: Context, prefix: str, hash: str | None = None) -> list[str]:  # noqa: A002  the name on the wire
    """Return the first keys under a prefix; use `state_getKeysPaged` for more."""
    return state_getKeysPaged(ctx, prefix, MOST_KEYS, None, hash)


def state_getPairs(ctx: Context, prefix: str, hash: str | None = None) -> list[list[str | None]]:  # noqa: A002  the name on the wire
    """Return the first keys and values under a prefix."""
    return [[key, hexed(_value(ctx, key, hash))] for key in state_getKeys(ctx, prefix, hash)]


async def state_getReadProof(ctx: Context, keys: list[str], hash: str | None = None) -> object:  # noqa: A002  the name on the wire
    """Return the trie nodes that prove the values under state keys in the newest block."""
    _few(keys)
    machine = ctx.node.machine
    block_hash = to_hash(hash) or machine.best.hash
    wanted = [to_bytes(key, "keys") for key in keys]
    if block_hash != machine.best.hash:
        _known(ctx, block_hash)
        proof = await anyio.to_thread.run_sync(machine.past_proof, wanted, ctx.node.view.number_of(block_hash))
    else:
        proof = machine.proof(wanted)
    return {"at": hexed(block_hash), "proof": [hexed(node) for node in proof]}


def state_subscribeStorage(ctx: Context, keys: list[str] | None = None) -> str:
    """Send the values under state keys, now and whenever they change."""
    connection, node = ctx.need_connection(), ctx.node
    _few(keys or [])
    watched = {to_bytes(key, "keys"): key for key in keys or []}

    def tell(block: NewBlock) -> None:
        if watched:
            changes = [[text, hexed(block.changes[key])] for key, text in watched.items() if key in block.changes]
        else:
            changes = [[f"0x{key.hex()}", hexed(value)] for key, value in block.changes.items()]
        fresh = [change for change in changes if last.get(str(change[0]), "") != change[1]]
        last.update({str(change[0]): change[1] for change in fresh} if watched else {})
        if fresh:
            connection.notify("state_storage", name, {"block": hexed(block.hash), "changes": fresh})

    last: dict[str, str | None] = {text: hexed(node.view.value(key, None)) for key, text in watched.items()}
    first = {"block": hexed(node.view.best_hash), "changes": [[key, value] for key, value in last.items()]}
    name = connection.subscribe(lambda: node.feeds.remove(tell))
    node.feeds.append(tell)
    ctx.after.append(lambda: connection.notify("state_storage", name, first))
    return name


def state_unsubscribeStorage(ctx: Context, subscription: str) -> bool:
    """End a subscription."""
    return ctx.need_connection().unsubscribe(subscription)


def state_subscribeRuntimeVersion(ctx: Context) -> str:
    """Send the runtime's version; it never changes while a node runs."""
    connection = ctx.need_connection()
    name = connection.subscribe(lambda: None)
    ctx.after.append(lambda: connection.notify("state_runtimeVersion", name, runtime_version()))
    return name


def state_unsubscribeRuntimeVersion(ctx: Context, subscription: str) -> bool:
    """End a subscription."""
    return ctx.need_connection().unsubscribe(subscription)
