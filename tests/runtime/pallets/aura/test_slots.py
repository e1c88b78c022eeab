"""Slots come from the digest and only go up."""

import pytest

from taonet.frame.error import BlockRefused
from taonet.frame.state import State
from taonet.primitives.ids import BlockNumber
from taonet.runtime.pallets.aura import genesis
from taonet.runtime.pallets.aura.hooks import on_initialize
from taonet.runtime.pallets.aura.logic import author_of, slot_item, slot_of
from taonet.runtime.pallets.aura.storage import Storage
from taonet.runtime.pallets.system.digest import Consensus, Digest, PreRuntime
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.scale import EncodeError
from taonet.sim import refused

ONE = BlockNumber(1)


def test_a_recorded_digest_has_the_recorded_slot() -> None:
    assert slot_of(Digest([PreRuntime(b"aura", bytes.fromhex("eb66a7aa01000000"))])) == 0x1AAA766EB


def test_other_items_say_nothing_of_slots() -> None:
    assert (
        slot_of(Digest([Consensus(b"aura", bytes(8)), PreRuntime(b"BABE", bytes(8)), PreRuntime(b"aura", b"")])) is None
    )


def test_a_block_takes_its_slot(s: State) -> None:
    System.Digest.put(s, Digest([slot_item(7)]))

    on_initialize(s, ONE)

    assert Storage.CurrentSlot.get(s) == 7


@pytest.mark.parametrize("slot", [6, 7])
def test_a_slot_is_later_than_the_last(s: State, slot: int) -> None:
    Storage.CurrentSlot.put(s, 7)
    System.Digest.put(s, Digest([slot_item(slot)]))

    with refused(s, BlockRefused):
        on_initialize(s, ONE)


def test_a_block_without_slot_changes_none(s: State) -> None:
    Storage.CurrentSlot.put(s, 7)

    on_initialize(s, ONE)

    assert Storage.CurrentSlot.get(s) == 7


def test_authors_take_turns(s: State) -> None:
    assert author_of(s, 5) is None

    genesis.build(s, [b"a" * 32, b"b" * 32, b"c" * 32])

    assert [author_of(s, slot)[:1] for slot in range(3, 7)] == [b"a", b"b", b"c", b"a"]  # type: ignore[index]


def test_there_are_at_most_32_authors(s: State) -> None:
    with pytest.raises(EncodeError):
        genesis.build(s, [bytes(32)] * 33)
