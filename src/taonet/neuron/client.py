"""The validator's HTTP client: send one task, read one bounded, signed reply, whole or in parts."""

import asyncio
import re
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Final, Generic, TypeVar

import httpx
from bittensor import http_auth
from bittensor.http_auth import AuthError
from bittensor.signing import Signer
from msgspec import Struct

from taonet.neuron import events
from taonet.neuron.market import AnswerT, Proof, Protocol, Reply, TaskT
from taonet.neuron.messages import BadMessage, decode, decode_map, encode
from taonet.neuron.signing import verify_reply
from taonet.neuron.wire.dendrite import DendriteQuestion

CONNECT_SECONDS: Final = 3.0
IDLE_SECONDS: Final = 4.0
"""Seconds that an idle connection is kept: less than a miner keeps it."""
_ERROR_BYTES: Final = 2_048
_SECONDS: Final = re.compile(r"\d{1,5}")

GivenT = TypeVar("GivenT")


class AskFailed(Exception):
    """A miner gave no usable answer; the message says why.

    `status` is that of its refusal, and `retry_after` in how many seconds it said to come again; None if it said none.
    `sent` tells whether the task may have reached it.
    """

    def __init__(
        self, reason: str, *, status: int | None = None, retry_after: float | None = None, sent: bool = True
    ) -> None:
        super().__init__(reason)
        self.status = status
        self.retry_after = retry_after
        self.sent = sent


class _Refusal(Struct):
    error: str = ""
    message: str = ""
    status: int = 500


def new_http_client(connections: int = 64) -> httpx.AsyncClient:
    """Return an HTTP client for neurons: no proxies, no redirects, bounded pool."""
    return httpx.AsyncClient(
        timeout=httpx.Timeout(None, connect=CONNECT_SECONDS),
        limits=httpx.Limits(
            max_connections=connections, max_keepalive_connections=connections, keepalive_expiry=IDLE_SECONDS
        ),
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
    older: bool = False,
) -> Reply[AnswerT]:
    """Give a task to the miner `receiver` at `ip:port`; raise `AskFailed` if there is no usable answer.

    `older` asks as SDK 9 and 10 do, by the protocol's synapse.

    A task that the protocol does not allow raises `Unsendable`: that is the asker's fault and no miner's.

    The deadline covers connecting, waiting and reading. The reply counts only
    if the asked hotkey signed it for this very request.
    """
    question: _Question[TaskT, AnswerT] | DendriteQuestion[TaskT, AnswerT]
    if older and protocol.synapse is not None:
        question = DendriteQuestion(protocol, protocol.synapse, signer, receiver, now_ns(), deadline_seconds)
    else:
        question = _Question(protocol, signer, receiver, now_ns())
    request = question.request(http, task, endpoint)
    started, deadline = clock(), _Deadline(deadline_seconds)
    response, data = await deadline.wait_for(_exchange(http, request, question.most_bytes))
    seconds = clock() - started
    if response.status_code != 200:
        raise _refusal(data, response)
    try:
        return question.reply(response, data, seconds)
    except (AuthError, BadMessage) as error:
        raise AskFailed(str(error)[:200]) from error


async def ask_in_parts(
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
) -> AsyncGenerator[Struct | Reply[AnswerT]]:
    """Give a task as `ask` does; yield the answer's parts as they come, and last the same `Reply` that `ask` returns.

    Parts are bounded and of the protocol's type, but not signed: only the reply says who wrote it. A miner that knows no
    parts gives the reply alone. Closing the generator hangs up, which ends the miner's work.
    """
    question = _Question(protocol, signer, receiver, now_ns())
    request = question.request(http, task, endpoint)
    request.headers["Accept"] = events.MEDIA_TYPE
    started, deadline = clock(), _Deadline(deadline_seconds)
    response = await deadline.wait_for(_sent(http, request))
    try:
        if not response.headers.get("content-type", "").startswith(events.MEDIA_TYPE):
            data = await deadline.wait_for(_whole(response, protocol.max_answer_bytes))
            if response.status_code != 200:
                raise _refusal(data, response)
            yield _understood(partial(question.reply, response, seconds=clock() - started), data)
            return
        reader = events.EventReader(max(protocol.max_part_bytes, protocol.max_answer_bytes) + events.MOST_OF_END)
        room = protocol.max_stream_bytes + protocol.max_answer_bytes + events.MOST_OF_END
        answer = b""
        pieces = response.aiter_raw()
        while (piece := await deadline.wait_for(anext(pieces, None))) is not None:
            room -= len(piece)
            if room < 0:
                raise AskFailed("the parts and the answer are too long together")
            for kind, data in _understood(reader.feed, piece):
                if kind == events.PART:
                    yield _understood(question.part, data)
                elif kind == events.ANSWER:
                    answer = data
                elif kind == events.SIGNATURE:
                    pairs = _understood(decode_map, data)
                    yield _understood(partial(question.verified, pairs, seconds=clock() - started), answer)
                    return
                elif kind == events.ERROR:
                    raise _refusal(data)
        raise AskFailed("the parts ended without a signed answer")
    finally:
        await response.aclose()


