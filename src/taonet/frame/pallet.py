"""A pallet: one numbered part of the runtime, assembled from its modules.

A pallet is a value. `construct` in the runtime puts pallets into a table and gives calls, events and errors the
pallet's number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, final

from taonet.frame.call import Call
from taonet.frame.constant import Constant, constants_of
from taonet.frame.error import ModuleError
from taonet.frame.event import Event, EventSpec, spec_of
from taonet.frame.hooks import Hooks, Invariant
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
    parity: Reference | None = None
    alias: str = ""
    parameters: tuple[str, ...] = ("T",)
    event_parameters: tuple[str, ...] = ("T",)
    doc: str = ""


def pallet(
    name: str,
    index: int,
    crate: str,
    *,
    storage: Sequence[type] = (),
    calls: Sequence[ModuleType] = (),
    events: Sequence[ModuleType] = (),
    errors: Sequence[ModuleType] = (),
    constants: Sequence[type] = (),
    hooks: Hooks | None = None,
    invariants: Sequence[Invariant] = (),
    parity: Reference | None = None,
    alias: str | None = None,
    parameters: Sequence[str] = ("T",),
    event_parameters: Sequence[str] | None = None,
    doc: str = "",
) -> Pallet:
    """Assemble a pallet: storage and constants from classes, calls, events and errors from the modules that hold them."""
    all_calls = sorted(_unique(_members(calls, _own_call)), key=lambda found: found.index)
    all_events = sorted((spec_of(kind) for kind in _unique(_members(events, _own_event))), key=lambda s: s.index)
    all_errors = sorted(_unique(_members(errors, _own_error)), key=lambda found: found.index)
    _refuse_twins(name, [(c.index, c.name) for c in all_calls])
    _refuse_twins(name, [(e.index, e.name) for e in all_events])
    _refuse_twins(name, [(e.index, e.__name__) for e in all_errors])
    return Pallet(
        name=name,
        index=index,
        crate=crate,
        storage=tuple(item for cls in storage for item in items_of(cls)),
        calls=tuple(all_calls),
        events=tuple(all_events),
        errors=tuple(all_errors),
        constants=tuple(item for cls in constants for item in constants_of(cls)),
        hooks=hooks or Hooks(),
        invariants=tuple(invariants),
        parity=parity,
        alias=alias or crate.split("::", 1)[0],
        parameters=tuple(parameters),
        event_parameters=tuple(parameters if event_parameters is None else event_parameters),
        doc=doc,
    )


def _members(modules: Sequence[ModuleType], pick: Callable[[ModuleType, Any], bool]) -> list[Any]:
    return [value for module in modules for value in vars(module).values() if pick(module, value)]


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


def _unique(found: list[Any]) -> list[Any]:
    return list(dict.fromkeys(found))


def _refuse_twins(name: str, entries: list[tuple[int, str]]) -> None:
    indices = [index for index, _ in entries]
    names = [entry for _, entry in entries]
    if len(set(indices)) != len(indices) or len(set(names)) != len(names):
        raise PalletMismatch(f"{name}: a number or a name is used twice in {entries}")
