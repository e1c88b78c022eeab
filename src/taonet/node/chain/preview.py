"""Try a call on a throw-away copy of the state, and tell what it would do: outcome, events, and every value that changes.

Nothing is written. What a preview may cost is bounded: the call's bytes, its declared weight, the time it takes, and what it
tells.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final, cast, final

import msgspec

from taonet.crypto.hashing import blake2_256
from taonet.frame.call import RuntimeCall
from taonet.frame.described import Described, Item
from taonet.frame.error import DISPATCH_ERROR, DispatchError
from taonet.frame.origin import OriginCaller
from taonet.frame.runtime import Runtime
from taonet.frame.state import Backend, State
from taonet.frame.weight import Weight
from taonet.primitives.ids import Hash
from taonet.runtime.dispatch import dispatch, dispatch_info, used_weight
from taonet.runtime.origins import origin_of
from taonet.runtime.pallets.system import blocks
from taonet.runtime.pallets.system.limits import LIMITS
from taonet.scale.described.types import Case
from taonet.scale.described.writing import differences

MOST_SECONDS: Final = 5.0
MOST_CHANGES: Final = 1_000
MOST_EVENTS: Final = 1_000
MOST_BYTES: Final = 1 << 20
"""Of values that are told, all together."""
MOST_LETTERS: Final = 4_000
"""Of a call, an event or a value as text."""


class TooMuch(Exception):
    """The call asks for more than a preview may cost; says for what."""


@final
class Part(msgspec.Struct, frozen=True):
    """A field that differs; the empty name stands for the whole value."""

    field: str
    before: str
    after: str


@final
class Change(msgspec.Struct, frozen=True, rename="camel"):
    """A value that a call changes, as text and as bytes; an absent value is the item's default as text, and None as bytes.

    `parts` says which fields differ where both are there.
    """

    item: str
    before: str | None
    after: str | None
    key: str
    raw_before: str | None
    raw_after: str | None
    parts: list[Part]


@final
class Told(msgspec.Struct, frozen=True):
    """An event: `Pallet.Event`, all of it as text, and the names of the refusals that it carries."""

    name: str
    text: str
    refusals: list[str]


@final
class Refused(msgspec.Struct, frozen=True):
    """Why a call is refused: the refusal's name, and what its documentation says."""

    name: str
    docs: str


@final
class Preview(msgspec.Struct, frozen=True, rename="camel"):
    """What a call would do."""

    call: str
    call_hash: str
    origin: str
    ok: bool
    refusal: Refused | None
    weight: dict[str, int]
    """Used; where the call is refused before it does anything, declared."""
    events: list[Told]
    changes: list[Change]
    left_out: int
    """Changes and events beyond what one answer holds."""


def preview(s: State, backend: Backend, caller: OriginCaller, call: RuntimeCall, best: Hash) -> Preview:
    """Return what a call would do in the block after `best`, whose state `backend` is; `s` is an overlay to throw away.

    Raises `TooMuch` for a call that weighs more than a block may.
    """
    chain = described(s.runtime)
    blocks.look_ahead(s, best)
    s.phase = 0
    declared = dispatch_info(s, call).weight
    _refuse_heavy(declared)
    before, first_event = dict(s.changes()), len(s.events)
    refusal, used = None, declared
    try:
        used = used_weight(s, call, dispatch(s, origin_of(s, caller), call))
    except DispatchError as error:
        refusal = _refused(chain, s.runtime, error)
        used = used_weight(s, call, error)
    changes, left = _changes(chain, s, backend, before)
    happened = [event for _, event in s.events[first_event:]]
    events = [_told(chain, s.runtime.event_codec.encode(one)) for one in happened[:MOST_EVENTS]]
    data = s.runtime.call_codec.encode(call)
    return Preview(
        call=cut(chain.write_call(chain.decode_call(data))),
        call_hash=f"0x{blake2_256(data).hex()}",
        origin=_origin_text(chain, s.runtime.origin_codec.encode(caller)),
        ok=refusal is None,
        refusal=refusal,
        weight={"refTime": used.ref_time, "proofSize": used.proof_size},
        events=events,
        changes=changes,
        left_out=left + len(happened) - len(events),
    )


@lru_cache(maxsize=4)
def described(runtime: Runtime) -> Described:
    """Return a runtime's description, made once."""
    return Described.of(runtime.metadata(14))


