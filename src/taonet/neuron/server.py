"""The miner's HTTP server: one signed POST per task.

The order of checks is from cheap to costly, and nothing of a refused request is kept:
length, form of the headers, is the claimed caller permitted, is there capacity,
body, signature and replay, and only then parsing and work.
"""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Final

from bittensor.http_auth import AuthError, Caller
from bittensor.signing import Signer
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from taonet.http import bounded_body
from taonet.neuron.access import Access
from taonet.neuron.log import Log, silent_log
from taonet.neuron.market import Answer, AnswerT, BadMessage, CannotAnswer, Protocol, TaskT, decode, encode
from taonet.neuron.signing import (
    RETENTION,
    BoundedNonceStore,
    SignedHeaders,
    read_headers,
    sign_reply,
    verify_request,
)

BODY_SECONDS: Final = 5.0


@dataclass(frozen=True)
class ServerLimits:
    """How much a miner takes on: waiting callers, each caller's share, and time."""

    waiting: int = 32
    per_caller: int = 4
    answer_seconds: float = 60.0


DEFAULT_LIMITS: Final = ServerLimits()


class Refused(Exception):
    """A request is not served; carries the HTTP status and the reason."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


def make_app(
    protocol: Protocol[TaskT, AnswerT],
    answer: Answer[TaskT, AnswerT],
    *,
    signer: Signer,
    access: Access,
    limits: ServerLimits = DEFAULT_LIMITS,
    log: Log = silent_log,
    now_ns: Callable[[], int] = time.time_ns,
) -> Starlette:
    """Build the web application of a miner.

    It answers `POST /taonet/<protocol>` from permitted hotkeys, and `GET
    /health` from anybody. Refusals are JSON: `{"error": reason}`.
    """
    store = BoundedNonceStore(lambda: now_ns() / 1e9, retention=RETENTION)
    busy: Counter[str] = Counter()

    async def take_task(request: Request) -> Response:
        started = now_ns()
        caller = "?"
        try:
            headers = _screen(request, access, protocol.max_task_bytes)
            caller = headers.claimed_hotkey
            with _place(busy, caller, limits):
                body = await _body(request, protocol.max_task_bytes)
                _authenticate(headers, body, protocol.path, signer, store, now_ns())
                task = decode(protocol.task, body, protocol.max_task_bytes)
                async with asyncio.timeout(limits.answer_seconds):
                    reply = await answer(task, caller)
                data = encode(reply, protocol.max_answer_bytes)
        except BadMessage as error:
            return _refusal(log, caller, Refused(400, str(error)))
        except Refused as refusal:
            return _refusal(log, caller, refusal)
        except TimeoutError:
            return _refusal(log, caller, Refused(504, "the answer took too long"))
        except ClientDisconnect:
            return _refusal(log, caller, Refused(400, "the caller hung up"))
        except CannotAnswer as error:
            return _refusal(log, caller, Refused(503, str(error)))
        # The answer function is the market's: a bug in it costs one answer, not the server.
        except Exception as error:  # noqa: BLE001
            log("answer failed", error=f"{type(error).__name__}: {error}")
            return _refusal(log, caller, Refused(500, "the miner failed"))
        log("answered", caller=caller[:8], ms=(now_ns() - started) // 1_000_000, bytes=len(data))
        signature = sign_reply(
            signer,
            data,
            path=protocol.path,
            request_nonce=headers.nonce,
            asker_ss58=caller,
            now_ns=now_ns(),
        )
        return Response(data, media_type="application/json", headers=signature)

    async def health(request: Request) -> Response:
        del request
        return JSONResponse({"hotkey": signer.ss58_address, "protocol": protocol.name})

    routes = [
        Route(protocol.path, take_task, methods=["POST"]),
        Route("/health", health, methods=["GET"]),
    ]
    return Starlette(routes=routes)


def _screen(request: Request, access: Access, limit: int) -> SignedHeaders:
    """Refuse by the headers alone what need not be read."""
    length = request.headers.get("content-length")
    if length is not None and (not length.isdecimal() or int(length) > limit):
        raise Refused(413, f"the body exceeds {limit} bytes")
    if request.url.query:
        raise Refused(400, "the path takes no query")
    try:
        headers = read_headers(request.headers.items())
    except AuthError as error:
        raise Refused(401, str(error)) from error
    if not access.permits(headers.claimed_hotkey):
        raise Refused(403, "this hotkey may not give work here (no validator permit or stake)")
    return headers


@contextlib.contextmanager
def _place(busy: "Counter[str]", caller: str, limits: ServerLimits) -> Generator[None]:
    """Hold one of the places for work; refuse when all, or the caller's, are taken."""
    if busy[caller] >= limits.per_caller or busy.total() >= limits.waiting:
        raise Refused(503, "busy; try again later")
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
        raise Refused(408, "the body came too slowly") from error
    if body is None:
        raise Refused(413, f"the body exceeds {limit} bytes")
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
        raise Refused(401, str(error)) from error


def _refusal(log: Log, caller: str, refusal: Refused) -> Response:
    log("refused", caller=caller[:8], status=refusal.status, reason=str(refusal))
    return JSONResponse({"error": str(refusal)}, refusal.status)
