"""Acting for another account: within a type's calls, however deep, and never beyond what the delegate itself may do."""

from collections.abc import Callable

import pytest

from taonet.frame.call import RuntimeCall
from taonet.frame.origin import Signed
from taonet.frame.weight import DispatchClass, Pays
from taonet.primitives.amounts import RAO_PER_TAO, Alpha, Tao
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.construct import RUNTIME
from taonet.runtime.dispatch import dispatch_info
from taonet.runtime.pallets.multisig.signatories import account_of
from taonet.runtime.pallets.proxy import calls, costs
from taonet.runtime.pallets.proxy.errors import NotProxy, Unannounced
from taonet.runtime.pallets.proxy.events import ProxyExecuted
from taonet.runtime.pallets.proxy.storage import Storage
from taonet.runtime.pallets.proxy.types import ProxyDefinition, ProxyType
from taonet.runtime.pallets.system.errors import CallFiltered
from taonet.runtime.pallets.transaction_payment.fees import billed_weight
from taonet.runtime.pallets.utility.calls import derivative_account
from taonet.runtime.types import AddressId
from taonet.sim import Chain

Act = Callable[..., RuntimeCall]
FILTERED = RUNTIME.refusal(CallFiltered())
REMARK = RUNTIME.call("System", "remark", b"")
START = 100 * RAO_PER_TAO


def result(c: Chain) -> object | None:
    """Return how the last call for another account went."""
    return c.events(ProxyExecuted)[-1].result


def allow(c: Chain, real: AccountId, delegate: AccountId, kind: ProxyType, delay: int = 0) -> None:
    c.call(real, calls.add_proxy, AddressId(delegate), kind, delay)


def test_a_call_is_made_as_the_account_and_its_result_is_told_until_the_blocks_end(
    c: Chain, act: Act, give: Act
) -> None:
    allow(c, c.alice, c.bob, ProxyType.Transfer)
    c.call(c.bob, act(c.alice, give(c.charlie, 5)))
    assert (c.balance(c.charlie), result(c)) == (START + 5, None)
    assert Storage.LastCallResult.exists(c.s, c.alice)
    c.call(c.bob, act(c.alice, give(c.charlie, 1_000 * RAO_PER_TAO)))
    assert Storage.LastCallResult.get(c.s, c.alice) == result(c) is not None
    c.close()

    assert not Storage.LastCallResult.exists(c.s, c.alice)


def test_who_is_no_delegate_or_not_of_that_type_or_has_to_announce_acts_for_nobody(
    c: Chain, act: Act, give: Act
) -> None:
    with c.refused(NotProxy):
        c.call(c.bob, act(c.alice, REMARK))
    allow(c, c.alice, c.bob, ProxyType.Transfer)
    with c.refused(NotProxy):
        c.call(c.bob, act(c.alice, give(c.dave, 1), ProxyType.Any))
    with c.refused(NotProxy):
        c.call(c.charlie, act(c.alice, give(c.dave, 1)))
    with c.refused(NotProxy):
        c.call(c.alice, act(c.bob, give(c.dave, 1)))
    allow(c, c.alice, c.charlie, ProxyType.Any, 1)
    with c.refused(Unannounced):
        c.call(c.charlie, act(c.alice, REMARK))


def test_the_first_right_counts_unless_a_type_is_asked_for(c: Chain, act: Act, give: Act) -> None:
    allow(c, c.alice, c.bob, ProxyType.Staking)
    allow(c, c.alice, c.bob, ProxyType.Transfer)
    c.call(c.bob, act(c.alice, give(c.dave, 1)))
    assert result(c) == FILTERED
    c.call(c.bob, act(c.alice, give(c.dave, 1), ProxyType.Transfer))

    assert result(c) is None


def wrapped(call: RuntimeCall) -> list[RuntimeCall]:
    """Return a call in every wrapper that an account may use."""
    utility = [RUNTIME.call("Utility", name, [call]) for name in ("batch", "batch_all", "force_batch")] + [
        RUNTIME.call("Utility", "as_derivative", 0, call),
        RUNTIME.call("Utility", "if_else", call, call),
    ]
    several = RUNTIME.call("Multisig", "as_multi_threshold_1", [Chain.eve], call)
    return [*utility, several, RUNTIME.call("Utility", "batch", [several])]


