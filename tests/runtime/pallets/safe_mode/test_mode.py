"""Safe mode: who enters and leaves it, what it lets through, and where."""

from collections.abc import Callable

import pytest

from taonet.frame.call import RuntimeCall
from taonet.frame.error import BadOrigin, DispatchError
from taonet.frame.origin import NONE_ORIGIN, ROOT_ORIGIN, Origin, Root, Signed
from taonet.frame.state import DictBackend, State
from taonet.primitives.amounts import Tao
from taonet.primitives.arithmetic import U32_MAX
from taonet.primitives.ids import AccountId, BlockNumber
from taonet.runtime.construct import RUNTIME, VOTES
from taonet.runtime.dispatch import dispatch, try_dispatch
from taonet.runtime.origins import RawRoot, RawSigned
from taonet.runtime.pallets.balances import calls as balances
from taonet.runtime.pallets.balances import holds, logic
from taonet.runtime.pallets.balances.types import HeldBySafeMode
from taonet.runtime.pallets.preimage.bounded import bound
from taonet.runtime.pallets.safe_mode import calls, events, mode
from taonet.runtime.pallets.safe_mode.errors import CurrencyError, Entered, Exited, NoDeposit, NotConfigured
from taonet.runtime.pallets.safe_mode.storage import Storage
from taonet.runtime.pallets.safe_mode.types import ExitReason
from taonet.runtime.pallets.scheduler import tasks
from taonet.runtime.pallets.scheduler.events import Dispatched
from taonet.runtime.pallets.scheduler.service import service
from taonet.runtime.pallets.sudo import calls as sudo
from taonet.runtime.pallets.sudo import genesis as sudo_genesis
from taonet.runtime.pallets.sudo.events import Sudid, SudoAsDone
from taonet.runtime.pallets.system import calls as system
from taonet.runtime.pallets.system.errors import CallFiltered
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.runtime.pallets.utility import calls as utility
from taonet.runtime.types import AddressId
from taonet.sim import Chain, refused

EventsOf = Callable[[State], list[object]]

REMARK = RuntimeCall(system.remark, (b"",))


def give(who: AccountId, amount: int = 1) -> RuntimeCall:
    return RuntimeCall(balances.transfer_keep_alive, (AddressId(who), Tao(amount)))


@pytest.fixture
def safe(s: State) -> State:
    System.Number.put(s, 10)
    mode.enter(s, 100)
    return s


def test_root_enters_extends_and_leaves(s: State, events_of: EventsOf) -> None:
    System.Number.put(s, 10)
    with refused(s, Exited):
        calls.force_extend(s, ROOT_ORIGIN)
    with refused(s, Exited):
        calls.force_exit(s, ROOT_ORIGIN)
    calls.force_enter(s, ROOT_ORIGIN)
    with refused(s, Entered):
        calls.force_enter(s, ROOT_ORIGIN)
    calls.force_extend(s, ROOT_ORIGIN)
    calls.force_extend(s, ROOT_ORIGIN)
    calls.force_exit(s, ROOT_ORIGIN)

    assert events_of(s) == [
        events.Entered(7_210),
        events.Extended(10_810),
        events.Extended(14_410),
        events.Exited(ExitReason.Force),
    ]
    assert not Storage.EnteredUntil.exists(s)


def test_nobody_else_may(s: State, alice: AccountId) -> None:
    for made in (calls.force_enter, calls.force_extend, calls.force_exit):
        for origin in (Signed(alice), NONE_ORIGIN):
            with refused(s, BadOrigin):
                made(s, origin)
    for made in (calls.force_slash_deposit, calls.force_release_deposit):
        with refused(s, BadOrigin):
            made(s, Signed(alice), alice, 1)
    for made in (calls.enter, calls.extend):
        with refused(s, BadOrigin):
            made(s, ROOT_ORIGIN)
    with refused(s, BadOrigin):
        calls.release_deposit(s, ROOT_ORIGIN, alice, 1)


def test_no_deposit_opens_or_prolongs_it(s: State, alice: AccountId) -> None:
    with refused(s, NotConfigured):
        calls.enter(s, Signed(alice))
    with refused(s, Exited):
        calls.extend(s, Signed(alice))
    mode.enter(s, 100)
    with refused(s, Entered):
        calls.enter(s, Signed(alice))
    with refused(s, NotConfigured):
        calls.extend(s, Signed(alice))


def test_it_is_over_behind_its_last_block(safe: State, events_of: EventsOf) -> None:
    quiet = mode.on_initialize(safe, BlockNumber(110))
    assert Storage.EnteredUntil.get(safe) == 110
    ended = mode.on_initialize(safe, BlockNumber(111))

    assert events_of(safe)[-1] == events.Exited(ExitReason.Timeout)
    assert ended.ref_time > quiet.ref_time == mode.on_initialize(safe, BlockNumber(112)).ref_time


