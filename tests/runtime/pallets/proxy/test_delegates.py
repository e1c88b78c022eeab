"""Delegates: who may act for whom, what that reserves, and accounts without a key."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from taonet.crypto.hashing import blake2_256
from taonet.frame.call import RuntimeCall
from taonet.frame.error import BadOrigin, CannotLookup
from taonet.frame.hooks import BrokenInvariant
from taonet.frame.origin import NONE_ORIGIN, ROOT_ORIGIN
from taonet.frame.state import State
from taonet.frame.weight import Pays
from taonet.primitives.amounts import RAO_PER_TAO, Tao
from taonet.primitives.ids import AccountId
from taonet.runtime.construct import RUNTIME
from taonet.runtime.pallets.balances.errors import InsufficientBalance
from taonet.runtime.pallets.proxy import calls, delegates, events
from taonet.runtime.pallets.proxy.errors import Duplicate, NoPermission, NoSelfProxy, NotFound, NotProxy, TooMany
from taonet.runtime.pallets.proxy.storage import Storage
from taonet.runtime.pallets.proxy.types import DepositKind, ProxyDefinition, ProxyType
from taonet.runtime.pallets.system.blocks import extrinsic_index
from taonet.runtime.pallets.system.errors import CallFiltered
from taonet.runtime.types import Address20, AddressId
from taonet.scale import U16, U32
from taonet.sim import Chain

Reserved = Callable[[State, AccountId], int]
Act = Callable[..., RuntimeCall]
STAKING, ANY = ProxyType.Staking, ProxyType.Any


def test_a_delegate_costs_a_base_and_a_part_and_both_come_back(c: Chain, reserved: Reserved) -> None:
    c.call(c.alice, calls.add_proxy, AddressId(c.bob), STAKING, 0)
    assert reserved(c.s, c.alice) == 93_000_000
    c.call(c.alice, calls.add_proxy, AddressId(c.charlie), STAKING, 7)
    assert reserved(c.s, c.alice) == 126_000_000
    c.call(c.alice, calls.remove_proxy, AddressId(c.bob), STAKING, 0)
    assert reserved(c.s, c.alice) == 93_000_000
    c.call(c.alice, calls.remove_proxy, AddressId(c.charlie), STAKING, 7)

    assert reserved(c.s, c.alice) == 0
    assert c.balance(c.alice) == 100 * RAO_PER_TAO
    assert not Storage.Proxies.exists(c.s, c.alice)
    assert c.events(events.ProxyAdded) == [
        events.ProxyAdded(c.alice, c.bob, STAKING, 0), events.ProxyAdded(c.alice, c.charlie, STAKING, 7),
    ]  # fmt: skip
    assert c.events(events.ProxyRemoved)[-1] == events.ProxyRemoved(c.alice, c.charlie, STAKING, 7)


def test_delegates_are_kept_in_order_of_account_type_and_delay(c: Chain) -> None:
    wanted = [(who, kind, delay) for who in (c.dave, c.bob, c.charlie) for kind in (STAKING, ANY) for delay in (3, 0)]
    for who, kind, delay in wanted:
        c.call(c.alice, calls.add_proxy, AddressId(who), kind, delay)

    listed = Storage.Proxies.get(c.s, c.alice)[0]
    assert listed == sorted(ProxyDefinition(*one) for one in wanted)
    assert delegates.find(c.s, c.alice, c.bob, None) == ProxyDefinition(c.bob, ANY, 0)
    assert delegates.find(c.s, c.alice, c.bob, STAKING) == ProxyDefinition(c.bob, STAKING, 0)
    c.check()


def test_the_same_delegate_is_not_added_twice_but_with_another_type_or_delay(c: Chain) -> None:
    c.call(c.alice, calls.add_proxy, AddressId(c.bob), STAKING, 0)
    with c.refused(Duplicate):
        c.call(c.alice, calls.add_proxy, AddressId(c.bob), STAKING, 0)
    c.call(c.alice, calls.add_proxy, AddressId(c.bob), STAKING, 1)
    c.call(c.alice, calls.add_proxy, AddressId(c.bob), ANY, 0)

    assert len(Storage.Proxies.get(c.s, c.alice)[0]) == 3


def test_there_are_at_most_twenty(c: Chain, reserved: Reserved) -> None:
    for delay in range(20):
        c.call(c.alice, calls.add_proxy, AddressId(c.bob), STAKING, delay)
    with c.refused(TooMany):
        c.call(c.alice, calls.add_proxy, AddressId(c.bob), STAKING, 20)
    with c.refused(Duplicate):
        c.call(c.alice, calls.add_proxy, AddressId(c.bob), STAKING, 19)

    assert reserved(c.s, c.alice) == 60_000_000 + 20 * 33_000_000


def test_nobody_acts_for_itself_and_addresses_lead_somewhere(c: Chain) -> None:
    with c.refused(NoSelfProxy):
        c.call(c.alice, calls.add_proxy, AddressId(c.alice), ANY, 0)
    with c.refused(CannotLookup):
        c.call(c.alice, calls.add_proxy, Address20(bytes(20)), ANY, 0)
    for origin in (ROOT_ORIGIN, NONE_ORIGIN):
        with c.refused(BadOrigin):
            c.call(origin, calls.add_proxy, AddressId(c.bob), ANY, 0)
        with c.refused(BadOrigin):
            c.call(origin, calls.proxy, AddressId(c.bob), None, RUNTIME.call("System", "remark", b""))


def test_a_delegate_needs_a_deposit_that_can_be_reserved(c: Chain) -> None:
    c.give(c.eve, 93_000_000 - 1)
    with c.refused(InsufficientBalance):
        c.call(c.eve, calls.add_proxy, AddressId(c.bob), ANY, 0)
    with c.refused(InsufficientBalance):
        c.call(c.eve, calls.create_pure, ANY, 0, 0)


@pytest.mark.parametrize(("kind", "delay"), [(STAKING, 1), (ANY, 0)])
def test_what_is_removed_was_there_with_the_same_type_and_delay(c: Chain, kind: ProxyType, delay: int) -> None:
    with c.refused(NotFound):
        c.call(c.alice, calls.remove_proxy, AddressId(c.bob), kind, delay)
    c.call(c.alice, calls.add_proxy, AddressId(c.bob), STAKING, 0)
    with c.refused(NotFound):
        c.call(c.alice, calls.remove_proxy, AddressId(c.bob), kind, delay)


def test_all_delegates_go_at_once_with_their_deposit_and_the_agreement_to_pay(c: Chain, reserved: Reserved) -> None:
    for who in (c.bob, c.charlie):
        c.call(c.alice, calls.add_proxy, AddressId(who), ANY, 0)
        c.call(c.alice, calls.set_real_pays_fee, AddressId(who), pays_fee=True)
    c.call(c.alice, calls.remove_proxies)

    assert reserved(c.s, c.alice) == 0
    assert not Storage.Proxies.exists(c.s, c.alice)
    assert not list(Storage.RealPaysFeeConsentV1.items(c.s))
    assert c.events(events.ProxyRemoved) == []
    c.call(c.alice, calls.remove_proxies)


def test_a_deposit_of_other_rules_is_brought_up_to_date_for_free_and_one_of_today_is_not(
    c: Chain, reserved: Reserved
) -> None:
    c.call(c.alice, calls.add_proxy, AddressId(c.bob), ANY, 0)
    c.call(c.alice, calls.add_proxy, AddressId(c.charlie), ANY, 0)
    assert c.call(c.alice, calls.poke_deposit).pays is Pays.Yes

    listed, deposit = Storage.Proxies.get(c.s, c.alice)
    Storage.Proxies.put(c.s, c.alice, (listed, Tao(deposit - 5)))
    with pytest.raises(BrokenInvariant, match="deposit of 125999995"):
        c.check()
    assert c.call(c.alice, calls.poke_deposit).pays is Pays.No
    assert reserved(c.s, c.alice) == deposit + 5

    Storage.Proxies.put(c.s, c.alice, (listed, Tao(deposit + 7)))
    assert c.call(c.alice, calls.poke_deposit).pays is Pays.No
    assert reserved(c.s, c.alice) == deposit - 2
    assert c.events(events.DepositPoked) == [
        events.DepositPoked(c.alice, DepositKind.Proxies, Tao(deposit - 5), deposit),
        events.DepositPoked(c.alice, DepositKind.Proxies, Tao(deposit + 7), deposit),
    ]


def test_lists_out_of_order_are_noticed(c: Chain) -> None:
    c.call(c.alice, calls.add_proxy, AddressId(c.bob), ANY, 0)
    c.call(c.alice, calls.add_proxy, AddressId(c.charlie), ANY, 0)
    listed, deposit = Storage.Proxies.get(c.s, c.alice)
    Storage.Proxies.put(c.s, c.alice, (listed[::-1], deposit))
    with pytest.raises(BrokenInvariant, match="its delegates are"):
        c.check()
    Storage.Proxies.put(c.s, c.alice, ([replace(one, delegate=c.alice) for one in listed[:1]], Tao(93_000_000)))
    with pytest.raises(BrokenInvariant, match="its delegates are"):
        c.check()


def created(c: Chain, who: AccountId, index: int = 0) -> AccountId:
    """Make a pure account and return it."""
    c.call(who, calls.create_pure, ANY, 0, index)
    return c.events(events.PureCreated)[-1].pure


def test_a_pure_account_is_derived_from_its_maker_block_extrinsic_type_and_index(c: Chain, reserved: Reserved) -> None:
    pure = created(c, c.alice, 3)

    where = U32.encode(c.number) + U32.encode(extrinsic_index(c.s))
    assert pure == blake2_256(b"modlpy/proxy____" + c.alice + where + b"\0" + U16.encode(3))
    assert c.events(events.PureCreated) == [events.PureCreated(pure, c.alice, ANY, 3)]
    assert Storage.Proxies.get(c.s, pure) == ([ProxyDefinition(c.alice, ANY, 0)], 93_000_000)
    assert (reserved(c.s, c.alice), reserved(c.s, pure)) == (93_000_000, 0)
    with c.refused(Duplicate):
        c.call(c.alice, calls.create_pure, ANY, 0, 3)
    assert created(c, c.alice, 4) != pure


def test_the_extrinsics_number_tells_pure_accounts_apart(c: Chain) -> None:
    c.close()
    make = RUNTIME.call("Proxy", "create_pure", ANY, 0, 0)
    c.block((c.alice, RUNTIME.call("System", "remark", b"")), (c.alice, make))

    (said,) = c.events(events.PureCreated)
    assert said.pure == delegates.pure_account(c.alice, c.number, 2, ANY, 0)


def test_a_pure_account_is_acted_for_and_given_up_with_the_numbers_of_its_making(
    c: Chain, act: Act, give: Act, reserved: Reserved
) -> None:
    pure, height, at = created(c, c.alice), c.number, extrinsic_index(c.s)
    c.call(c.alice, give(pure, RAO_PER_TAO))
    c.call(c.alice, act(pure, give(c.bob, 1_000)))
    assert c.balance(c.bob) == 100 * RAO_PER_TAO + 1_000

    def kill(spawner: AccountId, index: int, block: int, extrinsic: int) -> RuntimeCall:
        return RUNTIME.call("Proxy", "kill_pure", AddressId(spawner), ANY, index, block, extrinsic)

    for wrong in (kill(c.bob, 0, height, at), kill(c.alice, 1, height, at), kill(c.alice, 0, height, at + 1)):
        c.call(c.alice, act(pure, wrong))
        assert c.events(events.ProxyExecuted)[-1].result == RUNTIME.refusal(NoPermission())
    with c.refused(NoPermission):
        c.call(c.alice, kill(c.alice, 0, height, at))
    c.call(c.alice, act(pure, kill(c.alice, 0, height, at)))

    assert c.events(events.PureKilled) == [events.PureKilled(pure, c.alice, ANY, 0)]
    assert (reserved(c.s, c.alice), c.balance(pure)) == (0, RAO_PER_TAO - 1_000)
    with c.refused(NotProxy):
        c.call(c.alice, act(pure, give(c.bob, 1)))


def test_only_a_delegate_for_everything_gives_a_pure_account_up(c: Chain, act: Act) -> None:
    c.call(c.alice, calls.create_pure, ProxyType.NonTransfer, 0, 0)
    pure = c.events(events.PureCreated)[-1].pure
    kill = RUNTIME.call(
        "Proxy", "kill_pure", AddressId(c.alice), ProxyType.NonTransfer, 0, c.number, extrinsic_index(c.s)
    )
    for refused_call in (kill, RUNTIME.call("Proxy", "remove_proxies")):
        c.call(c.alice, act(pure, refused_call))
        assert c.events(events.ProxyExecuted)[-1].result == RUNTIME.refusal(CallFiltered())

    assert Storage.Proxies.exists(c.s, pure)


def test_giving_up_a_pure_account_takes_what_it_reserved_itself_from_its_makers_other_deposits(
    c: Chain, act: Act, give: Act, reserved: Reserved
) -> None:
    """As upstream: the whole deposit is given back to the maker, though the account itself paid a part of it."""
    pure = created(c, c.alice)
    c.call(c.alice, calls.add_proxy, AddressId(c.dave), ANY, 0)
    c.call(c.alice, give(pure, RAO_PER_TAO))
    c.call(c.alice, act(pure, RUNTIME.call("Proxy", "add_proxy", AddressId(c.bob), ANY, 0)))
    assert (reserved(c.s, c.alice), reserved(c.s, pure)) == (2 * 93_000_000, 33_000_000)
    c.call(
        c.alice,
        act(pure, RUNTIME.call("Proxy", "kill_pure", AddressId(c.alice), ANY, 0, c.number, extrinsic_index(c.s))),
    )
    assert (reserved(c.s, c.alice), reserved(c.s, pure)) == (60_000_000, 33_000_000)

    c.call(c.alice, calls.remove_proxy, AddressId(c.dave), ANY, 0)
    assert reserved(c.s, c.alice) == 0
    c.check()


def test_a_coldkey_that_has_nothing_else_left_keeps_its_delegates_and_their_deposit(
    c: Chain, act: Act, reserved: Reserved
) -> None:
    c.call(c.alice, calls.add_proxy, AddressId(c.bob), ProxyType.Transfer, 0)
    everything = RUNTIME.call("Balances", "transfer_all", AddressId(c.charlie), False)
    c.call(c.bob, act(c.alice, everything))

    assert c.events(events.ProxyExecuted)[-1].result is None
    assert (c.balance(c.alice), reserved(c.s, c.alice)) == (500, 93_000_000)
    assert Storage.Proxies.get(c.s, c.alice)[1] == 93_000_000
    c.call(c.alice, calls.remove_proxies)
    assert c.balance(c.alice) == 93_000_500
    c.check()
