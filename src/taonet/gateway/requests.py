"""The way of a request through the gateway, the same for each endpoint: who asks, how much, for how long."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final, TypeVar

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from taonet.gateway.errors import ApiError, error_response
from taonet.gateway.keys import holder
from taonet.gateway.settings import MOST_BODY
from taonet.gateway.state import Gateway
from taonet.neuron.waiting import NobodyWaits, TookTooLong, while_wanted

BODY_SECONDS: Final = 5.0
GONE: Final = 499
"""The status, as nginx has it, of a request whose client went away; nobody receives it, logs and metrics show it."""

ResultT = TypeVar("ResultT")
Answering = Callable[[Request, str], Awaitable[Response]]


def guarded(gateway: Gateway, answer: Answering) -> Callable[[Request], Coroutine[Any, Any, Response]]:
    """Return an endpoint: a key first, then the work of `answer`, told who asks; refusals in OpenAI's form."""

    async def endpoint(request: Request) -> Response:
        began, who, place = time.monotonic(), "?", request.url.path
        try:
            who = holder(gateway.keys, request.headers.get("authorization"))
            response = await answer(request, who)
        except ApiError as error:
            _refused(gateway, place, who, began, error)
            return error_response(error)
        except NobodyWaits:
            gone = ApiError(GONE, "gone", "the client hung up")
            _refused(gateway, place, who, began, gone)
            return error_response(gone)
        return response

    return endpoint


def _refused(gateway: Gateway, place: str, who: str, began: float, error: ApiError) -> None:
    gateway.counts.requests.labels(place, error.status).inc()
    ms = round(1_000 * (time.monotonic() - began))
    gateway.log("refused", endpoint=place, key=who, status=error.status, ms=ms, reason=str(error))


async def json_body(request: Request) -> bytes:
    """Return the body of a request that says it is JSON, within bounds of size and time."""
    # A page elsewhere can make a browser post a form, but not JSON without being let in (CORS).
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise ApiError(415, "unsupported_media_type", "send JSON, with `Content-Type: application/json`")
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > MOST_BODY:
        raise _too_large()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _read(request)
    except TimeoutError as error:
        raise ApiError(408, "slow_body", "the body came too slowly") from error
    except ClientDisconnect as error:
        raise NobodyWaits from error


async def _read(request: Request) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > MOST_BODY:
            raise _too_large()
        parts.append(part)
    return b"".join(parts)


def _too_large() -> ApiError:
    return ApiError(413, "body_too_large", f"the body exceeds {MOST_BODY} bytes")


async def while_client_waits(request: Request, work: Coroutine[Any, Any, ResultT], seconds: float) -> ResultT:
    """Return what the work gives; cancel it when the client hangs up, and refuse when the time is over."""
    try:
        return await while_wanted(work, hang_up(request), seconds)
    except TookTooLong as error:
        raise ApiError(504, "timeout", f"no answer within {seconds:g} s") from error


async def hang_up(request: Request) -> None:
    """Wait until the client's connection is gone; its body has been read."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
