"""From a frame to an answer: parse, find the method, run it, encode. Every fault becomes an error object."""

from __future__ import annotations

import logging
from typing import Any, cast

import msgspec

from taonet.node.metrics import RPC_CALLS, RPC_ERRORS
from taonet.node.rpc.context import Context
from taonet.node.rpc.errors import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    OVERSIZED_BATCH,
    PARSE_ERROR,
    RpcError,
)
from taonet.node.rpc.methods import METHODS

MOST_IN_BATCH = 1_000
LOG = logging.getLogger("taonet.rpc")


async def answer(ctx: Context, frame: bytes | str) -> bytes | None:
    """Return the answer to a frame, or None when nothing in it wants one."""
    try:
        request: object = msgspec.json.decode(frame)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return _error(None, RpcError(PARSE_ERROR, "Parse error"))
    if isinstance(request, list):
        return await _batch(ctx, cast("list[object]", request))
    return await _single(ctx, request)


async def _batch(ctx: Context, requests: list[object]) -> bytes | None:
    if not requests:
        return _error(None, RpcError(INVALID_REQUEST, "Invalid request", "an empty batch"))
    if len(requests) > MOST_IN_BATCH:
        return _error(
            None, RpcError(OVERSIZED_BATCH, "The batch request was too large", f"Exceeded max limit of {MOST_IN_BATCH}")
        )
    answers = [one for request in requests if (one := await _single(ctx, request)) is not None]
    return b"[" + b",".join(answers) + b"]" if answers else None


async def _single(ctx: Context, request: object) -> bytes | None:
    if not isinstance(request, dict):
        return _error(None, RpcError(INVALID_REQUEST, "Invalid request"))
    fields = cast("dict[str, Any]", request)
    identifier: object = fields.get("id")
    name, params = fields.get("method"), fields.get("params")
    if not isinstance(name, str) or isinstance(identifier, dict | list | bool | float):
        return _error(None, RpcError(INVALID_REQUEST, "Invalid request"))
    try:
        result = await _run(ctx, name, params)
    except RpcError as error:
        RPC_ERRORS.labels(name if name in METHODS else "unknown").inc()
        return _error(identifier, error) if "id" in fields else None
    except Exception:  # a fault of ours must not end the connection; it is logged with its method
        LOG.exception("%s failed", name)
        RPC_ERRORS.labels(name).inc()
        return _error(identifier, RpcError(INTERNAL_ERROR, "Internal error", f"{name} failed; the node's log says why"))
    if "id" not in fields:
        return None
    return msgspec.json.encode({"jsonrpc": "2.0", "id": identifier, "result": result})


async def _run(ctx: Context, name: str, params: object) -> object:
    method = METHODS.get(name)
    if method is None:
        raise RpcError(METHOD_NOT_FOUND, "Method not found", f"{name} is not a method of this node; see rpc_methods")
    RPC_CALLS.labels(name).inc()
    if params is None:
        params = []
    if isinstance(params, dict):
        params = method.positional(cast("dict[str, Any]", params))
    if not isinstance(params, list):
        raise RpcError(INVALID_PARAMS, "Invalid params", "expected a list")
    return await method(ctx, cast("list[Any]", params))


def _error(identifier: object, error: RpcError) -> bytes:
    return msgspec.json.encode({"jsonrpc": "2.0", "id": identifier, "error": error.to_json()})
