"""What the rules use of their refusals and events is told from what has only a name."""

import ast
import sys

import pytest
from tools.uses import idle, is_used, uses

from taonet.runtime.construct import RUNTIME
from taonet.runtime.pallets.subtensor.errors import NetworkTxRateLimitExceeded
from taonet.runtime.pallets.subtensor.reserved.locks import NoExistingLock

KINDS = [kind for pallet in RUNTIME.pallets for kind in (*pallet.errors, *(spec.kind for spec in pallet.events))]


@pytest.mark.parametrize(
    ("code", "used"),
    [
        ("from a.errors import Late\nraise Late", {("a.errors", "Late")}),
        ("from a.errors import Late as Early\nraise Early", {("a.errors", "Late")}),
        ("from a import errors\nraise errors.Late", {("a", "errors"), ("a.errors", "Late")}),
        ("from a.errors import Late", set()),
        ("class Late: ...", set()),
        ("class Late: ...\nraise Late", {("here", "Late")}),
        ("Late = make('Late')\nemit(Late)", {("here", "Late")}),
        ("Late = make('Late')", set()),
    ],
)
def test_a_name_is_used_where_code_reads_it_and_not_where_it_is_declared(code: str, used: set[tuple[str, str]]) -> None:
    assert set(uses(ast.parse(code), "here")) == used


def test_what_some_rule_raises_is_used_and_what_none_does_is_idle() -> None:
    assert is_used(NetworkTxRateLimitExceeded)
    assert not is_used(NoExistingLock)
    assert ("errors", "SubtensorModule.NoExistingLock") in idle(RUNTIME.pallets)
    assert ("errors", "SubtensorModule.NetworkTxRateLimitExceeded") not in idle(RUNTIME.pallets)


def test_reserved_modules_hold_what_no_rule_uses_and_nothing_else() -> None:
    """When a rule comes to use a reserved name, the name moves to where the others of its slice are."""
    reserved = {kind for kind in KINDS if ".reserved" in kind.__module__}

    assert {kind for kind in KINDS if not is_used(kind)} == reserved


def test_every_name_says_what_happened_in_words_of_its_own() -> None:
    for kind in KINDS:
        assert "__doc__" in vars(kind), kind
        assert (kind.__doc__ or "").strip().endswith("."), kind
        assert sys.modules[kind.__module__].__doc__
