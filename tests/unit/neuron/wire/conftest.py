"""What the official SDK 10.5.0 said to itself, as `tests/e2e/sdk10/drive.py record` wrote it down."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

RECORDED = Path(__file__).parents[3] / "e2e" / "sdk10" / "recorded.json"


@dataclass(frozen=True)
class Message:
    """A request or a response on the wire."""

    first: str
    headers: dict[str, str]
    body: bytes

    @property
    def raw(self) -> list[tuple[bytes, bytes]]:
        """Return the headers as a server reads them."""
        return [(name.encode(), value.encode()) for name, value in self.headers.items()]


def _message(text: str) -> Message:
    head, _, body = text.partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    pairs = [line.partition(": ")[::2] for line in lines]
    return Message(first, {name.lower(): value for name, value in pairs}, body.encode())


@pytest.fixture(scope="session")
def recorded() -> list[tuple[Message, Message]]:
    """Requests of a dendrite and the responses of an axon."""
    return [(_message(one["request"]), _message(one["response"])) for one in json.loads(RECORDED.read_text())]