@dataclass(frozen=True)
class _Question(Generic[TaskT, AnswerT]):
    """What a reply must fit: the protocol, who asked, who was asked, and the number of the request."""

    protocol: Protocol[TaskT, AnswerT]
    signer: Signer
    receiver: str
    nonce: int

    def request(self, http: httpx.AsyncClient, task: TaskT, endpoint: str) -> httpx.Request:
        """Return the signed request; raise `Unsendable` for a task that the protocol does not allow."""
        protocol = self.protocol
        body = encode(protocol.task, task, protocol.max_task_bytes)
        headers = http_auth.sign(
            self.signer,
            method="POST",
            path=protocol.path,
            body=body,
            receiver_ss58=self.receiver,
            nonce_ns=self.nonce,
        )
        headers["Content-Type"] = "application/json"
        headers["Accept-Encoding"] = "identity"  # a compressed reply could unpack to anything
        request = http.build_request("POST", f"http://{endpoint}{protocol.path}", content=body)
        request.headers.update(headers)
        return request

    def part(self, data: bytes) -> Struct:
        """Read a part of the answer."""
        if self.protocol.part is None:
            raise BadMessage(f"{self.protocol.name} has no parts")
        return decode(self.protocol.part, data, self.protocol.max_part_bytes)

    @property
    def most_bytes(self) -> int:
        """Return how long the reply may be."""
        return self.protocol.max_answer_bytes

    def reply(self, response: httpx.Response, data: bytes, seconds: float) -> Reply[AnswerT]:
        """Return the answer in a whole response."""
        return self.verified(response.headers.multi_items(), data, seconds)

    def verified(self, pairs: Iterable[tuple[str, str]], data: bytes, seconds: float) -> Reply[AnswerT]:
        """Return the answer in some bytes if the asked hotkey signed them for this request, with the proof of it."""
        signed = verify_reply(
            pairs,
            data,
            path=self.protocol.path,
            request_nonce=str(self.nonce),
            asker_ss58=self.signer.ss58_address,
            expected_hotkey=self.receiver,
        )
        answer = decode(self.protocol.answer, data, self.protocol.max_answer_bytes)
        return Reply(answer, seconds, Proof(str(self.nonce), signed.values, data))


async def _exchange(http: httpx.AsyncClient, request: httpx.Request, limit: int) -> tuple[httpx.Response, bytes]:
    response = await _sent(http, request)
    try:
        return response, await _whole(response, limit)
    finally:
        await response.aclose()


async def _sent(http: httpx.AsyncClient, request: httpx.Request) -> httpx.Response:
    """Send a request, and once more if a connection that was kept turns out to be closed.

    These are the same signed bytes: a miner that has taken them already refuses them as a replay, so it works once at most.
    """
    fresh = False

    async def note(event: str, info: object) -> None:
        nonlocal fresh
        del info
        fresh = fresh or event == "connection.connect_tcp.started"

    request.extensions["trace"] = note
    try:
        return await http.send(request, stream=True)
    except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
        if fresh:
            raise
        return await http.send(request, stream=True)


async def _whole(response: httpx.Response, limit: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    async for piece in response.aiter_raw():
        size += len(piece)
        if size > limit:
            raise AskFailed(f"the answer exceeds {limit} bytes")
        pieces.append(piece)
    return b"".join(pieces)


class _Deadline:
    """A time that one exchange has; whatever goes wrong on the way is the miner's."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = asyncio.get_running_loop().time() + seconds

    async def wait_for(self, step: Awaitable[GivenT]) -> GivenT:
        """Wait for a step of the exchange."""
        try:
            async with asyncio.timeout_at(self._end):
                return await step
        except TimeoutError as error:
            raise AskFailed(f"no answer within {self._seconds:g} s") from error
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise AskFailed(f"{type(error).__name__}: {error}"[:200], sent=False) from error
        except httpx.HTTPError as error:
            raise AskFailed(f"{type(error).__name__}: {error}"[:200]) from error


def _understood(read: Callable[[bytes], GivenT], data: bytes) -> GivenT:
    try:
        return read(data)
    except (AuthError, BadMessage) as error:
        raise AskFailed(str(error)[:200]) from error


def _refusal(data: bytes, response: httpx.Response | None = None) -> AskFailed:
    try:
        found = decode(_Refusal, data, _ERROR_BYTES)
    except BadMessage:
        found = _Refusal()
    status = found.status if response is None else response.status_code
    reason = "".join(c for c in (found.error or found.message or "no reason given")[:160] if c.isprintable())
    after = "" if response is None else response.headers.get("retry-after", "")
    retry_after = float(after) if _SECONDS.fullmatch(after) else None
    return AskFailed(f"refused with {status}: {reason}", status=status, retry_after=retry_after)
