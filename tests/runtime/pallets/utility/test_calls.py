"""Calls of the utility pallet."""

from collections.abc import Callable

import pytest

from taonet.crypto.hashing import blake2_256
from taonet.frame.call import RuntimeCall
from taonet.frame.error import BadOrigin, DispatchError, TokenError, TokenKind
from taonet.frame.origin import NONE_ORIGIN, ROOT_ORIGIN, OriginCaller, Signed
from taonet.frame.state import State
from taonet.frame.weight import Pays, Weight
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import AccountId
from taonet.runtime.dispatch import SWAP_CHECK, dispatch, used_weight
from taonet.runtime.origins import EthereumTransaction, RawNone, RawRoot, RawSigned
from taonet.runtime.pallets.balances import calls as balances
from taonet.runtime.pallets.balances import logic
from taonet.runtime.pallets.system import calls as system
from taonet.runtime.pallets.system.errors import CallFiltered
from taonet.runtime.pallets.utility import calls, costs
from taonet.runtime.pallets.utility import events as said
from taonet.runtime.pallets.utility.errors import TooManyCalls
from taonet.runtime.types import AddressId
from taonet.sim import refused

EventsOf = Callable[[State], list[object]]
NOTHING = RuntimeCall(system.remark, (b"",))
SET = RuntimeCall(system.set_storage, ([(b"key", b"value")],))
TOO_MUCH = TokenError(TokenKind.FundsUnavailable).value()


def give(who: AccountId, amount: int) -> RuntimeCall:
    return RuntimeCall(balances.transfer_keep_alive, (AddressId(who), Tao(amount)))


def utility_events(s: State) -> list[object]:
    return [event for _, event in s.events if type(event).__module__ == said.__name__]


def test_a_batch_makes_its_calls(s: State, alice: AccountId, bob: AccountId) -> None:
    info = calls.batch(s, Signed(alice), [give(bob, 1), give(bob, 2)])

    assert logic.free_balance(s, bob) == 1_003
    assert utility_events(s) == [said.ItemCompleted(), said.ItemCompleted(), said.BatchCompleted()]
    assert info.actual_weight == calls.batch.declared(s, ([give(bob, 1), give(bob, 2)],)).weight


def test_a_batch_stops_at_the_first_refusal_and_keeps_the_rest(s: State, alice: AccountId, bob: AccountId) -> None:
    info = calls.batch(s, Signed(alice), [give(bob, 1), give(bob, 1_000_001), give(bob, 4)])

    assert logic.free_balance(s, bob) == 1_001
    assert utility_events(s) == [said.ItemCompleted(), said.BatchInterrupted(1, TOO_MUCH)]
    one = give(bob, 1).declared(s).weight.plus(SWAP_CHECK)
    assert info.actual_weight == costs.batch_weight(2).plus(one).plus(one)


def test_batch_all_is_all_or_nothing(s: State, alice: AccountId, bob: AccountId) -> None:
    calls.batch_all(s, Signed(alice), [give(bob, 1), give(bob, 2)])
    assert logic.free_balance(s, bob) == 1_003

    bad = RuntimeCall(calls.batch_all, ([give(bob, 4), give(bob, 1_000_001), give(bob, 4)],))
    with refused(s, TokenError, kind=TokenKind.FundsUnavailable):
        dispatch(s, Signed(alice), bad)


def test_a_refused_batch_says_what_it_used(s: State, alice: AccountId, bob: AccountId) -> None:
    with pytest.raises(TokenError) as refusal:
        calls.batch_all(s, Signed(alice), [give(bob, 1_000_001), give(bob, 4)])

    one = give(bob, 1).declared(s).weight.plus(SWAP_CHECK)
    assert refusal.value.actual_weight == costs.batch_all_weight(1).plus(one)


def test_a_forced_batch_goes_on(s: State, alice: AccountId, bob: AccountId) -> None:
    calls.force_batch(s, Signed(alice), [give(bob, 1_000_001), give(bob, 4)])

    assert logic.free_balance(s, bob) == 1_004
    assert utility_events(s) == [said.ItemFailed(TOO_MUCH), said.ItemCompleted(), said.BatchCompletedWithErrors()]


