"""A pallet: one numbered piece of the runtime, assembled from parts.

    PALLET = pallet("Sudo", 12, "pallet_sudo", part(storage=[Storage], calls=[calls], events=[events], errors=[errors]))

A pallet is a value, and so is each part. A large pallet has a part for each of its subjects. What is unique
over all pallets, such as the number in front of a call, belongs to the runtime (`taonet.frame.runtime`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, final

import msgspec

from taonet.crypto.hashing import twox_128
from taonet.frame.call import Call
from taonet.frame.constant import Constant, constants_of
from taonet.frame.error import ModuleError
from taonet.frame.event import Event, EventSpec, spec_of
from taonet.frame.hooks import Answers, CallFilter, Hooks, Invariant, Question, Signal
from taonet.frame.origin import OwnOrigins
from taonet.frame.storage import StorageItem, items_of


@final
@dataclass(frozen=True, slots=True)
class Reference:
    """What upstream source a pallet follows."""

    path: str
    commit: str


class PalletMismatch(Exception):
    """Two parts of a pallet claim the same number or name."""


@final
@dataclass(frozen=True, slots=True)
class Pallet:
    """Everything the runtime knows of a pallet. `crate` is the Rust crate in type paths (`pallet_balances`).

    `alias` is the crate's name where the runtime imports it under another one (`pallet_utility`); `parameters` are the
    generic parameters of the call and error enums, `event_parameters` those of the event enum.
    """

    name: str
    index: int
    crate: str
    storage: tuple[StorageItem[Any], ...] = ()
    calls: tuple[Call[..., Any], ...] = ()
    events: tuple[EventSpec, ...] = ()
    errors: tuple[type[ModuleError], ...] = ()
    constants: tuple[Constant[Any], ...] = ()
    hooks: Hooks = field(default_factory=Hooks)
    invariants: tuple[Invariant, ...] = ()
    on: tuple[tuple[Signal[...] | Question[...], Callable[..., Any]], ...] = ()
    origins: tuple[OwnOrigins, ...] = ()
    filters: tuple[CallFilter, ...] = ()
    parity: Reference | None = None
    alias: str = ""
    parameters: tuple[str, ...] = ("T",)
    event_parameters: tuple[str, ...] = ("T",)
    storage_version: int = 0
    doc: str = ""

    @property
    def storage_version_key(self) -> bytes:
        """Return the state key under which a chain notes in what form the pallet's items are written."""
        return twox_128(self.name.encode()) + twox_128(b":__STORAGE_VERSION__:")


@final
class Part(msgspec.Struct, frozen=True):
    """A part of a pallet: the declarations of one subject. Numbers and names are unique in the whole pallet."""

    storage: tuple[StorageItem[Any], ...]
    calls: tuple[Call[..., Any], ...]
    events: tuple[EventSpec, ...]
    errors: tuple[type[ModuleError], ...]
    constants: tuple[Constant[Any], ...]
    hooks: Hooks
    invariants: tuple[Invariant, ...]
    on: Answers
    origins: tuple[OwnOrigins, ...]
    filters: tuple[CallFilter, ...]


def part(
    *,
    storage: Sequence[type] = (),
    calls: Sequence[ModuleType] = (),
    events: Sequence[ModuleType] = (),
    errors: Sequence[ModuleType] = (),
    reserved: Sequence[ModuleType] = (),
    constants: Sequence[type] = (),
    hooks: Hooks | None = None,
    invariants: Sequence[Invariant] = (),
    on: Answers | None = None,
    origins: Sequence[OwnOrigins] = (),
    filters: Sequence[CallFilter] = (),
) -> Part:
    """Gather a part: storage and constants from classes, calls, events and errors from the modules that hold them.

    `reserved` modules hold names of both kinds that no rule uses yet: clients find a name by its position among all.
    """
    return Part(
        storage=tuple(item for cls in storage for item in items_of(cls)),
        calls=tuple(_members(calls, _own_call)),
        events=tuple(spec_of(kind) for kind in _members((*events, *reserved), _own_event)),
        errors=tuple(_members((*errors, *reserved), _own_error)),
        constants=tuple(item for cls in constants for item in constants_of(cls)),
        hooks=hooks or Hooks(),
        invariants=tuple(invariants),
        on=dict(on or {}),
        origins=tuple(origins),
        filters=tuple(filters),
    )


def pallet(
    name: str,
    index: int,
    crate: str,
    *parts: Part,
    parity: Reference | None = None,
    alias: str | None = None,
    parameters: Sequence[str] = ("T",),
    event_parameters: Sequence[str] | None = None,
    storage_version: int = 0,
    doc: str = "",
) -> Pallet:
    """Assemble a pallet from its parts; storage, constants, invariants and signal handlers keep their order."""
    calls = sorted((call for one in parts for call in one.calls), key=lambda found: found.index)
    events = sorted((spec for one in parts for spec in one.events), key=lambda found: found.index)
    errors = sorted((error for one in parts for error in one.errors), key=lambda found: found.index)
    _refuse_twins(name, [(c.index, c.name) for c in calls])
    _refuse_twins(name, [(e.index, e.name) for e in events])
    _refuse_twins(name, [(e.index, e.__name__) for e in errors])
    return Pallet(
        name=name,
        index=index,
        crate=crate,
        storage=tuple(item for one in parts for item in one.storage),
        calls=tuple(calls),
        events=tuple(events),
        errors=tuple(errors),
        constants=tuple(constant for one in parts for constant in one.constants),
        hooks=_hooks(name, parts),
        invariants=tuple(invariant for one in parts for invariant in one.invariants),
        on=tuple((signal, answer) for one in parts for signal, answer in one.on.items()),
        origins=tuple(origin for one in parts for origin in one.origins),
        filters=tuple(refuse for one in parts for refuse in one.filters),
        parity=parity,
        alias=alias or crate.split("::", 1)[0],
        parameters=tuple(parameters),
        event_parameters=tuple(parameters if event_parameters is None else event_parameters),
        storage_version=storage_version,
        doc=doc,
    )


def _hooks(name: str, parts: Sequence[Part]) -> Hooks:
    """Return the hooks of all parts together: each kind once."""
    found: dict[str, Any] = {}
    for one in parts:
        for kind in ("on_initialize", "on_idle", "on_finalize"):
            hook = getattr(one.hooks, kind)
            if hook is not None and kind in found:
                raise PalletMismatch(f"{name}: two parts have a hook {kind}")
            if hook is not None:
                found[kind] = hook
    return Hooks(**found)


def _members(modules: Sequence[ModuleType], pick: Callable[[ModuleType, Any], bool]) -> list[Any]:
    found = [value for module in modules for value in vars(module).values() if pick(module, value)]
    return list(dict.fromkeys(found))


def _own_call(module: ModuleType, value: Any) -> bool:
    return isinstance(value, Call) and value.function.__module__ == module.__name__


def _own_event(module: ModuleType, value: Any) -> bool:
    return isinstance(value, type) and issubclass(value, Event) and value.__module__ == module.__name__


def _own_error(module: ModuleType, value: Any) -> bool:
    return (
        isinstance(value, type)
        and issubclass(value, ModuleError)
        and value.__module__ == module.__name__
        and value.index >= 0
    )


def _refuse_twins(name: str, entries: list[tuple[int, str]]) -> None:
    indices = [index for index, _ in entries]
    names = [entry for _, entry in entries]
    if len(set(indices)) != len(indices) or len(set(names)) != len(names):
        raise PalletMismatch(f"{name}: a number or a name is used twice in {entries}")