def test_the_last_block_does_not_overflow(s: State) -> None:
    mode.enter(s, U32_MAX)
    mode.extend(s, U32_MAX)

    assert Storage.EnteredUntil.get(s) == U32_MAX


def test_only_open_calls_pass(safe: State, alice: AccountId, bob: AccountId) -> None:
    dispatch(safe, Signed(alice), REMARK)
    with refused(safe, CallFiltered):
        dispatch(safe, Signed(alice), give(bob))
    with refused(safe, CallFiltered):
        dispatch(safe, NONE_ORIGIN, give(bob))
    mode.leave(safe, ExitReason.Force)
    dispatch(safe, Signed(alice), give(bob))

    assert logic.free_balance(safe, bob) == 1_001


def test_every_other_call_of_the_chain_is_refused(safe: State) -> None:
    shut = {name for name, call in RUNTIME.calls.items() if not mode.is_open(safe, RuntimeCall(call, ()))}

    assert shut == {
        name
        for name in RUNTIME.calls
        if name[0] not in {"Sudo", "Multisig", "System", "SafeMode", "Timestamp"}
        and name
        not in {
            ("SubtensorModule", "set_weights"),
            ("SubtensorModule", "serve_axon"),
            ("Commitments", "set_commitment"),
        }
    }
    assert RUNTIME.calls.keys() >= mode.OPEN_CALLS


def test_voting_goes_on_where_votes_decide() -> None:
    s = State(DictBackend(), VOTES)
    mode.enter(s, 100)
    voting = {
        name
        for name in VOTES.calls
        if name not in RUNTIME.calls and mode.is_open(s, RuntimeCall(VOTES.calls[name], ()))
    }

    assert {"Referenda", "ConvictionVoting", "ValidatorVotes"} == {pallet for pallet, _ in voting}
    assert voting == {name for name in VOTES.calls if name not in RUNTIME.calls}


@pytest.mark.parametrize("wrap", ["batch", "batch_all", "force_batch", "as_derivative", "if_else"])
def test_wrappers_do_not_pass(safe: State, alice: AccountId, bob: AccountId, wrap: str) -> None:
    inner = {"as_derivative": (0, give(bob)), "if_else": (give(bob), REMARK)}.get(wrap, ([give(bob)],))

    with refused(safe, CallFiltered):
        dispatch(safe, Signed(alice), RUNTIME.call("Utility", wrap, *inner))


def test_a_proxy_does_not_pass(safe: State, alice: AccountId, bob: AccountId) -> None:
    with refused(safe, CallFiltered):
        dispatch(safe, Signed(alice), RUNTIME.call("Proxy", "proxy", AddressId(bob), None, REMARK))


def test_a_multisig_passes_and_what_is_in_it_does_not(safe: State, alice: AccountId, bob: AccountId) -> None:
    dispatch(safe, Signed(alice), RUNTIME.call("Multisig", "as_multi_threshold_1", [bob], REMARK))

    with refused(safe, CallFiltered):
        dispatch(safe, Signed(alice), RUNTIME.call("Multisig", "as_multi_threshold_1", [bob], give(bob)))


def test_a_scheduled_call_of_an_account_does_not_pass_and_root_s_does(
    safe: State, alice: AccountId, bob: AccountId, events_of: EventsOf
) -> None:
    gift = RUNTIME.call("Balances", "force_transfer", AddressId(alice), AddressId(bob), Tao(1))
    tasks.schedule(safe, 11, bound(safe, give(bob)), RawSigned(alice), priority=0)
    tasks.schedule(safe, 11, bound(safe, gift), RawRoot(), priority=1)
    System.Number.put(safe, 11)
    service(safe, BlockNumber(11))

    made = [event.result for event in events_of(safe) if isinstance(event, Dispatched)]
    assert made == [safe.runtime.refusal(CallFiltered()), None]


def test_root_passes_and_what_it_makes_in_others_names(
    safe: State, alice: AccountId, bob: AccountId, events_of: EventsOf
) -> None:
    sudo_genesis.build(safe, alice)
    dispatch(safe, ROOT_ORIGIN, RuntimeCall(utility.batch, ([RuntimeCall(utility.batch, ([REMARK],))],)))
    dispatch(safe, Signed(alice), RuntimeCall(sudo.sudo_as, (AddressId(alice), give(bob))))
    dispatch(safe, Signed(alice), RuntimeCall(sudo.sudo, (RuntimeCall(calls.force_exit, ()),)))

    assert logic.free_balance(safe, bob) == 1_001
    assert SudoAsDone(None) in events_of(safe)
    assert events_of(safe)[-1] == Sudid(None)
    assert not Storage.EnteredUntil.exists(safe)