def test_a_forced_batch_without_refusals_just_completes(s: State, alice: AccountId, bob: AccountId) -> None:
    calls.force_batch(s, Signed(alice), [give(bob, 4)])

    assert utility_events(s) == [said.ItemCompleted(), said.BatchCompleted()]


@pytest.mark.parametrize("kind", [calls.batch, calls.batch_all, calls.force_batch])
def test_batches_are_made_by_somebody_and_bounded(s: State, alice: AccountId, kind: Callable[..., object]) -> None:
    with refused(s, BadOrigin):
        kind(s, NONE_ORIGIN, [NOTHING])
    with refused(s, TooManyCalls):
        kind(s, Signed(alice), [NOTHING] * 10_923)


def test_root_batches_as_root(s: State) -> None:
    calls.batch(s, ROOT_ORIGIN, [SET])

    assert s.get(b"key") == b"value"


def test_a_batch_is_free_when_all_its_calls_are(s: State, bob: AccountId) -> None:
    free = RuntimeCall(calls.batch, ([],))

    assert free.declared(s).pays is Pays.No
    assert calls.batch.declared(s, ([free, free],)).pays is Pays.No
    assert calls.force_batch.declared(s, ([free, give(bob, 1)],)).pays is Pays.Yes
    assert calls.batch_all.declared(s, ([],)).weight == costs.batch_all_weight(0)


def test_a_derived_account_acts(s: State, alice: AccountId, bob: AccountId) -> None:
    derived = calls.derivative_account(alice, 7)
    assert derived == blake2_256(b"modlpy/utilisuba" + alice + b"\x07\x00")
    logic.transfer(s, alice, derived, Tao(5_000), keep_alive=True)

    info = calls.as_derivative(s, Signed(alice), 7, give(bob, 10))

    assert logic.free_balance(s, derived) == 4_990
    assert info.actual_weight == calls.as_derivative.declared(s, (7, give(bob, 10))).weight
    with refused(s, TokenError):
        calls.as_derivative(s, Signed(alice), 8, give(bob, 10))
    with refused(s, BadOrigin):
        calls.as_derivative(s, ROOT_ORIGIN, 7, give(bob, 10))


@pytest.mark.parametrize(
    ("origin", "result"),
    [
        (RawRoot(), None),
        (RawNone(), BadOrigin().value()),
        (RawSigned(AccountId(bytes(32))), BadOrigin().value()),
        (EthereumTransaction(bytes(20)), BadOrigin().value()),
    ],
)
def test_root_dispatches_as_any_origin(s: State, origin: OriginCaller, result: object) -> None:
    calls.dispatch_as(s, ROOT_ORIGIN, origin, SET)

    assert utility_events(s) == [said.DispatchedAs(result)]
    assert s.get(b"key") == (b"value" if result is None else None)
    assert s.runtime.origin_codec.decode(s.runtime.origin_codec.encode(origin)) == origin


def test_a_fallible_dispatch_passes_the_refusal_on(s: State, alice: AccountId, bob: AccountId) -> None:
    calls.dispatch_as_fallible(s, ROOT_ORIGIN, RawSigned(alice), give(bob, 5))
    assert utility_events(s) == [said.DispatchedAs(None)]

    with refused(s, TokenError, kind=TokenKind.FundsUnavailable):
        calls.dispatch_as_fallible(s, ROOT_ORIGIN, RawSigned(alice), give(bob, 1_000_001))


def test_only_root_picks_origins_and_weights(s: State, alice: AccountId) -> None:
    with refused(s, BadOrigin):
        calls.dispatch_as(s, Signed(alice), RawRoot(), SET)
    with refused(s, BadOrigin):
        calls.dispatch_as_fallible(s, Signed(alice), RawRoot(), SET)
    with refused(s, BadOrigin):
        calls.with_weight(s, Signed(alice), SET, Weight(1))


def test_root_gives_a_call_its_weight(s: State, bob: AccountId) -> None:
    assert calls.with_weight.declared(s, (SET, Weight(1, 2))).weight == Weight(1, 2)

    calls.with_weight(s, ROOT_ORIGIN, SET, Weight(1, 2))
    assert s.get(b"key") == b"value"
    with refused(s, BadOrigin):
        calls.with_weight(s, ROOT_ORIGIN, give(bob, 1), Weight(1, 2))


