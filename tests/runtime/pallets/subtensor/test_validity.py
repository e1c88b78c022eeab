"""What the pool refuses, and with which number."""

from __future__ import annotations

import pytest
from tests.helpers import ALICE_HOT, BOB_HOT, OWN, check_in_pool, empty_state

from taonet.frame.call import RuntimeCall
from taonet.frame.error import BadOrigin, DispatchError
from taonet.frame.origin import ROOT_ORIGIN, Signed
from taonet.frame.validity import Invalid, TransactionInvalid
from taonet.frame.weight import Pays
from taonet.primitives.ids import AccountId
from taonet.runtime.construct import RUNTIME
from taonet.runtime.dispatch import dispatch
from taonet.runtime.pallets.subtensor.accounts.errors import DelegateTakeTooHigh
from taonet.sim import Chain

IP = 1_676_056_785


def made(name: str, *arguments: bytes | int | None) -> RuntimeCall:
    return RuntimeCall(RUNTIME.calls["SubtensorModule", name], arguments)


def code_of(net: Chain, who: AccountId, call: RuntimeCall) -> int:
    with pytest.raises(TransactionInvalid) as caught:
        check_in_pool(net.s, who, call)
    assert caught.value.reason is Invalid.Custom
    return caught.value.custom


def test_every_checked_call_exists_and_is_free_but_for_takes_and_subnets() -> None:
    checked = [call for call in RUNTIME.pallet("SubtensorModule").calls if call.policy.check is not None]

    assert len(checked) == 18
    for call in checked:
        declared = call.declared(empty_state(), (None, None, (), *(None,) * (len(call.args) - 3)))
        assert (declared.pays is Pays.Yes) == (call.name in {"register_network", "increase_take", "decrease_take"})
        assert call.policy.check_weight.ref_time > 0


def test_takes(own_net: Chain) -> None:
    for name in ("increase_take", "decrease_take"):
        assert code_of(own_net, own_net.alice, made(name, ALICE_HOT, 11_797)) == 27
        assert code_of(own_net, own_net.bob, made(name, ALICE_HOT, 1)) == 25
        assert code_of(own_net, own_net.alice, made(name, BOB_HOT, 1)) == 4
        check_in_pool(own_net.s, own_net.alice, made(name, ALICE_HOT, 1))


def test_endpoints(own_net: Chain) -> None:
    netuid = OWN

    def axon(ip: int, port: int, ip_type: int) -> RuntimeCall:
        return made("serve_axon", netuid, 1, ip, port, ip_type, 0, 0, 0)

    assert code_of(own_net, BOB_HOT, axon(IP, 1, 4)) == 10
    assert code_of(own_net, ALICE_HOT, axon(0x7F00_0001, 1, 4)) == 11
    assert code_of(own_net, ALICE_HOT, axon(IP, 0, 4)) == 13
    assert code_of(own_net, ALICE_HOT, axon(IP, 1, 5)) == 255
    check_in_pool(own_net.s, ALICE_HOT, axon(IP, 1, 4))
    own_net.call(ALICE_HOT, RUNTIME.calls["SubtensorModule", "serve_axon"], netuid, 1, IP, 1, 4, 0, 0, 0)
    assert code_of(own_net, ALICE_HOT, axon(IP, 1, 4)) == 12
    tls = made("serve_axon_tls", netuid, 1, IP, 1, 4, 0, 0, 0, b"")
    assert code_of(own_net, ALICE_HOT, tls) == 12
    assert code_of(own_net, ALICE_HOT, made("serve_prometheus", netuid, 1, 0, 1, 4)) == 11


def test_a_subnet_too_soon(own_net: Chain) -> None:
    assert code_of(own_net, own_net.bob, made("register_network", BOB_HOT)) == 6
    # With an identity the chain does not look beforehand.
    check_in_pool(own_net.s, own_net.bob, made("register_network_with_identity", BOB_HOT, None))


def test_before_a_dispatch_the_refusal_keeps_its_name(own_net: Chain) -> None:
    call = made("increase_take", ALICE_HOT, 11_797)
    with pytest.raises(DelegateTakeTooHigh):
        dispatch(own_net.s, Signed(own_net.alice), call)
    with pytest.raises(BadOrigin):  # root is nobody's coldkey: the check did not speak
        dispatch(own_net.s, ROOT_ORIGIN, call)


def test_other_calls_pass(own_net: Chain) -> None:
    check_in_pool(own_net.s, own_net.bob, made("start_call", OWN))
    assert issubclass(DelegateTakeTooHigh, DispatchError)
