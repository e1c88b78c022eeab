"""Answers in parts, on the wire: server-sent events over the same signed POST, of bounded size.

A stream is any number of `part` events, then one `answer` event with exactly the bytes that a reply without parts has as
its body, then one `signature` event with the headers that sign those bytes. A miner that fails after its first part ends
with an `error` event instead. Parts are not signed: they are for the eye, and the answer is what counts.
"""

from typing import Final, final

from taonet.neuron.messages import BadMessage

MEDIA_TYPE: Final = "text/event-stream"
PART: Final = "part"
ANSWER: Final = "answer"
SIGNATURE: Final = "signature"
ERROR: Final = "error"
MOST_OF_END: Final = 4_096
"""Bytes of a signature, of an error, and of what is around an event's data."""

Event = tuple[str, bytes]
"""Its kind and its data."""


def event(kind: str, data: bytes) -> bytes:
    """Return an event as it is sent; JSON without whitespace between its tokens has no line breaks."""
    return b"event: %b\ndata: %b\n\n" % (kind.encode(), data)


def prefers_events(accept: str) -> bool:
    """Tell whether a request's Accept header asks for an answer in parts."""
    return any(one.partition(";")[0].strip().lower() == MEDIA_TYPE for one in accept.split(","))


@final
class EventReader:
    """Cuts a stream of bytes into events; holds no more than `limit` bytes of one that has not ended."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._left = bytearray()
        self._searched = 0
        self._kind = ""
        self._data: list[bytes] = []
        self._held = 0

    def feed(self, piece: bytes) -> list[Event]:
        """Return the events that a piece completes; raise `BadMessage` if one is too long."""
        self._left += piece
        events: list[Event] = []
        start = 0
        while (end := self._left.find(b"\n", max(start, self._searched))) >= 0:
            line = bytes(self._left[start:end]).removesuffix(b"\r")
            start = end + 1
            if line:
                self._take(line)
            elif self._kind or self._data:
                events.append((self._kind, b"\n".join(self._data)))
                self._kind, self._data, self._held = "", [], 0
        del self._left[:start]
        self._searched = len(self._left)
        self._bound(len(self._left))
        return events

    def _take(self, line: bytes) -> None:
        self._held += len(line)
        self._bound(0)
        field, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if field == b"event":
            self._kind = value.decode("ascii", "replace")
        elif field == b"data":
            self._data.append(value)

    def _bound(self, more: int) -> None:
        if self._held + more > self._limit:
            raise BadMessage(f"an event exceeds {self._limit} bytes")
