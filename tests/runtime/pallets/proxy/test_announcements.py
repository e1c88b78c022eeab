"""Announced calls: the hash first, the call after the delay, and in between the account may refuse."""

from collections.abc import Callable

import pytest

from taonet.crypto.hashing import blake2_256
from taonet.frame.call import RuntimeCall
from taonet.frame.state import State
from taonet.frame.weight import Pays
from taonet.primitives.amounts import RAO_PER_TAO, Tao
from taonet.primitives.ids import AccountId, Hash
from taonet.runtime.construct import RUNTIME
from taonet.runtime.pallets.balances.errors import InsufficientBalance
from taonet.runtime.pallets.proxy import calls
from taonet.runtime.pallets.proxy.errors import NotFound, NotProxy, TooMany, Unannounced
from taonet.runtime.pallets.proxy.events import Announced, DepositPoked, ProxyExecuted
from taonet.runtime.pallets.proxy.storage import Storage
from taonet.runtime.pallets.proxy.types import Announcement, DepositKind, ProxyType
from taonet.runtime.types import AddressId
from taonet.sim import Chain

Act = Callable[..., RuntimeCall]
Reserved = Callable[[State, AccountId], int]
DELAY = 3


def hash_of(call: RuntimeCall) -> Hash:
    return Hash(blake2_256(RUNTIME.call_codec.encode(call)))


@pytest.fixture
def c(c: Chain) -> Chain:
    """Give the chain on which Bob acts for Alice, three blocks after saying how."""
    c.call(c.alice, calls.add_proxy, AddressId(c.bob), ProxyType.Any, DELAY)
    return c


def wait(c: Chain, blocks: int) -> None:
    for _ in range(blocks):
        c.close()
        c.open()


def announced(c: Chain, call: RuntimeCall, kind: ProxyType | None = None) -> RuntimeCall:
    return RUNTIME.call("Proxy", "proxy_announced", AddressId(c.bob), AddressId(c.alice), kind, call)


def test_an_announced_call_is_made_after_its_delay_by_anyone(c: Chain, give: Act, reserved: Reserved) -> None:
    call = give(c.charlie, 5)
    c.call(c.bob, calls.announce, AddressId(c.alice), hash_of(call))
    assert c.events(Announced) == [Announced(c.alice, c.bob, hash_of(call))]
    assert Storage.Announcements.get(c.s, c.bob)[0] == [Announcement(c.alice, hash_of(call), c.number)]
    assert reserved(c.s, c.bob) == 104_000_000
    wait(c, DELAY - 1)
    with c.refused(Unannounced):
        c.call(c.dave, announced(c, call))
    wait(c, 1)
    c.call(c.dave, announced(c, call))

    assert c.events(ProxyExecuted) == [ProxyExecuted(None)]
    assert c.balance(c.charlie) == 100 * RAO_PER_TAO + 5
    assert (reserved(c.s, c.bob), Storage.Announcements.exists(c.s, c.bob)) == (0, False)
    with c.refused(Unannounced):
        c.call(c.dave, announced(c, call))


def test_another_call_than_the_one_announced_is_not_made(c: Chain, give: Act) -> None:
    c.call(c.bob, calls.announce, AddressId(c.alice), hash_of(give(c.charlie, 5)))
    wait(c, DELAY)
    for other in (give(c.charlie, 6), give(c.dave, 5)):
        with c.refused(Unannounced):
            c.call(c.bob, announced(c, other))
    c.call(c.charlie, calls.add_proxy, AddressId(c.bob), ProxyType.Any, 0)
    with c.refused(Unannounced):
        c.call(
            c.bob,
            RUNTIME.call("Proxy", "proxy_announced", AddressId(c.bob), AddressId(c.charlie), None, give(c.charlie, 5)),
        )


