"""An answer in parts as it leaves the miner: events on one response, bounded, and ended in bounded time."""

import asyncio
from contextlib import suppress
from typing import Final, final

import msgspec
from starlette.types import Send

from taonet.neuron import events
from taonet.neuron.answering import Refused

END_SECONDS: Final = 5.0
"""Seconds in which a caller must take the end of a stream."""
_HEAD: Final = [
    (b"content-type", events.MEDIA_TYPE.encode()),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


@final
class EventStream:
    """The response of a streamed answer; nothing is sent before the first part, so that a refusal has its own status."""

    def __init__(self, send: Send, most: int) -> None:
        self._send = send
        self._room = most
        self.started = False

    async def part(self, data: bytes) -> None:
        """Send a part; raise `Refused` when the parts are longer together than they may be."""
        made = events.event(events.PART, data)
        self._room -= len(made)
        if self._room < 0:
            raise Refused(500, "answer", "the parts of the miner's answer are too long together")
        await self._begin()
        await self._send({"type": "http.response.body", "body": made, "more_body": True})

    async def finish(self, data: bytes, signature: bytes) -> None:
        """Send the answer and its signature, and end."""
        await self._end(events.event(events.ANSWER, data) + events.event(events.SIGNATURE, signature))

    async def fail(self, status: int, reason: str) -> None:
        """Say why there will be no answer, and end."""
        data = msgspec.json.encode({"status": status, "error": reason[: events.MOST_OF_END // 8]})
        await self._end(events.event(events.ERROR, data))

    async def _begin(self) -> None:
        if not self.started:
            self.started = True
            await self._send({"type": "http.response.start", "status": 200, "headers": _HEAD})

    async def _end(self, last: bytes) -> None:
        """Send the last of a stream; who does not take it in time is left without it."""
        with suppress(TimeoutError):
            async with asyncio.timeout(END_SECONDS):
                await self._begin()
                await self._send({"type": "http.response.body", "body": last})
