"""From a frame to its answer: parse, find the method, run it, encode. Every fault becomes an error object.

What can be answered at once is answered without a task: reads are many and small. Only methods that wait return
something to await.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any, final

import msgspec

from taonet.frame.api import BadApiInput, UnknownApi
from taonet.node.chain.view import NoStateRoots, StateGone, UnknownBlock
from taonet.node.consensus.port import Halted
from taonet.node.pool import PoolError
from taonet.node.rpc.context import Context
from taonet.node.rpc.errors import (
    INTERNAL_ERROR,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    OVERSIZED_BATCH,
    OVERSIZED_REQUEST,
    OVERSIZED_RESPONSE,
    PARSE_ERROR,
    RpcError,
    client_error,
    execution_failed,
)
from taonet.node.rpc.methods import METHODS
from taonet.node.signatures import Later
from taonet.runtime.rules import UnknownRules

LOG = logging.getLogger("taonet.rpc")

MOST_IN_BATCH = 1_000
MOST_BATCH_BYTES = 2 * 1024 * 1024
MOST_ANSWER_BYTES = 64 * 1024 * 1024
NO_ID = b"null"

_BATCH = re.compile(r"\s*\[")
_IDENTIFIERS = msgspec.json.Decoder(str | int | None)
_ENCODE = msgspec.json.Encoder().encode


@final
class Request(msgspec.Struct, frozen=True):
    """A request; parameters and id stay as they were sent."""

    method: str
    jsonrpc: str = ""
    params: msgspec.Raw = msgspec.Raw()
    id: msgspec.Raw = msgspec.Raw()


@final
class _Named(msgspec.Struct, frozen=True):
    """The id of a malformed request, if it has one."""

    id: msgspec.Raw = msgspec.Raw()


_REQUESTS = msgspec.json.Decoder(Request)
_NAMED = msgspec.json.Decoder(_Named)
_ITEMS = msgspec.json.Decoder(list[msgspec.Raw])
_UNREADABLE = (msgspec.DecodeError, RecursionError, UnicodeDecodeError)

Reply = bytes | None
"""An answer; None when nothing in the frame wants one."""
Answer = Reply | Coroutine[Any, Any, Reply] | Later
"""An answer, what to await for it, or one that comes when its transaction's signature is checked."""


async def answer(ctx: Context, frame: bytes | str) -> Reply:
    """Return the answer to a frame."""
    return await finished(begin(ctx, frame))


async def finished(reply: Answer) -> Reply:
    """Return an answer, once it is there."""
    if isinstance(reply, Later):
        return await reply.wait()
    return reply if reply is None or isinstance(reply, bytes) else await reply


def begin(ctx: Context, frame: bytes | str) -> Answer:
    """Return the answer to a frame, what to await for it, or where to ask for it."""
    try:
        text = frame if isinstance(frame, str) else str(frame, "utf-8")
        if _BATCH.match(text):
            return _batch(ctx, text)
        return _single(ctx, text)
    except _UNREADABLE:
        return _error(NO_ID, RpcError(PARSE_ERROR, "Parse error"))


def _batch(ctx: Context, text: str) -> Answer:
    if len(text) > MOST_BATCH_BYTES:
        return _error(
            NO_ID, RpcError(OVERSIZED_REQUEST, "Request is too big", f"Exceeded max limit of {MOST_BATCH_BYTES}")
        )
    items = _ITEMS.decode(text)
    if not items:
        return _error(NO_ID, RpcError(INVALID_REQUEST, "Invalid request", "an empty batch"))
    if len(items) > MOST_IN_BATCH:
        refusal = RpcError(OVERSIZED_BATCH, "The batch request was too large", f"Exceeded max limit of {MOST_IN_BATCH}")
        return _error(NO_ID, refusal)
    return _join([_single(ctx, item) for item in items])


async def _join(replies: list[Answer]) -> Reply:
    """Wait for the answers of a batch one after the other; they keep the order of the requests."""
    answers: list[bytes] = []
    for reply in replies:
        done = await finished(reply)
        if done is not None:
            answers.append(done)
    return b"[" + b",".join(answers) + b"]" if answers else None


