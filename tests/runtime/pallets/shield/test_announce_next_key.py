"""Keys move on by one place a block, whoever announces."""

from collections.abc import Sequence

import pytest

from taonet.crypto.hashing import twox_128
from taonet.frame.error import BadOrigin
from taonet.frame.origin import NONE_ORIGIN, ROOT_ORIGIN, Origin, Signed
from taonet.frame.state import State
from taonet.primitives.ids import AccountId, BlockNumber
from taonet.runtime.pallets.aura import genesis as aura
from taonet.runtime.pallets.aura.logic import slot_item
from taonet.runtime.pallets.shield.calls import announce_next_key
from taonet.runtime.pallets.shield.errors import BadEncKeyLen, Unreachable
from taonet.runtime.pallets.shield.logic import is_pending_key
from taonet.runtime.pallets.shield.storage import Storage
from taonet.runtime.pallets.system.digest import Digest
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.sim import refused

AUTHORS = [bytes([mark]) * 32 for mark in b"abc"]


def key(mark: int) -> bytes:
    return bytes([mark]) * 1_184


def announce(s: State, block: int, announced: bytes | None) -> None:
    """Announce in a block whose slot has the block's number."""
    System.Number.put(s, BlockNumber(block))
    System.Digest.put(s, Digest([slot_item(block)]))
    announce_next_key(s, NONE_ORIGIN, announced)


def keys(s: State) -> Sequence[int | None]:
    """Return the marks of the current, the pending and the next key."""
    found = (Storage.CurrentKey.get(s), Storage.PendingKey.get(s), Storage.NextKey.get(s))
    return [None if value is None else value[0] for value in found]


def test_the_key_of_a_lone_author_becomes_next_one_block_later(s: State) -> None:
    aura.build(s, AUTHORS[:1])
    seen: list[Sequence[int | None]] = []

    for block in range(1, 6):
        announce(s, block, key(block))
        seen.append(keys(s))

    assert seen == [[None, None, None], [None, None, 1], [None, 1, 2], [1, 2, 3], [2, 3, 4]]


def test_with_three_authors_the_next_key_is_that_of_the_author_two_slots_on(s: State) -> None:
    # Slot n belongs to author n % 3. Block 4 is author 1's, block 6 (two on) is author 0's, who announced in block 3.
    aura.build(s, AUTHORS)
    seen: list[Sequence[int | None]] = []

    for block in range(1, 7):
        announce(s, block, key(block))
        seen.append(keys(s))

    assert seen == [[None, None, None], [None, None, 1], [None, 1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5]]
    assert [Storage.AuthorKeys.get(s, author) for author in AUTHORS] == [key(6), key(4), key(5)]


def test_keys_expire_when_they_have_moved_on(s: State) -> None:
    aura.build(s, AUTHORS[:1])
    for block in range(1, 4):
        announce(s, block, key(block))

    assert Storage.PendingKeyExpiresAt.get(s) == 5
    assert Storage.NextKeyExpiresAt.get(s) == 6


def test_an_author_without_key_drops_out(s: State) -> None:
    aura.build(s, AUTHORS[:1])
    for block in range(1, 4):
        announce(s, block, key(block))

    announce(s, 4, None)
    assert keys(s) == [1, 2, 3]
    announce(s, 5, None)
    assert keys(s) == [2, 3, None]
    assert Storage.NextKeyExpiresAt.get(s) is None
    announce(s, 6, None)
    announce(s, 7, None)
    assert keys(s) == [None, None, None]
    assert Storage.PendingKeyExpiresAt.get(s) is None
    assert list(Storage.AuthorKeys.items(s)) == []


@pytest.mark.parametrize("length", [0, 1_183, 1_185, 2_048])
def test_a_key_of_another_length_is_refused_and_moves_nothing(s: State, length: int) -> None:
    aura.build(s, AUTHORS[:1])
    for block in range(1, 4):
        announce(s, block, key(block))
    System.Number.put(s, BlockNumber(4))

    with refused(s, BadEncKeyLen):
        announce_next_key(s, NONE_ORIGIN, bytes(length))


@pytest.mark.parametrize("origin", [ROOT_ORIGIN, Signed(AccountId(b"\x01" * 32))])
def test_nobody_can_sign_an_announcement(s: State, origin: Origin) -> None:
    with refused(s, BadOrigin):
        announce_next_key(s, origin, key(1))


def test_a_block_without_slot_has_no_author(s: State) -> None:
    aura.build(s, AUTHORS)

    with refused(s, Unreachable):
        announce_next_key(s, NONE_ORIGIN, key(1))


def test_a_chain_without_authorities_has_no_author(s: State) -> None:
    System.Digest.put(s, Digest([slot_item(3)]))

    with refused(s, Unreachable):
        announce_next_key(s, NONE_ORIGIN, key(1))


def test_only_the_pending_key_opens_carriers_of_the_next_block(s: State) -> None:
    aura.build(s, AUTHORS[:1])
    for block in range(1, 5):
        announce(s, block, key(block))

    assert [mark for mark in range(1, 5) if is_pending_key(s, twox_128(key(mark)))] == [2]