def test_a_batch_that_ends_it_goes_on_unhindered(safe: State, alice: AccountId, bob: AccountId) -> None:
    as_alice = RuntimeCall(utility.batch_all, ([RuntimeCall(calls.force_exit, ())],))
    dispatch(safe, ROOT_ORIGIN, as_alice)

    dispatch(safe, Signed(alice), give(bob))


def allow(_call: RuntimeCall) -> None:
    return


@pytest.mark.parametrize("origin", [Root((allow,)), NONE_ORIGIN])
def test_root_that_may_not_do_everything_does_not_pass(safe: State, origin: Origin) -> None:
    with refused(safe, CallFiltered):
        dispatch(safe, origin, RUNTIME.call("Balances", "force_set_balance", AddressId(Chain.bob), Tao(9)))


def deposit(s: State, who: AccountId, amount: int) -> None:
    holds.hold(s, HeldBySafeMode(), who, Tao(amount))
    Storage.Deposits.put(s, who, 7, Tao(amount))


def test_root_gives_a_deposit_back_or_burns_it(s: State, alice: AccountId, events_of: EventsOf) -> None:
    issued = logic.total_issuance(s)
    for made in (calls.force_release_deposit, calls.force_slash_deposit):
        with refused(s, NoDeposit):
            made(s, ROOT_ORIGIN, alice, 7)
    deposit(s, alice, 1_000)
    calls.force_release_deposit(s, ROOT_ORIGIN, alice, 7)
    assert logic.free_balance(s, alice) == 1_000_000
    deposit(s, alice, 1_000)
    calls.force_slash_deposit(s, ROOT_ORIGIN, alice, 7)

    assert logic.free_balance(s, alice) == 999_000
    assert logic.total_issuance(s) == issued - 1_000
    assert holds.balance_on_hold(s, HeldBySafeMode(), alice) == 0
    assert [event for event in events_of(s) if type(event).__module__ == events.__name__] == [
        events.DepositReleased(alice, Tao(1_000)),
        events.DepositSlashed(alice, Tao(1_000)),
    ]


def test_nobody_but_root_gives_a_deposit_back(s: State, alice: AccountId) -> None:
    with refused(s, NoDeposit):
        calls.release_deposit(s, Signed(alice), alice, 7)
    deposit(s, alice, 1_000)
    with refused(s, NotConfigured):
        calls.release_deposit(s, Signed(alice), alice, 7)
    mode.enter(s, 1)
    with refused(s, Entered):
        calls.release_deposit(s, Signed(alice), alice, 7)


def test_a_deposit_whose_account_is_gone_cannot_be_given_back(s: State, charlie: AccountId) -> None:
    Storage.Deposits.put(s, charlie, 7, Tao(1))

    with refused(s, CurrencyError):
        calls.force_release_deposit(s, ROOT_ORIGIN, charlie, 7)


def test_a_chain_in_safe_mode_makes_blocks_and_comes_back_by_itself() -> None:
    with Chain.localnet() as c:
        c.submit(c.alice, "Sudo", "sudo", RUNTIME.call("SafeMode", "force_enter"))
        until = Storage.EnteredUntil.get(c.s)
        assert until == c.number + 7_200
        # The pool takes the call as a real node's does; the block refuses it, and it paid.
        outcome = c.submit(c.alice, "Balances", "transfer_keep_alive", AddressId(c.dave), Tao(1_000))
        assert isinstance(outcome.refusal, CallFiltered)
        assert outcome.fee > 0
        assert c.submit(c.alice, "System", "remark", b"").refusal is None
        c.go_to(until)
        assert Storage.EnteredUntil.exists(c.s)
        c.blocks(1)

        assert c.submit(c.alice, "Balances", "transfer_keep_alive", AddressId(c.dave), Tao(1_000)).refusal is None


def test_tasks_are_made_before_it_ends_in_the_same_block() -> None:
    with Chain.localnet() as c:
        mode.enter(c.s, 2)
        until = Storage.EnteredUntil.get(c.s)
        assert until is not None
        longer = c.runtime.call("SafeMode", "force_extend")
        tasks.schedule(c.s, until + 1, bound(c.s, longer), RawRoot(), priority=0)
        c.blocks(4)

        assert Storage.EnteredUntil.get(c.s) == until + 3_600


def test_the_author_may_still_set_the_time(safe: State) -> None:
    outcome = try_dispatch(safe, NONE_ORIGIN, RUNTIME.call("Timestamp", "set", 6_000))

    assert not isinstance(outcome, DispatchError)
