"""What the real chain and its node have and we have not: the page, and the list in the README."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from textwrap import wrap
from typing import NamedTuple

from taonet.frame.metadata import build_v15
from taonet.node.rpc.methods import METHODS
from taonet.runtime.construct import RUNTIME
from tools import recorded
from tools.reference.capabilities import CAPABILITIES, Capability, capability_of
from tools.reference.text import table
from tools.surface.chain import SURFACE, read_surface
from tools.surface.compare import Item, compare
from tools.uses import idle

RPC_METHODS = recorded.CHAIN / "rpc-methods.txt"
WIDTH = 120
SORTED = ("calls", "API methods", "RPC methods")
"""Kinds of things that a capability is made of; storage and constants come with them."""

INTRO = """Calls, storage and runtime APIs are declared only when they work, so what is not listed in [calls.md](calls.md) and
[storage.md](storage.md) is not in the metadata either. Names of events and errors are all there; the column `occurs` says which
rules use.
"""


class Missing(NamedTuple):
    """What is missing of a capability, by name."""

    capability: Capability
    calls: tuple[str, ...]
    methods: tuple[str, ...]


@cache
def _items() -> tuple[Item, ...]:
    theirs, their_apis = read_surface(SURFACE)
    our_apis = {api.name: (api.id, api.version) for api in RUNTIME.apis}
    chain = compare(build_v15(RUNTIME), theirs, our_apis, their_apis, idle(RUNTIME.pallets))
    return (*chain, *rpc_items(RPC_METHODS.read_text().split(), METHODS))


def rpc_items(theirs: Iterable[str], ours: Iterable[str]) -> list[Item]:
    """Return the RPC methods of the real node, each with whether we have it. More methods of our own are no item."""
    served = frozenset(ours)
    return [Item("RPC methods", name, declared=name in served, on_chain=True) for name in theirs]


def missing(items: Sequence[Item]) -> list[Missing]:
    """Return what is missing, capability by capability; raise `Unsorted` for what belongs to none."""
    gone = [(item, capability_of(item.name)) for item in items if item.kind in SORTED and not item.declared]

    def names(of: Capability, *, calls: bool) -> tuple[str, ...]:
        return tuple(item.name for item, capability in gone if capability is of and (item.kind == "calls") is calls)

    found = [Missing(one, names(one, calls=True), names(one, calls=False)) for one in CAPABILITIES]
    return [one for one in found if one.calls or one.methods]


def missing_page() -> str:
    """Return the page of what is missing."""
    rows = [_capability_row(one) for one in missing(_items())]
    lines = [
        "# What is not there yet",
        "",
        INTRO,
        f"{_share('calls')}, {_share('storage')}, {_share('RPC methods')}.",
        "",
    ]
    lines += [
        "## What it would be for",
        "",
        *table(("about", "capability", "calls", "runtime APIs and RPC methods"), rows),
    ]
    lines += ["## Pallet by pallet", "", *table(("#", "pallet", "calls", "storage", "missing calls"), _pallet_rows())]
    return "\n".join(lines).rstrip() + "\n"


def missing_list() -> str:
    """Return the list for the README: each capability with the number of calls that are missing."""
    text = f"Of the real chain there are {_share('calls')} and {_share('storage')}. Not there yet:"
    about: dict[str, list[str]] = {}
    for one in missing(_items()):
        about.setdefault(one.capability.about, []).append(f"{one.capability.words}{_count(one)}")
    lines = [_wrapped(f"- {area}: {'; '.join(ones)}.") for area, ones in about.items()]
    return "\n".join([_wrapped(text), "", *lines]) + "\n"


def _wrapped(text: str) -> str:
    indent = "  " if text.startswith("- ") else ""
    return "\n".join(wrap(text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False))


def _count(one: Missing) -> str:
    return f" ({len(one.calls)} call{'s' * (len(one.calls) != 1)})" if one.calls else ""


def _share(kind: str) -> str:
    chosen = [item for item in _items() if item.kind == kind and item.on_chain]
    word = {"storage": "storage items"}.get(kind, kind)
    return f"{sum(item.works for item in chosen)} of {len(chosen)} {word}"


def _capability_row(one: Missing) -> tuple[str, ...]:
    return one.capability.about, one.capability.words, _named(one.calls), _named(one.methods)


def _named(names: Sequence[str]) -> str:
    """Return names as a cell, with what stands before the dot once."""
    found: dict[str, list[str]] = {}
    for name in names:
        place, dot, member = name.rpartition(".")
        found.setdefault(place + dot, []).append(f"`{member}`")
    return "; ".join(f"{place.removesuffix('.')} {', '.join(members)}".strip() for place, members in found.items())


def _pallet_rows() -> Iterator[tuple[str, ...]]:
    for pallet in sorted(read_surface(SURFACE)[0].pallets, key=lambda one: one.index):
        calls, storage = (_of(pallet.name, kind) for kind in ("calls", "storage"))
        gone = [item.name.partition(".")[2] for item in calls if not item.declared]
        yield str(pallet.index), pallet.name, _ratio(calls), _ratio(storage), ", ".join(f"`{name}`" for name in gone)


def _of(pallet: str, kind: str) -> list[Item]:
    return [item for item in _items() if item.kind == kind and item.name.partition(".")[0] == pallet]


def _ratio(items: Sequence[Item]) -> str:
    return f"{sum(item.equal for item in items)} of {len(items)}" if items else ""