def test_the_main_call_is_enough(s: State, alice: AccountId, bob: AccountId) -> None:
    info = calls.if_else(s, Signed(alice), give(bob, 1), give(bob, 2))

    assert logic.free_balance(s, bob) == 1_001
    assert utility_events(s) == [said.IfElseMainSuccess()]
    assert info.actual_weight == costs.IF_ELSE.plus(give(bob, 1).declared(s).weight).plus(SWAP_CHECK)


def test_the_other_call_is_made_when_the_main_one_is_refused(s: State, alice: AccountId, bob: AccountId) -> None:
    calls.if_else(s, Signed(alice), give(bob, 1_000_001), give(bob, 2))

    assert logic.free_balance(s, bob) == 1_002
    assert utility_events(s) == [said.IfElseFallbackCalled(TOO_MUCH)]


def test_when_both_are_refused_so_is_the_call(s: State, alice: AccountId, bob: AccountId) -> None:
    with refused(s, BadOrigin):
        calls.if_else(s, Signed(alice), give(bob, 1_000_001), SET)
    with refused(s, BadOrigin):
        calls.if_else(s, NONE_ORIGIN, NOTHING, NOTHING)


def test_a_call_never_uses_more_than_it_declared(s: State) -> None:
    refusal = DispatchError()
    refusal.actual_weight = Weight(1 << 40, 0)

    used = used_weight(s, NOTHING, refusal)

    assert used == Weight(61_595_000, 4_198)


ALL = RuntimeCall(calls.batch_all, ([],))


def test_nothing_inside_a_batch_of_all_is_such_a_batch(s: State, alice: AccountId, bob: AccountId) -> None:
    inside = RuntimeCall(calls.as_derivative, (0, ALL))
    with refused(s, CallFiltered):
        dispatch(s, Signed(alice), RuntimeCall(calls.batch_all, ([give(bob, 1), inside],)))
    deeper = RuntimeCall(calls.as_derivative, (1, RuntimeCall(calls.batch, ([inside],))))
    with refused(s, CallFiltered):
        dispatch(s, Signed(alice), RuntimeCall(calls.batch_all, ([RuntimeCall(calls.as_derivative, (1, ALL))],)))
    dispatch(s, Signed(alice), RuntimeCall(calls.batch_all, ([deeper],)))

    assert said.BatchInterrupted(0, s.runtime.refusal(CallFiltered())) in utility_events(s)


def test_in_a_batch_of_all_the_fallback_of_such_a_batch_is_made(s: State, alice: AccountId, bob: AccountId) -> None:
    either = RuntimeCall(calls.if_else, (ALL, give(bob, 1)))
    dispatch(s, Signed(alice), RuntimeCall(calls.batch_all, ([either],)))

    assert utility_events(s)[0] == said.IfElseFallbackCalled(s.runtime.refusal(CallFiltered()))
    assert logic.free_balance(s, bob) == 1_001


def test_root_and_other_batches_hold_a_batch_of_all_at_a_depth(s: State, alice: AccountId, bob: AccountId) -> None:
    either = RuntimeCall(calls.if_else, (ALL, give(bob, 1)))
    dispatch(s, ROOT_ORIGIN, RuntimeCall(calls.batch_all, ([either, ALL],)))
    dispatch(s, Signed(alice), RuntimeCall(calls.batch, ([either],)))
    dispatch(s, Signed(alice), RuntimeCall(calls.force_batch, ([RuntimeCall(calls.as_derivative, (0, ALL))],)))

    assert said.IfElseFallbackCalled not in {type(event) for event in utility_events(s)}
    assert said.ItemFailed not in {type(event) for event in utility_events(s)}


@pytest.mark.parametrize("dispatched", [calls.dispatch_as, calls.dispatch_as_fallible])
def test_root_dispatches_past_filters_and_checks(
    s: State, alice: AccountId, bob: AccountId, dispatched: Callable[..., object]
) -> None:
    nested = RuntimeCall(calls.batch, ([RuntimeCall(calls.batch, ([give(bob, 1)],))],))
    with refused(s, CallFiltered):
        dispatch(s, Signed(alice), nested)
    dispatched(s, ROOT_ORIGIN, RawSigned(alice), nested)

    # The outer batch is past the filters; what is inside meets them again, and passes.
    assert utility_events(s)[-1] == said.DispatchedAs(None)
    assert logic.free_balance(s, bob) == 1_001
