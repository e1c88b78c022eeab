"""The miner's HTTP server: one signed POST per task, by each way to talk at its own path.

The order of checks is from cheap to costly, and nothing of a refused request is kept:
length and encoding, form of the headers, is the claimed caller permitted, could there be room,
body, signature and replay, and only then parsing, the caller's place, and work.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic

import msgspec
from bittensor.http_auth import AuthError
from bittensor.signing import Signer
from prometheus_client import CollectorRegistry
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from taonet.neuron import events
from taonet.neuron.access import Access
from taonet.neuron.answering import GONE, Parts, Refused, answered, in_parts
from taonet.neuron.log import Log, silent_log
from taonet.neuron.market import Answer, AnswerT, Protocol, Streaming, TaskT
from taonet.neuron.messages import BadMessage
from taonet.neuron.metrics import MinerMetrics, miner_metrics
from taonet.neuron.places import DEFAULT_LIMITS, Places, ServerLimits
from taonet.neuron.signing import RETENTION, BoundedNonceStore
from taonet.neuron.streams import EventStream
from taonet.neuron.wire import axon
from taonet.neuron.wire.axon import AxonWire
from taonet.neuron.wire.btauth import BtauthWire
from taonet.neuron.wire.port import Incoming, Wire

BODY_SECONDS: Final = 5.0
SEND_SECONDS: Final = 20.0
"""Seconds in which a caller must take a response."""
UNREAD: Final = (408, 413, 415)
"""After these the rest of a body would keep the connection open."""


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
    """Build the web application of a miner: a POST at each wire's path from permitted hotkeys, and `routes`.

    Refusals are JSON: `{"error": reason}`, or what the older wire has for it.
    """
    counts = metrics or miner_metrics(CollectorRegistry())
    places = Places(limits, access.stake_of, lambda: now_ns() / 1e9)
    counts.in_work.set_function(lambda: places.working)
    counts.queued.set_function(lambda: places.queued)
    counts.callers.set_function(lambda: len(access.callers))
    serving = _Serving(protocol, in_parts(answer), access, places, counts, limits.answer_seconds, log, now_ns)
    wires = {wire.path: wire for wire in _wires(protocol, signer, now_ns)}
    others = Starlette(routes=routes, exception_handlers={HTTPException: _as_json})

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        wire = wires.get(scope["path"]) if scope["type"] == "http" else None
        if wire is None:
            await others(scope, receive, send)
        elif scope["method"] != "POST":
            counts.requests.labels(405).inc()
            await _respond(send, 405, {"Allow": "POST"}, b'{"error":"tasks come by POST"}')
        else:
            await _take_task(serving, wire, scope, receive, send)

    return app


@dataclass(frozen=True)
class _Serving(Generic[TaskT, AnswerT]):
    """What all requests share."""

    protocol: Protocol[TaskT, AnswerT]
    parts: Parts[TaskT]
    access: Access
    places: Places
    counts: MinerMetrics
    seconds: float
    log: Log
    now_ns: Callable[[], int]


async def _take_task(
    serving: _Serving[TaskT, AnswerT], wire: Wire[TaskT], scope: Scope, receive: Receive, send: Send
) -> None:
    """Answer a request, or say why not."""
    protocol, counts, log, started = serving.protocol, serving.counts, serving.log, serving.now_ns()
    caller = "?"
    incoming: Incoming[TaskT] | None = None
    stream: EventStream | None = None
    try:
        accept = _screen(scope, wire.most_bytes)
        incoming = _permitted(wire, scope, serving.access)
        caller = incoming.hotkey
        serving.places.check(caller)
        body = await _body(receive, wire.most_bytes)
        task = _authentic(incoming, body, serving.now_ns())
        if wire.streams and events.prefers_events(accept):
            stream = EventStream(send, protocol.max_stream_bytes)
        data = await answered(
            protocol,
            serving.parts,
            task,
            caller,
            # Only now is the caller who it says: places that are held by a claim alone could be taken by anybody.
            place=serving.places.held(caller),
            say=stream and stream.part,
            gone=lambda: _hang_up(receive),
            seconds=serving.seconds,
            log=log,
        )
    except Refused as refusal:
        counts.requests.labels(refusal.status).inc()
        counts.refused.labels(refusal.word).inc()
        log("refused", caller=caller[:8], status=refusal.status, reason=str(refusal))
        if stream is not None and stream.started:
            await stream.fail(refusal.status, str(refusal))
            return
        headers, data = wire.refusal(incoming, refusal.status, str(refusal))
        await _respond(send, refusal.status, {**headers, **_advice(refusal)}, data)
        return
    ended = serving.now_ns()
    counts.answered.inc()
    counts.seconds.observe((ended - started) / 1e9)
    counts.answer_bytes.inc(len(data))
    log("answered", caller=caller[:8], ms=(ended - started) // 1_000_000, bytes=len(data))
    headers, data = incoming.seal(data, ended)
    if stream is not None:
        await stream.finish(data, msgspec.json.encode(headers))
    else:
        await _respond(send, 200, headers, data)


def _wires(protocol: Protocol[TaskT, AnswerT], signer: Signer, now_ns: Callable[[], int]) -> list[Wire[TaskT]]:
    """Return the ways in which this protocol's tasks come, each with a memory of its own for nonces."""

    def clock() -> float:
        return now_ns() / 1e9

    wires: list[Wire[TaskT]] = [BtauthWire(protocol, signer, BoundedNonceStore(clock, retention=RETENTION))]
    if protocol.synapse is not None:
        store = BoundedNonceStore(clock, retention=axon.RETENTION)
        wires.append(AxonWire(protocol, protocol.synapse, signer, store))
    return wires


