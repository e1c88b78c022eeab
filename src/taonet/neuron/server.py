"""The miner's HTTP server: one signed POST per task.

The order of checks is from cheap to costly, and nothing of a refused request is kept:
length, form of the headers, is the claimed caller permitted, is there capacity at all,
body, signature and replay, and only then the caller's share of places, parsing and work.
"""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
from bittensor.http_auth import AuthError, Caller
from bittensor.signing import Signer
from prometheus_client import CollectorRegistry
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from taonet.http import bounded_body
from taonet.neuron import events
from taonet.neuron.access import Access
from taonet.neuron.answering import GONE, Refused, answered, in_parts
from taonet.neuron.log import Log, silent_log
from taonet.neuron.market import Answer, AnswerT, Protocol, Streaming, TaskT
from taonet.neuron.messages import BadMessage, decode
from taonet.neuron.metrics import MinerMetrics, miner_metrics
from taonet.neuron.signing import (
    RETENTION,
    BoundedNonceStore,
    SignedHeaders,
    read_headers,
    sign_reply,
    verify_request,
)
from taonet.neuron.streams import EventStream

BODY_SECONDS: Final = 5.0
BUSY: Final = "busy; try again later"
UNREAD: Final = (408, 413)


@dataclass(frozen=True)
class ServerLimits:
    """How much a miner takes on: waiting callers, each caller's share, and time."""

    waiting: int = 32
    per_caller: int = 4
    answer_seconds: float = 60.0


DEFAULT_LIMITS: Final = ServerLimits()


def make_app(
    protocol: Protocol[TaskT, AnswerT],
    answer: Answer[TaskT, AnswerT] | Streaming[TaskT],
    *,
    signer: Signer,
    access: Access,
    limits: ServerLimits = DEFAULT_LIMITS,
    log: Log = silent_log,
    now_ns: Callable[[], int] = time.time_ns,
    metrics: MinerMetrics | None = None,
    routes: Sequence[BaseRoute] = (),
) -> ASGIApp:
    """Build the web application of a miner: `POST /taonet/<protocol>` from permitted hotkeys, and `routes`.

    Refusals are JSON: `{"error": reason}`.
    """
    store = BoundedNonceStore(lambda: now_ns() / 1e9, retention=RETENTION)
    busy: Counter[str] = Counter()
    parts = in_parts(answer)
    counts = metrics or miner_metrics(CollectorRegistry())
    counts.in_work.set_function(busy.total)
    counts.callers.set_function(lambda: len(access.allowed))

    async def take_task(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        started = now_ns()
        caller = "?"
        stream: EventStream | None = None
        try:
            headers = _screen(request, access, protocol.max_task_bytes)
            caller = headers.claimed_hotkey
            _has_room(busy, limits)
            body = await _body(request, protocol.max_task_bytes)
            _authenticate(headers, body, protocol.path, signer, store, now_ns())
            if events.prefers_events(request.headers.get("accept", "")):
                stream = EventStream(send, protocol.max_stream_bytes)
            # Only now is the caller who it says: places that are held by a claim alone could be taken by anybody.
            with _place(busy, caller, limits):
                data = await answered(
                    protocol,
                    parts,
                    _task_of(protocol, body),
                    caller,
                    say=stream and stream.part,
                    gone=lambda: _hang_up(request),
                    seconds=limits.answer_seconds,
                    log=log,
                )
        except Refused as refusal:
            counts.requests.labels(refusal.status).inc()
            counts.refused.labels(refusal.word).inc()
            log("refused", caller=caller[:8], status=refusal.status, reason=str(refusal))
            if stream is not None and stream.started:
                await stream.fail(refusal.status, str(refusal))
                return
            # What is left of a body that was not read would keep the connection open.
            unread = {"Connection": "close"} if refusal.status in UNREAD else {}
            await JSONResponse({"error": str(refusal)}, refusal.status, unread)(scope, receive, send)
            return
        took = now_ns() - started
        counts.requests.labels(200).inc()
        counts.seconds.observe(took / 1e9)
        counts.answer_bytes.inc(len(data))
        log("answered", caller=caller[:8], ms=took // 1_000_000, bytes=len(data))
        signature = sign_reply(
            signer, data, path=protocol.path, request_nonce=headers.nonce, asker_ss58=caller, now_ns=now_ns()
        )
        if stream is not None:
            await stream.finish(data, msgspec.json.encode(signature))
            return
        await Response(data, media_type="application/json", headers=signature)(scope, receive, send)

    others = Starlette(routes=routes)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != protocol.path:
            await others(scope, receive, send)
        elif scope["method"] != "POST":
            await JSONResponse({"error": "tasks come by POST"}, 405, {"Allow": "POST"})(scope, receive, send)
        else:
            await take_task(scope, receive, send)

    return app


def _screen(request: Request, access: Access, limit: int) -> SignedHeaders:
    """Refuse by the headers alone what need not be read."""
    length = request.headers.get("content-length")
    if length is not None and (not length.isdecimal() or int(length) > limit):
        raise Refused(413, "size", f"the body exceeds {limit} bytes")
    if request.url.query:
        raise Refused(400, "query", "the path takes no query")
    try:
        headers = read_headers(request.headers.items())
    except AuthError as error:
        raise Refused(401, "headers", str(error)) from error
    if not access.permits(headers.claimed_hotkey):
        raise Refused(403, "caller", "this hotkey may not give work here (no validator permit or stake)")
    return headers


def _has_room(busy: "Counter[str]", limits: ServerLimits) -> None:
    """Refuse when all places are taken."""
    if busy.total() >= limits.waiting:
        raise Refused(503, "busy", BUSY)


@contextlib.contextmanager
def _place(busy: "Counter[str]", caller: str, limits: ServerLimits) -> Generator[None]:
    """Hold one of the places for work; refuse when all, or the caller's, are taken."""
    _has_room(busy, limits)
    if busy[caller] >= limits.per_caller:
        raise Refused(503, "busy", BUSY)
    busy[caller] += 1
    try:
        yield
    finally:
        busy[caller] -= 1
        if not busy[caller]:
            del busy[caller]


async def _body(request: Request, limit: int) -> bytes:
    """Read the body within a limit of size and of time."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            body = await bounded_body(request, limit)
    except TimeoutError as error:
        raise Refused(408, "slow", "the body came too slowly") from error
    except ClientDisconnect as error:
        raise Refused(GONE, "gone", "the caller hung up") from error
    if body is None:
        raise Refused(413, "size", f"the body exceeds {limit} bytes")
    return body


def _authenticate(
    headers: SignedHeaders,
    body: bytes,
    path: str,
    signer: Signer,
    store: BoundedNonceStore,
    now_ns: int,
) -> Caller:
    try:
        return verify_request(
            headers,
            body,
            path=path,
            self_hotkey_ss58=signer.ss58_address,
            store=store,
            now_ns=now_ns,
        )
    except AuthError as error:
        raise Refused(401, "signature", str(error)) from error


def _task_of(protocol: Protocol[TaskT, AnswerT], body: bytes) -> TaskT:
    try:
        return decode(protocol.task, body, protocol.max_task_bytes)
    except BadMessage as error:
        raise Refused(400, "message", str(error)) from error


async def _hang_up(request: Request) -> None:
    """Wait until the caller's connection is gone; its body has been read."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