def test_the_account_may_refuse_and_the_delegate_take_back_what_was_announced(
    c: Chain, give: Act, reserved: Reserved
) -> None:
    first, second = give(c.charlie, 1), give(c.charlie, 2)
    for call in (first, second):
        c.call(c.bob, calls.announce, AddressId(c.alice), hash_of(call))
    assert reserved(c.s, c.bob) == 172_000_000
    with c.refused(NotFound):
        c.call(c.charlie, calls.reject_announcement, AddressId(c.bob), hash_of(first))
    c.call(c.alice, calls.reject_announcement, AddressId(c.bob), hash_of(first))
    assert reserved(c.s, c.bob) == 104_000_000
    with c.refused(NotFound):
        c.call(c.bob, calls.remove_announcement, AddressId(c.alice), hash_of(first))
    c.call(c.bob, calls.remove_announcement, AddressId(c.alice), hash_of(second))
    assert reserved(c.s, c.bob) == 0
    wait(c, DELAY)

    for call in (first, second):
        with c.refused(Unannounced):
            c.call(c.bob, announced(c, call))


def test_announcing_twice_costs_twice_and_one_use_takes_those_that_are_due(c: Chain, give: Act) -> None:
    call = give(c.charlie, 1)
    c.call(c.bob, calls.announce, AddressId(c.alice), hash_of(call))
    wait(c, 1)
    c.call(c.bob, calls.announce, AddressId(c.alice), hash_of(call))
    wait(c, DELAY - 1)
    c.call(c.bob, announced(c, call))

    assert Storage.Announcements.get(c.s, c.bob) == (
        [Announcement(c.alice, hash_of(call), c.number - DELAY + 1)], 104_000_000,
    )  # fmt: skip


def test_only_delegates_announce_at_most_seventy_five_that_they_can_pay_for(
    c: Chain, give: Act, reserved: Reserved
) -> None:
    with c.refused(NotProxy):
        c.call(c.charlie, calls.announce, AddressId(c.alice), Hash(bytes(32)))
    for number in range(75):
        c.call(c.bob, calls.announce, AddressId(c.alice), Hash(number.to_bytes(32, "little")))
    with c.refused(TooMany):
        c.call(c.bob, calls.announce, AddressId(c.alice), Hash(bytes(32)))
    assert reserved(c.s, c.bob) == 36_000_000 + 75 * 68_000_000
    c.give(c.eve, 104_000_000 - 1)
    c.call(c.alice, calls.add_proxy, AddressId(c.eve), ProxyType.Any, 1)

    with c.refused(InsufficientBalance):
        c.call(c.eve, calls.announce, AddressId(c.alice), Hash(bytes(32)))


def test_an_announcement_outlives_the_right_but_is_of_no_use_without_it(
    c: Chain, give: Act, reserved: Reserved
) -> None:
    call = give(c.charlie, 1)
    c.call(c.bob, calls.announce, AddressId(c.alice), hash_of(call))
    c.call(c.alice, calls.remove_proxy, AddressId(c.bob), ProxyType.Any, DELAY)
    wait(c, DELAY)
    with c.refused(NotProxy):
        c.call(c.bob, announced(c, call))

    c.call(c.bob, calls.remove_announcement, AddressId(c.alice), hash_of(call))
    assert reserved(c.s, c.bob) == 0


def test_a_right_without_delay_needs_an_announcement_too_when_it_is_used_as_announced(c: Chain, give: Act) -> None:
    c.call(c.alice, calls.add_proxy, AddressId(c.bob), ProxyType.Transfer, 0)
    call = give(c.charlie, 1)
    with c.refused(Unannounced):
        c.call(c.bob, announced(c, call, ProxyType.Transfer))
    c.call(c.bob, calls.announce, AddressId(c.alice), hash_of(call))
    c.call(c.bob, announced(c, call, ProxyType.Transfer))

    assert c.events(ProxyExecuted) == [ProxyExecuted(None)]


def test_a_deposit_for_announcements_is_brought_up_to_date(c: Chain, reserved: Reserved) -> None:
    c.call(c.bob, calls.announce, AddressId(c.alice), Hash(bytes(32)))
    pending, deposit = Storage.Announcements.get(c.s, c.bob)
    Storage.Announcements.put(c.s, c.bob, (pending, Tao(deposit - 1)))
    assert c.call(c.bob, calls.poke_deposit).pays is Pays.No

    assert reserved(c.s, c.bob) == deposit + 1
    assert c.events(DepositPoked) == [DepositPoked(c.bob, DepositKind.Announcements, Tao(deposit - 1), deposit)]
