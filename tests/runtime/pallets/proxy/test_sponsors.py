"""Who pays for a delegate: the delegate, until the account that it acts for agrees to."""

from collections.abc import Callable

import pytest

from taonet.frame.call import RuntimeCall
from taonet.frame.validity import Invalid, TransactionInvalid
from taonet.primitives.amounts import RAO_PER_TAO
from taonet.primitives.ids import AccountId
from taonet.runtime.construct import RUNTIME
from taonet.runtime.pallets.proxy import calls
from taonet.runtime.pallets.proxy.errors import NotProxy
from taonet.runtime.pallets.proxy.events import RealPaysFeeSet
from taonet.runtime.pallets.proxy.sponsors import sponsor
from taonet.runtime.pallets.proxy.types import ProxyType
from taonet.runtime.pallets.transaction_payment.events import TransactionFeePaid
from taonet.runtime.types import Address20, AddressId
from taonet.sim import Chain

Act = Callable[..., RuntimeCall]
REMARK = RUNTIME.call("System", "remark", b"hello")


def agree(c: Chain, real: AccountId, delegate: AccountId, *, pays: bool = True) -> None:
    c.call(real, calls.add_proxy, AddressId(delegate), ProxyType.Any, 0)
    if pays:
        c.call(real, calls.set_real_pays_fee, AddressId(delegate), pays_fee=True)


def test_agreeing_is_for_delegates_and_can_be_taken_back(c: Chain, act: Act) -> None:
    with c.refused(NotProxy):
        c.call(c.alice, calls.set_real_pays_fee, AddressId(c.bob), pays_fee=True)
    agree(c, c.alice, c.bob)
    assert sponsor(c.s, c.bob, act(c.alice, REMARK)) == c.alice
    c.call(c.alice, calls.set_real_pays_fee, AddressId(c.bob), pays_fee=False)
    assert sponsor(c.s, c.bob, act(c.alice, REMARK)) is None

    assert c.events(RealPaysFeeSet) == [RealPaysFeeSet(c.alice, c.bob, True), RealPaysFeeSet(c.alice, c.bob, False)]


@pytest.mark.parametrize("kind", list(ProxyType), ids=lambda kind: kind.name)
def test_a_delegate_lets_the_account_pay_only_if_it_may_do_everything(c: Chain, act: Act, kind: ProxyType) -> None:
    """Otherwise one that may not transfer could give funds away as tips."""
    c.call(c.alice, calls.add_proxy, AddressId(c.bob), kind, 0)
    c.call(c.bob, act(c.alice, RUNTIME.call("Proxy", "set_real_pays_fee", AddressId(c.bob), True)))

    assert (sponsor(c.s, c.bob, act(c.alice, REMARK)) == c.alice) is (kind is ProxyType.Any)


def test_the_agreement_ends_with_the_delegates_right(c: Chain, act: Act) -> None:
    agree(c, c.alice, c.bob)
    c.call(c.alice, calls.remove_proxy, AddressId(c.bob), ProxyType.Any, 0)

    assert sponsor(c.s, c.bob, act(c.alice, REMARK)) is None


def test_the_innermost_account_that_agreed_pays_down_to_two(c: Chain, act: Act) -> None:
    agree(c, c.bob, c.charlie)
    nested = act(c.bob, act(c.alice, REMARK))
    assert sponsor(c.s, c.charlie, nested) == c.bob
    agree(c, c.alice, c.bob)
    assert sponsor(c.s, c.charlie, nested) == c.alice
    agree(c, c.dave, c.alice)
    assert sponsor(c.s, c.charlie, act(c.bob, act(c.alice, act(c.dave, REMARK)))) == c.alice

    agree(c, c.bob, c.dave, pays=False)
    assert sponsor(c.s, c.dave, nested) is None


@pytest.mark.parametrize("batch", ["batch", "batch_all", "force_batch"])
def test_a_batch_of_proxies_is_paid_for_by_the_account_that_all_are_for(c: Chain, act: Act, batch: str) -> None:
    agree(c, c.bob, c.charlie)
    agree(c, c.alice, c.bob)
    agree(c, c.dave, c.bob)

    def payer(*inside: RuntimeCall) -> AccountId | None:
        return sponsor(c.s, c.charlie, act(c.bob, RUNTIME.call("Utility", batch, list(inside))))

    one = act(c.alice, REMARK)
    assert payer(one, one) == c.alice
    assert payer(one, act(c.dave, REMARK)) == c.bob
    assert payer(one, REMARK) == c.bob
    assert payer() == c.bob
    assert sponsor(c.s, c.charlie, RUNTIME.call("Utility", batch, [one])) is None


def test_announced_calls_and_addresses_of_nobody_are_paid_for_by_who_signs(c: Chain) -> None:
    agree(c, c.alice, c.bob)
    announced = RUNTIME.call("Proxy", "proxy_announced", AddressId(c.bob), AddressId(c.alice), None, REMARK)
    nobody = RUNTIME.call("Proxy", "proxy", Address20(bytes(20)), None, REMARK)

    assert [sponsor(c.s, c.bob, call) for call in (announced, nobody, REMARK)] == [None] * 3


def test_fee_and_tip_leave_the_account_and_not_the_delegate(c: Chain, act: Act) -> None:
    agree(c, c.alice, c.bob)
    c.close()
    funds = c.balance(c.alice), c.balance(c.bob)
    block = c.block(c.sign(c.bob, act(c.alice, REMARK), tip=1_000))
    (paid,) = c.events(TransactionFeePaid)

    assert (paid.who, paid.tip, block.outcomes[0].fee) == (c.alice, 1_000, paid.actual_fee)
    assert (c.balance(c.alice), c.balance(c.bob)) == (funds[0] - paid.actual_fee, funds[1])
    c.block((c.bob, REMARK))
    assert c.events(TransactionFeePaid)[-1].who == c.bob


def test_an_account_that_cannot_pay_lets_no_transaction_in_even_if_the_delegate_could(c: Chain, act: Act) -> None:
    c.give(c.eve, 93_000_500)
    agree(c, c.eve, c.bob)
    c.close()
    assert c.balance(c.eve) == 500

    with pytest.raises(TransactionInvalid) as refusal:
        c.validate(c.sign(c.bob, act(c.eve, REMARK)))
    assert refusal.value.reason is Invalid.Payment
    assert c.balance(c.bob) > 99 * RAO_PER_TAO


def test_a_delegate_without_an_account_sends_nothing_though_another_would_pay(c: Chain, act: Act) -> None:
    """As on the real chain: a nonce is not kept for an account that does not exist."""
    agree(c, c.alice, c.ferdie)
    c.close()
    with pytest.raises(TransactionInvalid) as refusal:
        c.validate(c.sign(c.ferdie, act(c.alice, REMARK)))
    assert refusal.value.reason is Invalid.Payment
    c.give(c.ferdie, 500)

    c.block((c.ferdie, act(c.alice, REMARK)))
    assert c.balance(c.ferdie) == 500