def _screen(scope: Scope, limit: int) -> str:
    """Refuse what need not be read; return the Accept header."""
    headers = dict(scope["headers"])
    if headers.get(b"content-encoding", b"identity").strip().lower() not in (b"", b"identity"):
        raise Refused(415, "encoding", "bodies are not taken compressed")
    length = headers.get(b"content-length", b"0")
    if not (length.isdigit() and int(length) <= limit):
        raise Refused(413, "size", f"the body exceeds {limit} bytes")
    if scope["query_string"]:
        raise Refused(400, "query", "the path takes no query")
    return headers.get(b"accept", b"").decode("latin-1")


def _permitted(wire: Wire[TaskT], scope: Scope, access: Access) -> Incoming[TaskT]:
    try:
        incoming = wire.read(scope["headers"])
    except AuthError as error:
        raise Refused(401, "headers", str(error)) from error
    reason = access.refusal(incoming.hotkey)
    if reason is not None:
        raise Refused(403, "caller", reason)
    return incoming


async def _body(receive: Receive, limit: int) -> bytes:
    """Read the body within a limit of size and of time."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            body = b""
            while (message := await receive())["type"] == "http.request":
                body += message.get("body", b"")
                if len(body) > limit:
                    raise Refused(413, "size", f"the body exceeds {limit} bytes")
                if not message.get("more_body", False):
                    return body
    except TimeoutError as error:
        raise Refused(408, "slow", "the body came too slowly") from error
    raise Refused(GONE, "gone", "the caller hung up")


def _authentic(incoming: Incoming[TaskT], body: bytes, now_ns: int) -> TaskT:
    """Return the task that the caller signed."""
    try:
        incoming.verify(body, now_ns)
        return incoming.task(body)
    except AuthError as error:
        raise Refused(401, "signature", str(error)) from error
    except BadMessage as error:
        raise Refused(400, "message", str(error)) from error


def _advice(refusal: Refused) -> dict[str, str]:
    """Return the headers that say what to do after a refusal."""
    if refusal.retry_after is not None:
        return {"Retry-After": str(refusal.retry_after)}
    return {"Connection": "close"} if refusal.status in UNREAD else {}


async def _hang_up(receive: Receive) -> None:
    """Wait until the caller's connection is gone; its body has been read."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _respond(send: Send, status: int, headers: Mapping[str, str], body: bytes) -> None:
    """Send a response of JSON; a caller that does not take it in time is left without it."""
    pairs = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    pairs += [(name.lower().encode("latin-1"), value.encode("latin-1", "replace")) for name, value in headers.items()]
    try:
        async with asyncio.timeout(SEND_SECONDS):
            await send({"type": "http.response.start", "status": status, "headers": pairs})
            await send({"type": "http.response.body", "body": body})
    except TimeoutError:
        return


async def _as_json(request: Request, error: Exception) -> JSONResponse:
    """Return the refusal of what is no path of a miner's."""
    del request
    found: Any = error
    return JSONResponse({"error": found.detail, "message": found.detail}, found.status_code, found.headers)
