"""`POST /v1/chat/completions`: a chat in, the best miners' answer out, whole or as a stream."""

import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from taonet.gateway.asking import Part, Served, asked, asked_in_parts
from taonet.gateway.chat import Chat, ChatRequest, Usage, read_request, task_of
from taonet.gateway.errors import ApiError
from taonet.gateway.events import DONE, EventStream, event
from taonet.gateway.requests import Answering, json_body, while_client_waits
from taonet.gateway.state import Gateway, TextFront, answer_headers, answered_by
from taonet.gateway.stops import Stops
from taonet.gateway.text import tokens_out
from taonet.markets.text.protocol import TextAnswer, TextPart, TextTask

PATH: Final = "/v1/chat/completions"
_Steps = AsyncGenerator[Part | Served[TextAnswer]]


@dataclass(frozen=True)
class _Job:
    """A chat in work."""

    gateway: Gateway
    text: TextFront
    who: str
    request: ChatRequest
    task: TextTask
    began: float

    def finished(self, served: Served[TextAnswer]) -> Usage:
        """Count and log an answer that was passed on; return what it used."""
        usage = Usage(self.text.side.tokens_in(self.task), tokens_out(served.answer))
        took = time.monotonic() - self.began
        self.gateway.finished(PATH, self.who, took, [served], units=usage.completion_tokens)
        return usage


def chats(gateway: Gateway) -> Answering:
    """Return the endpoint's work."""

    async def answer(request: Request, who: str) -> Response:
        began = time.monotonic()
        if gateway.text is None:
            raise ApiError(404, "not_served", "this gateway answers no chats: its subnet trades images")
        chat = read_request(await json_body(request))
        job = _Job(gateway, gateway.text, who, chat, task_of(chat), began)
        if chat.stream:
            return await _stream(job, request)
        with gateway.work():
            served = await while_client_waits(
                request, asked(job.text.front, job.task), gateway.settings.request_seconds
            )
        usage = job.finished(served)
        stops = Stops(chat.stops)
        text = stops.feed(served.answer.text) + stops.rest()
        whole = Chat(served.answer.model).whole(
            text, _finish(served, stops), usage, answered_by(job.text.front, served)
        )
        return JSONResponse(whole, headers=answer_headers(job.text.front, [served]))

    return answer


async def _stream(job: _Job, request: Request) -> Response:
    """Answer as a stream, which begins when a miner has begun: until then a failure has a status of its own."""
    front, seconds = job.text.front, job.gateway.settings.request_seconds
    steps = _held(job.gateway, asked_in_parts(front, job.task))
    try:
        first = await while_client_waits(request, anext_of(steps), seconds)
    except BaseException:
        await steps.aclose()
        raise
    job.gateway.counts.first_seconds.observe(time.monotonic() - job.began)
    left = seconds - (time.monotonic() - job.began)
    return EventStream(_events(job, first, steps), left, answer_headers(front, [first]))


async def _held(gateway: Gateway, steps: _Steps) -> _Steps:
    """Pass steps on, holding one of the gateway's places until they end."""
    async with aclosing(steps):
        with gateway.work():
            async for step in steps:
                yield step


async def anext_of(steps: _Steps) -> Part | Served[TextAnswer]:
    """Return the next step."""
    return await anext(steps)


async def _events(job: _Job, first: Part | Served[TextAnswer], steps: _Steps) -> AsyncGenerator[bytes]:
    """Yield the chunks of OpenAI's stream; a failure that comes late is an event too."""
    chat, stops = Chat(job.task.model), Stops(job.request.stops)
    said = False
    async with aclosing(steps):
        yield event(chat.chunk({"role": "assistant", "content": ""}))
        step = first
        try:
            while isinstance(step, Part):
                said = True
                text = stops.feed(step.part.text) if isinstance(step.part, TextPart) else ""
                if text:
                    yield event(chat.chunk({"content": text}))
                step = await anext(steps)
        except ApiError as error:
            job.gateway.counts.requests.labels(PATH, error.status).inc()
            job.gateway.log("broken", endpoint=PATH, key=job.who, status=error.status, reason=str(error))
            yield event(error.body)
            return
    text = ("" if said else stops.feed(step.answer.text)) + stops.rest()
    if text:
        yield event(chat.chunk({"content": text}))
    usage = job.finished(step)
    yield event(chat.chunk({}, _finish(step, stops)) | {"taonet": answered_by(job.text.front, step)})
    if job.request.wants_usage:
        yield event(chat.last_chunk(usage))
    yield DONE


def _finish(served: Served[TextAnswer], stops: Stops) -> str:
    return "stop" if served.answer.finished or stops.reached else "length"
