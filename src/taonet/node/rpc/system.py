"""`system_*` and `account_*`: who this node is, and the next nonce of an account."""

from __future__ import annotations

import anyio.to_thread

from taonet.crypto.ss58 import Ss58Error, decode
from taonet.node.rpc.context import Context
from taonet.node.rpc.errors import INVALID_PARAMS, RpcError
from taonet.node.rpc.hexes import hexed, to_bytes
from taonet.primitives.ids import AccountId
from taonet.runtime import executive
from taonet.runtime.transaction.validity import VALIDITY_ERROR, TransactionInvalid

ALIASES = {"account_nextIndex": "system_accountNextIndex", "system_dryRunAt": "system_dryRun"}
NAME = "taonet"


def system_accountNextIndex(ctx: Context, account: str) -> int:
    """Return the nonce for an account's next transaction, counting what is ready in the pool."""
    try:
        who, _ = decode(account)
    except Ss58Error as error:
        raise RpcError(INVALID_PARAMS, "Invalid params", f"account: {error}") from error
    return ctx.node.next_nonce(AccountId(who))


def system_chain(ctx: Context) -> str:
    """Return the chain's name."""
    return ctx.node.chain_name


def system_name(ctx: Context) -> str:  # noqa: ARG001  every method gets the context
    """Return the name of this implementation."""
    return NAME


def system_version(ctx: Context) -> str:  # noqa: ARG001  every method gets the context
    """Return the version of this implementation."""
    from importlib.metadata import version  # noqa: PLC0415  slow to import, seldom asked

    return version("taonet")


def system_properties(ctx: Context) -> dict[str, object]:  # noqa: ARG001  every method gets the context
    """Return how addresses and amounts are written."""
    return {"ss58Format": 42, "tokenDecimals": 9, "tokenSymbol": "TAO"}


def system_health(ctx: Context) -> dict[str, object]:  # noqa: ARG001  every method gets the context
    """Return whether the node follows the chain."""
    return {"peers": 0, "isSyncing": False, "shouldHavePeers": False}


def system_chainType(ctx: Context) -> str:
    """Return what kind of chain this is."""
    return "Local" if ctx.node.dev else "Live"


def system_nodeRoles(ctx: Context) -> list[str]:  # noqa: ARG001  every method gets the context
    """Return what this node does."""
    return ["Authority"]


def system_peers(ctx: Context) -> list[object]:  # noqa: ARG001  every method gets the context
    """Return the peers of a node that stands alone."""
    return []


def system_syncState(ctx: Context) -> dict[str, int]:
    """Return where the node is: it makes the blocks itself, so always at the head."""
    number = ctx.node.machine.best.header.number
    return {"startingBlock": 0, "currentBlock": number, "highestBlock": number}


async def system_dryRun(ctx: Context, extrinsic: str, hash: str | None = None) -> str | None:  # noqa: A002, ARG001  the name on the wire
    """Apply a transaction to the newest state, throw the outcome away, and return it as the chain encodes it."""
    raw = to_bytes(extrinsic, "extrinsic")
    return hexed(await anyio.to_thread.run_sync(_dry_run, ctx, raw))


def _dry_run(ctx: Context, raw: bytes) -> bytes:
    from taonet.frame.error import DISPATCH_RESULT, result_value  # noqa: PLC0415  seldom asked

    s = ctx.node.machine.opened()
    try:
        applied = executive.apply_extrinsic(s, raw)
    except TransactionInvalid as error:
        return b"\x01" + VALIDITY_ERROR.encode(error.value())
    return b"\x00" + DISPATCH_RESULT.encode(result_value(applied.refusal))