def _single(ctx: Context, text: str | msgspec.Raw) -> Answer:
    try:
        request = _REQUESTS.decode(text)
        identifier = bytes(request.id)
        if identifier:
            _IDENTIFIERS.decode(identifier)
    except msgspec.ValidationError as error:
        return _error(_identifier_in(text), RpcError(INVALID_REQUEST, "Invalid request", str(error)))
    if request.jsonrpc != "2.0":
        return _error(identifier or NO_ID, RpcError(INVALID_REQUEST, "Invalid request", 'jsonrpc must be "2.0"'))
    return _run(ctx, request, identifier)


def _identifier_in(text: str | msgspec.Raw) -> bytes:
    try:
        identifier = bytes(_NAMED.decode(text).id)
        _IDENTIFIERS.decode(identifier)
    except _UNREADABLE:
        return NO_ID
    return identifier


def _run(ctx: Context, request: Request, identifier: bytes) -> Answer:
    name = request.method
    method = METHODS.get(name)
    if method is None:
        unknown = RpcError(METHOD_NOT_FOUND, "Method not found", f"{name[:64]} is no method of this node")
        return _refusal(ctx, name, identifier, unknown)
    began = time.perf_counter()
    try:
        ctx.node.calls.called[name] += 1
        result = method.run(ctx, bytes(request.params))
        if method.is_async:
            return _later(ctx, name, identifier, result, began)
        if isinstance(result, Later):
            result.work = partial(_then, ctx, name, identifier, result.work, began)
            return result
        return _counted(ctx, name, _result(identifier, result), began)
    except Exception as error:  # noqa: BLE001  each becomes an error object; those of ours are logged
        return _refusal(ctx, name, identifier, error)


def _then(ctx: Context, name: str, identifier: bytes, work: Callable[[], object], began: float) -> Reply:
    try:
        return _counted(ctx, name, _result(identifier, work()), began)
    except Exception as error:  # noqa: BLE001  each becomes an error object; those of ours are logged
        return _refusal(ctx, name, identifier, error)


async def _later(ctx: Context, name: str, identifier: bytes, result: Awaitable[object], began: float) -> Reply:
    try:
        return _counted(ctx, name, _result(identifier, await result), began)
    except Exception as error:  # noqa: BLE001  each becomes an error object; those of ours are logged
        return _refusal(ctx, name, identifier, error)


def _counted(ctx: Context, name: str, reply: Reply, began: float) -> Reply:
    seconds = time.perf_counter() - began
    ctx.node.calls.answer_took(name, seconds)
    if LOG.isEnabledFor(logging.DEBUG):
        LOG.debug("%s took %.2f ms", name, seconds * 1_000)
    return reply


def _result(identifier: bytes, result: object) -> Reply:
    if not identifier:
        return None
    encoded = _ENCODE(result)
    if len(encoded) > MOST_ANSWER_BYTES:
        raise RpcError(OVERSIZED_RESPONSE, "Response is too big", f"Exceeded max limit of {MOST_ANSWER_BYTES}")
    return b'{"jsonrpc":"2.0","id":%b,"result":%b}' % (identifier, encoded)


def _refusal(ctx: Context, name: str, identifier: bytes, error: Exception) -> Reply:
    ctx.node.calls.failed[name if name in METHODS else "unknown"] += 1
    shown = _as_rpc_error(name, error)
    LOG.debug("%s was refused: %s", name[:64], shown.message)
    return _error(identifier, shown) if identifier else None


def _as_rpc_error(name: str, error: Exception) -> RpcError:
    if isinstance(error, RpcError):
        return error
    if isinstance(error, PoolError):
        return RpcError(error.code, error.message, error.data)
    if isinstance(error, UnknownBlock | StateGone | NoStateRoots | UnknownApi | BadApiInput | UnknownRules | Halted):
        return client_error(execution_failed(error))
    if isinstance(error, UnicodeDecodeError | msgspec.DecodeError | RecursionError):
        return RpcError(PARSE_ERROR, "Parse error")
    LOG.error("%s failed", name, exc_info=error)
    return RpcError(INTERNAL_ERROR, "Internal error", f"{name} failed; the node's log says why")


def _error(identifier: bytes, error: RpcError) -> bytes:
    return b'{"jsonrpc":"2.0","id":%b,"error":%b}' % (identifier, _ENCODE(error.to_json()))
