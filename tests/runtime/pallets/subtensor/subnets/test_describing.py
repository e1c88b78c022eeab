"""Identity and symbol of a subnet."""

from __future__ import annotations

import pytest
from tests.helpers import OWN

from taonet.frame.error import BadOrigin
from taonet.primitives.ids import NetUid
from taonet.runtime.pallets.subtensor.errors import InvalidIdentity, SubnetNotExists
from taonet.runtime.pallets.subtensor.subnets import calls, names
from taonet.runtime.pallets.subtensor.subnets.errors import NotSubnetOwner, SymbolAlreadyInUse, SymbolDoesNotExist
from taonet.runtime.pallets.subtensor.subnets.events import SubnetIdentitySet, SymbolUpdated
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.sim import Chain

WORDS = [b"name", b"repo", b"contact", b"url", b"discord", b"words", b"logo", b"more"]


def test_set_subnet_identity_stores_every_field(own_net: Chain) -> None:
    own_net.call(own_net.alice, calls.set_subnet_identity, OWN, *WORDS)

    stored = Subnets.SubnetIdentitiesV3.get(own_net.s, OWN)
    assert stored is not None
    assert [getattr(stored, field) for field in stored.__struct_fields__] == WORDS
    assert own_net.events(SubnetIdentitySet) == [SubnetIdentitySet(OWN)]


def test_set_subnet_identity_refuses_a_stranger(own_net: Chain) -> None:
    with own_net.refused(NotSubnetOwner):
        own_net.call(own_net.bob, calls.set_subnet_identity, OWN, *WORDS)


@pytest.mark.parametrize(("position", "limit"), [(0, 256), (1, 1_024), (4, 256), (7, 1_024)])
def test_set_subnet_identity_refuses_a_field_that_is_too_long(own_net: Chain, position: int, limit: int) -> None:
    words = [*WORDS]
    words[position] = b"x" * (limit + 1)
    with own_net.refused(InvalidIdentity):
        own_net.call(own_net.alice, calls.set_subnet_identity, OWN, *words)


def test_update_symbol_is_for_the_owner_and_root(own_net: Chain) -> None:
    own_net.call(own_net.alice, calls.update_symbol, OWN, "ω".encode())
    assert own_net.events(SymbolUpdated) == [SymbolUpdated(OWN, "ω".encode())]
    own_net.as_root(calls.update_symbol, OWN, "ψ".encode())

    assert Subnets.TokenSymbol.get(own_net.s, OWN).decode() == "ψ"
    with own_net.refused(BadOrigin):
        own_net.call(own_net.bob, calls.update_symbol, OWN, "ω".encode())


@pytest.mark.parametrize("symbol", ["x", "\u03a4", "", "αβ"])
def test_update_symbol_refuses_what_is_not_in_the_list_and_root_s_own(own_net: Chain, symbol: str) -> None:
    with own_net.refused(SymbolDoesNotExist):
        own_net.call(own_net.alice, calls.update_symbol, OWN, symbol.encode())


@pytest.mark.parametrize("symbol", ["\u03b1", "β"])
def test_update_symbol_refuses_one_in_use_even_by_the_subnet_itself(own_net: Chain, symbol: str) -> None:
    with own_net.refused(SymbolAlreadyInUse):
        own_net.call(own_net.alice, calls.update_symbol, OWN, symbol.encode())


def test_there_are_439_different_symbols_in_the_chain_s_order() -> None:
    listed = [symbol.decode() for symbol in names.SYMBOLS]

    assert len(set(listed)) == len(listed) == 439
    # Among others: tau stands as a plain t, and the last one is Sinhala.
    assert (listed[0], listed[1], listed[19], listed[25], listed[438]) == ("\u03a4", "\u03b1", "t", "א", "ධ")


def test_neither_is_possible_for_a_subnet_that_is_not_there(net: Chain) -> None:
    with net.refused(SubnetNotExists):
        net.call(net.alice, calls.set_subnet_identity, NetUid(9), *WORDS)
    with net.refused(SubnetNotExists):
        net.as_root(calls.update_symbol, NetUid(9), "ω".encode())
