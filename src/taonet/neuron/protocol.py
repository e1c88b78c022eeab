"""What two neurons say to each other: typed messages with a bound on their size.

Messages are msgspec structs, JSON on the wire. A message is refused before it
is parsed if it is too long, and refused whole if a field is missing, unknown or
of another type.
"""

from dataclasses import dataclass
from typing import Final, Generic, TypeVar

import msgspec

DEFAULT_TASK_BYTES: Final = 64 * 1024
DEFAULT_ANSWER_BYTES: Final = 256 * 1024

TaskT = TypeVar("TaskT", bound=msgspec.Struct)
AnswerT = TypeVar("AnswerT", bound=msgspec.Struct)
MessageT = TypeVar("MessageT", bound=msgspec.Struct)


class BadMessage(Exception):
    """A message is too long, is not JSON, or is not of the agreed type."""


@dataclass(frozen=True)
class Protocol(Generic[TaskT, AnswerT]):
    """A pair of message types under a name, e.g. `text/1`."""

    name: str
    task: type[TaskT]
    answer: type[AnswerT]
    max_task_bytes: int = DEFAULT_TASK_BYTES
    max_answer_bytes: int = DEFAULT_ANSWER_BYTES

    @property
    def path(self) -> str:
        """Return the HTTP path that takes this protocol's tasks."""
        return f"/taonet/{self.name}"


def encode(message: msgspec.Struct, limit: int) -> bytes:
    """Return the JSON of a message; refuse one that the receiver would refuse."""
    data = msgspec.json.encode(message)
    if len(data) > limit:
        raise BadMessage(f"the message has {len(data)} bytes; the limit is {limit}")
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
