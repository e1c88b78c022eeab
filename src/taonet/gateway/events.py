"""Server-sent events to a client that may be slow or leave: the work behind them ends with the connection."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import final

import msgspec
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from taonet.neuron.waiting import NobodyWaits, TookTooLong, while_wanted

DONE = b"data: [DONE]\n\n"


def event(value: object) -> bytes:
    """Return an event with a JSON value."""
    return b"data: " + msgspec.json.encode(value) + b"\n\n"


@final
class EventStream(Response):
    """A response of events, sent as they come; its generator is closed when the client leaves or the time is over."""

    media_type = "text/event-stream"

    def __init__(self, events: AsyncGenerator[bytes], seconds: float, headers: Mapping[str, str]) -> None:
        super().__init__(headers={**headers, "Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._events = events
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the events."""
        del scope

        async def gone() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass

        try:
            await while_wanted(self._send(send), gone(), self._seconds)
        except (NobodyWaits, TookTooLong):
            return  # an answer that is not ended closes the connection

    async def _send(self, send: Send) -> None:
        async with aclosing(self._events) as events:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            async for data in events:
                await send({"type": "http.response.body", "body": data, "more_body": True})
                await asyncio.sleep(0)  # a client that left is noticed between two parts that are there already
            await send({"type": "http.response.body", "body": b"", "more_body": False})
