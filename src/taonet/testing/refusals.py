"""A refusal in a test: the right error, and nothing left behind."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from taonet.frame.error import DispatchError
from taonet.frame.state import State


class NotRefused(AssertionError):
    """The call went through, or left something behind; says what."""


@contextmanager
def refused(s: State, error: type[Exception], *, kind: object = None) -> Generator[None]:
    """Demand that the body raises exactly `error` and that the state is as before.

    `kind` is the variant of a `TokenError` or an arithmetic refusal. The body runs without a storage layer of its
    own: a call is to check first and write afterwards.
    """
    before = dict(s.changes())
    events = list(s.events)
    try:
        yield
    except error as refusal:
        if type(refusal) is not error:
            raise NotRefused(f"refused with {refusal!r}, not {error.__name__} itself") from refusal
        if kind is not None and getattr(refusal, "kind", None) is not kind:
            raise NotRefused(f"refused with {refusal!r}, not with {kind!r}") from refusal
    except DispatchError as refusal:
        raise NotRefused(f"refused with {type(refusal).__name__} ({refusal}), not {error.__name__}") from refusal
    else:
        raise NotRefused(f"not refused; {error.__name__} was to be raised")
    changed = {key.hex() for key in before.keys() | s.changes().keys() if before.get(key) != s.changes().get(key)}
    if changed:
        raise NotRefused(f"{error.__name__} was raised, but state keys changed: {sorted(changed)}")
    if list(s.events) != events:
        raise NotRefused(f"{error.__name__} was raised, but events were left: {s.events[len(events) :]}")