@pytest.mark.parametrize("kind", [ProxyType.NonTransfer, ProxyType.NonFungible])
def test_what_a_type_forbids_is_forbidden_inside_wrappers_too(c: Chain, act: Act, give: Act, kind: ProxyType) -> None:
    several = RUNTIME.call("Multisig", "as_multi_threshold_1", [c.eve], REMARK)
    accounts = (derivative_account(c.alice, 0), c.eve)
    for who in accounts:
        c.give(who, RAO_PER_TAO)
    allow(c, c.alice, c.bob, kind)
    funds = {who: c.balance(who) for who in (c.alice, c.dave, *accounts)}
    for call in wrapped(give(c.dave, 1)):
        c.call(c.bob, act(c.alice, call))

    assert {who: c.balance(who) for who in funds} == funds
    c.call(c.bob, act(c.alice, RUNTIME.call("Utility", "batch_all", [REMARK])))
    assert result(c) is None
    c.call(c.bob, act(c.alice, several))
    assert result(c) == FILTERED


def test_a_type_that_allows_a_call_allows_no_batch_of_it_unless_it_allows_batches(
    c: Chain, act: Act, give: Act
) -> None:
    allow(c, c.alice, c.bob, ProxyType.Transfer)
    c.call(c.bob, act(c.alice, RUNTIME.call("Utility", "batch", [give(c.dave, 1)])))

    assert result(c) == FILTERED


def test_a_proxy_of_a_proxy_may_do_no_more_than_either(c: Chain, act: Act, give: Act) -> None:
    allow(c, c.alice, c.bob, ProxyType.Any)
    allow(c, c.bob, c.charlie, ProxyType.NonTransfer)
    c.call(c.charlie, act(c.bob, act(c.alice, give(c.dave, 1))))
    outer, inner = c.events(ProxyExecuted)[-1].result, c.events(ProxyExecuted)[-2].result
    assert (outer, inner) == (None, FILTERED)
    c.call(c.charlie, act(c.bob, act(c.alice, REMARK)))
    assert [one.result for one in c.events(ProxyExecuted)[-2:]] == [None, None]

    # And the other way round: a wide right to a delegate whose own is narrow.
    allow(c, c.dave, c.charlie, ProxyType.Any)
    allow(c, c.alice, c.dave, ProxyType.Staking)
    c.call(c.charlie, act(c.dave, act(c.alice, give(c.bob, 1))))
    assert [one.result for one in c.events(ProxyExecuted)[-2:]] == [FILTERED, None]
    assert c.balance(c.dave) == START - 93_000_000


def test_a_batch_that_is_all_or_nothing_forbids_another_one_also_for_another_account(c: Chain, act: Act) -> None:
    allow(c, c.alice, c.bob, ProxyType.Any)
    again = act(c.alice, RUNTIME.call("Utility", "batch_all", [REMARK]))
    c.call(c.bob, RUNTIME.call("Utility", "batch_all", [again]))
    assert result(c) == FILTERED
    c.call(c.bob, RUNTIME.call("Utility", "batch", [again]))

    assert result(c) is None


def test_filters_of_the_senders_origin_hold(c: Chain, act: Act) -> None:
    def refuse_remarks(call: RuntimeCall) -> None:
        if RUNTIME.name_of(call.call) == ("System", "remark"):
            raise CallFiltered

    allow(c, c.alice, c.bob, ProxyType.Any)
    c.call(Signed(c.bob, (refuse_remarks,)), act(c.alice, REMARK))

    assert result(c) == FILTERED


