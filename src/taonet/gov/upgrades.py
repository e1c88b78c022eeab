"""What a proposal says of the rules of the chain, before anybody votes on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, cast

from taonet.frame.error import DispatchError
from taonet.runtime.construct import RULES
from taonet.runtime.pallets.system.upgrades import read_code
from taonet.runtime.rules import UnknownRules
from taonet.scale.described.types import Case

_SETS_CODE: Final = frozenset({"set_code", "set_code_without_checks"})


def unknown_rules(call: Case) -> Iterator[str]:
    """Yield the rules to which a call, or one inside it, would go over and which this program does not have."""
    for code in _codes(call):
        try:
            line = read_code(code).line
        except DispatchError:  # the chain refuses it
            continue
        try:
            RULES.named(line)
        except UnknownRules:
            yield line.decode().strip()


def _codes(value: Any) -> Iterator[bytes]:
    if isinstance(value, Case):
        if value.name in _SETS_CODE and isinstance(value.fields, dict):
            yield value.fields["code"]
            return
        value = value.fields
    if isinstance(value, dict):
        value = list(cast("dict[str, Any]", value).values())
    if isinstance(value, list):
        for one in cast("list[Any]", value):
            yield from _codes(one)
