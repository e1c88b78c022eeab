"""Assertions on refusals: the right error, and nothing written before it."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from taonet.frame.error import DispatchError
from taonet.frame.state import State


class NotRefused(AssertionError):
    """The call went through, or wrote before it was refused, or was refused otherwise; says what."""


@contextmanager
def refused(s: State, error: type[Exception], *, kind: object = None, after_writing: bool = False) -> Generator[None]:
    """Assert that the body raises exactly `error` and has written nothing until then.

    `kind` is the variant of a `TokenError` or an arithmetic refusal. `after_writing` is for the few calls that write
    first, as they do upstream: it asserts that something was written, which is undone as dispatch would.
    """
    mark = s.mark()
    try:
        yield
    except (error, DispatchError) as refusal:
        _check_kind(refusal, error, kind)
    else:
        raise NotRefused(f"not refused; {error.__name__} was to be raised")
    left = _take_back(s, mark)
    if bool(left) is not after_writing:
        raise NotRefused(f"{error.__name__} was raised after writing {left or 'nothing'}")


def _check_kind(refusal: Exception, error: type[Exception], kind: object) -> None:
    if type(refusal) is not error:
        raise NotRefused(f"refused with {refusal!r}, not {error.__name__} itself") from refusal
    if kind is not None and getattr(refusal, "kind", None) is not kind:
        raise NotRefused(f"refused with {refusal!r}, not with {kind!r}") from refusal


def _take_back(s: State, mark: tuple[int, int]) -> list[object]:
    """Undo everything since a mark; return the keys whose value had changed, and the events."""
    events, written = s.events[mark[1] :], dict(s.changes())
    s.undo(mark)
    return [*(key.hex() for key, value in written.items() if s.get(key) != value), *events]