def cut(text: str) -> str:
    """Return a text, or its beginning if it is long."""
    return text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS]}…"


def _refuse_heavy(declared: Weight) -> None:
    most = LIMITS.max_block
    if declared.ref_time > most.ref_time or declared.proof_size > most.proof_size:
        raise TooMuch(
            f"it declares a weight of {declared.ref_time:,} ps, more than a block may take, {most.ref_time:,}"
        )


def _changes(
    chain: Described, s: State, backend: Backend, before: dict[bytes, bytes | None]
) -> tuple[list[Change], int]:
    """Return the changes in the order of their keys' names, and how many are left out."""
    found: list[Change] = []
    size, left = 0, 0
    for key, after in sorted(s.changes().items()):
        old = before[key] if key in before else backend.get(key)
        if old == after:
            continue
        size += len(key) + len(old or b"") + len(after or b"")
        if len(found) >= MOST_CHANGES or size > MOST_BYTES:
            left += 1
            continue
        found.append(_change(chain, key, old, after))
    return sorted(found, key=lambda one: one.item), left


def _change(chain: Described, key: bytes, old: bytes | None, new: bytes | None) -> Change:
    item = chain.item_of(key)

    def text(raw: bytes | None) -> str | None:
        data = raw if raw is not None or item is None else item.default
        if data is None:
            return None
        return f"0x{data.hex()}" if item is None else item.text(data)

    def shown(raw: bytes | None) -> str | None:
        found = text(raw)
        return None if found is None else cut(found)

    name = f"0x{key.hex()}" if item is None else item.name_of(key)
    return Change(name, shown(old), shown(new), f"0x{key.hex()}", _hex(old), _hex(new), _parts(item, old, new))


def _parts(item: Item | None, old: bytes | None, new: bytes | None) -> list[Part]:
    if item is None:
        return []
    before, after = item.decode(old), item.decode(new)
    if before is None or after is None:
        return []
    return [Part(*map(cut, one)) for one in differences(item.types, item.value, before, after)]


def _hex(raw: bytes | None) -> str | None:
    return None if raw is None else f"0x{raw.hex()}"


def _told(chain: Described, data: bytes) -> Told:
    event = chain.decode_event(data)
    refusals = [chain.refusal(one)[0] for one in _refusals_in(event)]
    return Told(f"{event.name}.{event.only.name}", cut(chain.event_text(event)), refusals)


def _refusals_in(value: Any) -> Iterator[Case]:
    """Yield the refusals inside a value: what an `Err` holds, and what a field called `error` does."""
    if isinstance(value, Case):
        if value.name == "Err" and isinstance(value.fields, list) and isinstance(value.only, Case):
            yield value.only
            return
        value = value.fields
    if isinstance(value, dict):
        pairs = cast("dict[str, Any]", value)
        if isinstance(pairs.get("error"), Case):
            yield pairs["error"]
        yield from (found for name, one in pairs.items() if name != "error" for found in _refusals_in(one))
    elif isinstance(value, list):
        yield from (found for one in cast("list[Any]", value) for found in _refusals_in(one))


def _refused(chain: Described, runtime: Runtime, error: DispatchError) -> Refused:
    data = DISPATCH_ERROR.encode(runtime.refusal(error))
    number = chain.type_named("DispatchError")
    if number is None:
        return Refused(type(error).__name__, "")
    name, docs = chain.refusal(chain.types.decode(number, data))
    return Refused(name, docs or " ".join((type(error).__doc__ or "").split()))


def _origin_text(chain: Described, data: bytes) -> str:
    number = chain.type_named("OriginCaller")
    return f"0x{data.hex()}" if number is None else chain.text(number, data)


@final
class Timed:
    """A state that can be read for so many seconds; then `TooMuch` ends whatever reads it."""

    def __init__(self, backend: Backend, seconds: float = MOST_SECONDS) -> None:
        self._backend = backend
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def get(self, key: bytes) -> bytes | None:
        """Return the committed value."""
        self._check()
        return self._backend.get(key)

    def iterate(self, prefix: bytes, start: bytes | None = None) -> Iterator[tuple[bytes, bytes]]:
        """Yield committed pairs under a prefix."""
        for pair in self._backend.iterate(prefix, start):
            self._check()
            yield pair

    def _check(self) -> None:
        if time.monotonic() > self._end:
            raise TooMuch(f"it takes longer than {self._seconds:g} s")
