"""The validator's HTTP client: send one task, read one bounded, signed reply."""

import asyncio
import time
from collections.abc import Callable
from typing import Final

import httpx
import msgspec
from bittensor import http_auth
from bittensor.http_auth import AuthError
from bittensor.signing import Signer

from taonet.neuron.market import AnswerT, Protocol, Reply, TaskT
from taonet.neuron.messages import BadMessage, decode, encode
from taonet.neuron.signing import verify_reply

CONNECT_SECONDS: Final = 3.0
_ERROR_BYTES: Final = 2_048


class AskFailed(Exception):
    """A miner gave no usable answer; the message says why."""


class _Refusal(msgspec.Struct):
    error: str


def new_http_client(connections: int = 64) -> httpx.AsyncClient:
    """Return an HTTP client for neurons: no proxies, no redirects, bounded pool."""
    return httpx.AsyncClient(
        timeout=httpx.Timeout(None, connect=CONNECT_SECONDS),
        limits=httpx.Limits(max_connections=connections, max_keepalive_connections=0),
        follow_redirects=False,
        trust_env=False,
    )


async def ask(
    http: httpx.AsyncClient,
    protocol: Protocol[TaskT, AnswerT],
    task: TaskT,
    *,
    endpoint: str,
    signer: Signer,
    receiver: str,
    deadline_seconds: float,
    clock: Callable[[], float] = time.perf_counter,
    now_ns: Callable[[], int] = time.time_ns,
) -> Reply[AnswerT]:
    """Give a task to the miner `receiver` at `ip:port`; raise `AskFailed` if there is no usable answer.

    A task that the protocol does not allow raises `Unsendable`: that is the asker's fault and no miner's.

    The deadline covers connecting, waiting and reading. The reply counts only
    if the asked hotkey signed it for this very request.
    """
    body = encode(protocol.task, task, protocol.max_task_bytes)
    nonce = now_ns()
    headers = http_auth.sign(
        signer,
        method="POST",
        path=protocol.path,
        body=body,
        receiver_ss58=receiver,
        nonce_ns=nonce,
    )
    headers["Content-Type"] = "application/json"
    headers["Accept-Encoding"] = "identity"  # a compressed reply could unpack to anything
    request = http.build_request("POST", f"http://{endpoint}{protocol.path}", content=body)
    request.headers.update(headers)
    started = clock()
    try:
        async with asyncio.timeout(deadline_seconds):
            status, pairs, data = await _exchange(http, request, protocol.max_answer_bytes)
    except TimeoutError as error:
        raise AskFailed(f"no answer within {deadline_seconds:g} s") from error
    except httpx.HTTPError as error:
        raise AskFailed(f"{type(error).__name__}: {error}"[:200]) from error
    seconds = clock() - started
    if status != 200:
        raise AskFailed(f"refused with {status}: {_reason(data)}")
    try:
        verify_reply(
            pairs,
            data,
            path=protocol.path,
            request_nonce=str(nonce),
            asker_ss58=signer.ss58_address,
            expected_hotkey=receiver,
        )
        answer = decode(protocol.answer, data, protocol.max_answer_bytes)
    except (AuthError, BadMessage) as error:
        raise AskFailed(str(error)[:200]) from error
    return Reply(answer, seconds)


async def _exchange(
    http: httpx.AsyncClient, request: httpx.Request, limit: int
) -> tuple[int, list[tuple[str, str]], bytes]:
    response = await http.send(request, stream=True)
    try:
        pieces: list[bytes] = []
        size = 0
        async for piece in response.aiter_raw():
            size += len(piece)
            if size > limit:
                raise AskFailed(f"the answer exceeds {limit} bytes")
            pieces.append(piece)
        pairs = [(name, value) for name, value in response.headers.multi_items()]
        return response.status_code, pairs, b"".join(pieces)
    finally:
        await response.aclose()


def _reason(data: bytes) -> str:
    try:
        text = decode(_Refusal, data, _ERROR_BYTES).error
    except BadMessage:
        text = "no reason given"
    return "".join(c for c in text[:160] if c.isprintable())