@pytest.mark.parametrize(
    ("mine", "other", "added"),
    [
        (ProxyType.Any, ProxyType.Any, True),
        (ProxyType.NonTransfer, ProxyType.Staking, True),
        (ProxyType.NonTransfer, ProxyType.Transfer, False),
        (ProxyType.NonTransfer, ProxyType.Any, False),
        (ProxyType.NonFungible, ProxyType.NonFungible, True),
        (ProxyType.NonFungible, ProxyType.Staking, False),
        (ProxyType.Transfer, ProxyType.SmallTransfer, False),
    ],
)
def test_a_delegate_gives_and_takes_only_rights_that_its_own_covers(
    c: Chain, act: Act, mine: ProxyType, other: ProxyType, added: bool
) -> None:
    """Transfer covers small transfers, but to add a delegate is none of its calls."""
    allow(c, c.alice, c.bob, mine)
    arguments = (AddressId(c.charlie), other, 0)
    c.call(c.bob, act(c.alice, RUNTIME.call("Proxy", "add_proxy", *arguments)))
    assert (result(c) is None) is added
    assert (ProxyDefinition(c.charlie, other, 0) in Storage.Proxies.get(c.s, c.alice)[0]) is added

    if not added:
        c.call(c.alice, calls.add_proxy, *arguments)
    c.call(c.bob, act(c.alice, RUNTIME.call("Proxy", "remove_proxy", *arguments)))
    assert (result(c) is None) is added


def test_a_small_transfer_is_below_half_a_tao(c: Chain, act: Act, give: Act) -> None:
    allow(c, c.alice, c.bob, ProxyType.SmallTransfer)
    c.call(c.bob, act(c.alice, give(c.dave, 499_999_999)))
    assert (result(c), c.balance(c.dave)) == (None, START + 499_999_999)
    c.call(c.bob, act(c.alice, give(c.dave, 500_000_000)))
    assert result(c) == FILTERED
    c.call(c.bob, act(c.alice, RUNTIME.call("Balances", "transfer_all", AddressId(c.dave), True)))

    assert result(c) == FILTERED


def test_acting_weighs_a_full_list_and_the_call_and_is_free_when_that_is(c: Chain, act: Act, give: Act) -> None:
    free = RUNTIME.call("SubtensorModule", "set_weights", 1, [], [], 0)
    for call in (give(c.bob, 1), free):
        declared, inner = act(c.alice, call).declared(c.s), dispatch_info(c.s, call)
        assert declared.weight == costs.PROXY.plus(inner.weight)
        assert (declared.pays, declared.dispatch_class) == (inner.pays, DispatchClass.Normal)
        announced = RUNTIME.call("Proxy", "proxy_announced", AddressId(c.bob), AddressId(c.alice), None, call)
        assert announced.declared(c.s).weight == costs.PROXY_ANNOUNCED.plus(inner.weight)
        assert announced.declared(c.s).pays is Pays.Yes
    assert act(c.alice, free).declared(c.s).pays is Pays.No
    assert Tao(costs.PROXY.proof_size) == 4_254 + 20 * 37


def test_the_chains_own_filters_hold_for_calls_that_are_made_for_others(c: Chain, act: Act, give: Act) -> None:
    allow(c, c.alice, c.bob, ProxyType.Any)
    c.give(account_of(sorted([c.bob, c.charlie]), 1), RAO_PER_TAO)
    c.as_root("SafeMode", "force_enter")
    several = RUNTIME.call("Multisig", "as_multi_threshold_1", [c.charlie], give(c.dave, 1))
    with c.refused(CallFiltered):
        c.call(c.bob, act(c.alice, REMARK))
    with c.refused(CallFiltered):
        c.call(c.bob, several)
    c.as_root("SafeMode", "force_exit")
    c.call(c.bob, several)

    assert c.balance(c.dave) == START + 1


def test_a_call_for_another_is_billed_as_alone_and_one_of_several_at_what_it_weighs(c: Chain, act: Act) -> None:
    alone = RUNTIME.call("SubtensorModule", "remove_stake", AccountId(bytes(32)), NetUid(1), Alpha(1))

    def discount(call: RuntimeCall) -> int:
        weight = dispatch_info(c.s, call).weight
        return weight.ref_time - billed_weight(c.s, call, weight).ref_time

    announced = RUNTIME.call("Proxy", "proxy_announced", AddressId(c.bob), AddressId(c.alice), None, alone)
    assert discount(alone) > 0
    assert {discount(act(c.alice, alone)), discount(announced), discount(act(c.bob, act(c.alice, alone)))} == {
        discount(alone)
    }
    assert discount(RUNTIME.call("Multisig", "as_multi_threshold_1", [c.charlie], alone)) == 0
