"""uvicorn's WebSocket, which sends many messages at once: most of a small answer's cost is the way down to the socket.

A `websocket.send` event may carry `texts`, a list of messages, instead of one `text`.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any, Final, cast, final

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import OPEN

FLUSH_SECONDS = 5.0
"""How long a closed connection may take to read what is left for it."""

_TEXT: Final = 0x81
"""A whole text message in one frame. Servers do not mask."""
_LENGTH_16, _LENGTH_64 = 126, 127


@final
class WebSocketProtocol(WebSocketsSansIOProtocol):
    """The protocol, which would wait for ever for a closed connection's reader."""

    async def run_asgi(self) -> None:
        """Run the application, and cut the connection off if it does not go by itself."""
        await super().run_asgi()
        if not self.disconnected:
            self.loop.call_later(FLUSH_SECONDS, self.transport.abort)

    async def send(self, message: Any) -> None:
        """Send what the application has to say; many texts in one write."""
        texts = cast("Sequence[bytes] | None", message.get("texts"))
        if texts is None:
            await super().send(message)
            return
        await self.writable.wait()
        if self.disconnected or self.conn.state is not OPEN:
            raise ClientDisconnected
        self.transport.write(frames(texts))


def frames(texts: Sequence[bytes]) -> bytes:
    """Return messages as a server sends them, one frame each."""
    out = bytearray()
    for text in texts:
        length = len(text)
        if length < _LENGTH_16:
            out += bytes((_TEXT, length))
        elif length < 1 << 16:
            out += struct.pack("!BBH", _TEXT, _LENGTH_16, length)
        else:
            out += struct.pack("!BBQ", _TEXT, _LENGTH_64, length)
        out += text
    return bytes(out)
