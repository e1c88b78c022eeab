"""What a miner's server asks of a way to talk: read the headers, verify, understand the task, seal the answer."""

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

TaskT_co = TypeVar("TaskT_co", covariant=True)

RawHeaders = Sequence[tuple[bytes, bytes]]
"""Names in lower case, and values, as the server read them."""
Sealed = tuple[Mapping[str, str], bytes]
"""Headers and body of a response."""


class Incoming(Protocol[TaskT_co]):
    """A request whose headers have the right form; nothing in it is true before it is verified."""

    @property
    def hotkey(self) -> str:
        """Return who the sender says it is."""
        ...

    def verify(self, body: bytes, now_ns: int) -> None:
        """Raise `AuthError` unless the sender signed this for this miner, now, and for the first time."""
        ...

    def task(self, body: bytes) -> TaskT_co:
        """Return the task; raise `BadMessage` if the body is none, `AuthError` if it is not the one that was signed."""
        ...

    def seal(self, answer: bytes, now_ns: int) -> Sealed:
        """Return the response that carries an answer of the protocol."""
        ...


class Wire(Protocol[TaskT_co]):
    """A way to talk, at a path of its own."""

    @property
    def path(self) -> str:
        """Return the path that takes its requests."""
        ...

    @property
    def most_bytes(self) -> int:
        """Return how long a body may be."""
        ...

    @property
    def streams(self) -> bool:
        """Tell whether an answer may come in parts."""
        ...

    def read(self, headers: RawHeaders) -> Incoming[TaskT_co]:
        """Return the request that the headers announce; raise `AuthError` if they are not of the form."""
        ...

    def refusal(self, incoming: object, status: int, reason: str) -> Sealed:
        """Return the response that says why there is no answer; `incoming` is what `read` gave, or None."""
        ...
