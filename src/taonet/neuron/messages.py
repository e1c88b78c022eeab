"""Messages on the wire: msgspec structs as JSON, of bounded size, checked whole on both sides.

What others send and is wrong is a `BadMessage`; what we ourselves would send and the other side would refuse is
`Unsendable`. They are two exceptions because they are the faults of two parties.
"""

from typing import Final, TypeVar

import msgspec
from msgspec import Struct

MessageT = TypeVar("MessageT", bound=Struct)
MOST_TEXT: Final = 1_000
"""Letters of a reason, whoever gives it."""


class BadMessage(Exception):
    """A message that came in is too long, is not JSON, or is not of the agreed type."""


class Unsendable(Exception):
    """A message of our own is not of the agreed type, breaks a bound of it, or is too long."""


def plain(text: str, most: int = MOST_TEXT) -> str:
    """Return a text as any log and any database takes it: of bounded length, without NUL and without half characters."""
    cut = text if len(text) <= most else f"{text[: most - 1]}…"
    return cut.encode("utf-8", "replace").decode().replace("\0", "�")


def encode(kind: type[MessageT], message: object, limit: int) -> bytes:
    """Return the JSON of a message of a type; refuse what the receiver would refuse."""
    if not isinstance(message, kind):
        raise Unsendable(f"it is a {type(message).__name__}, not a {kind.__name__}")
    try:
        data = msgspec.json.encode(message)
    except (TypeError, ValueError, RecursionError, msgspec.MsgspecError) as error:
        raise Unsendable(f"it cannot be written as JSON: {error}") from error
    try:
        decode(kind, data, limit)  # structs are not checked when they are made, and JSON has no NaN
    except BadMessage as error:
        raise Unsendable(str(error)) from error
    return data


def decode(kind: type[MessageT], data: bytes, limit: int) -> MessageT:
    """Read a message of a type, strictly."""
    if len(data) > limit:
        raise BadMessage(f"the message has {len(data)} bytes; the limit is {limit}")
    try:
        return msgspec.json.decode(data, type=kind)
    # RecursionError: JSON nested deeper than the interpreter allows.
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise BadMessage(f"not a {kind.__name__}: {error}") from error


def decode_map(data: bytes) -> list[tuple[str, str]]:
    """Read an object of strings as pairs."""
    try:
        return list(msgspec.json.decode(data, type=dict[str, str]).items())
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise BadMessage(f"not an object of strings: {error}") from error
