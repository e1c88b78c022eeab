"""A block from its opening to its header: order, weights, fees, refusals, inherents."""

from typing import Any

import pytest
from tests.helpers import runtime_of

from taonet.frame.call import RuntimeCall
from taonet.frame.error import BlockRefused, TokenError, TokenKind
from taonet.frame.hooks import BrokenInvariant
from taonet.frame.runtime import TableMismatch
from taonet.frame.state import Phase, State
from taonet.frame.validity import Invalid, TransactionInvalid
from taonet.frame.weight import DispatchClass, Pays, Weight
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import AccountId, BlockNumber, Hash
from taonet.runtime import executive
from taonet.runtime.construct import PALLETS, RUNTIME
from taonet.runtime.dispatch import SWAP_CHECK, dispatch_info
from taonet.runtime.extensions import weight as room
from taonet.runtime.origins import RawNone
from taonet.runtime.pallets.aura.logic import slot_item
from taonet.runtime.pallets.aura.storage import SLOT_DURATION
from taonet.runtime.pallets.balances import events as balances_events
from taonet.runtime.pallets.balances import logic as balances
from taonet.runtime.pallets.shield.errors import BadEncKeyLen
from taonet.runtime.pallets.shield.storage import Storage as Shield
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.system import accounts
from taonet.runtime.pallets.system.digest import Digest
from taonet.runtime.pallets.system.events import ExtrinsicFailed, ExtrinsicSuccess
from taonet.runtime.pallets.system.limits import BASE_EXTRINSIC
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.runtime.pallets.system.types import DispatchEventInfo
from taonet.runtime.pallets.transaction_payment import fees
from taonet.runtime.pallets.transaction_payment.events import TransactionFeePaid
from taonet.runtime.transaction.extrinsic import encode
from taonet.runtime.types import AddressId
from taonet.sim import Chain
from taonet.trie.reference import ordered_root

ZERO = Hash(bytes(32))
ANNOUNCE = encode(RUNTIME, None, RUNTIME.call("MevShield", "announce_next_key", None))


def transfer(to: AccountId, amount: int) -> RuntimeCall:
    return RUNTIME.call("Balances", "transfer_keep_alive", AddressId(to), Tao(amount))


def free(s: State, who: AccountId) -> int:
    return balances.total_balance(s, who)


def clock(time: int) -> bytes:
    """Return the inherent that sets a block's time."""
    return encode(RUNTIME, None, RUNTIME.call("Timestamp", "set", time))


def open_without_time(chain: Chain) -> None:
    digest = Digest([slot_item(chain.time // SLOT_DURATION + 1)])
    executive.open_block(chain.s, BlockNumber(chain.number + 1), chain.head.hash, digest)


def test_events_come_in_the_order_of_a_recorded_block(chain: Chain) -> None:
    executive.apply_extrinsic(chain.s, ANNOUNCE)
    executive.apply_extrinsic(chain.s, chain.sign(chain.alice, transfer(chain.bob, 10**9)))

    assert [(phase, type(event)) for phase, event in chain.s.events] == [
        (Phase.INITIALIZATION, balances_events.Issued),
        (0, ExtrinsicSuccess),
        (1, ExtrinsicSuccess),
        (2, balances_events.Withdraw),
        (2, balances_events.Transfer),
        (2, balances_events.Deposit),
        (2, TransactionFeePaid),
        (2, ExtrinsicSuccess),
    ]


def test_a_transaction_says_what_it_used_and_pays_for_it(chain: Chain) -> None:
    call = transfer(chain.bob, 10**9)
    raw = chain.sign(chain.alice, call, tip=5)
    before, issued, weight_before = (
        free(chain.s, chain.alice),
        Staking.TotalIssuance.get(chain.s),
        room.total_used(chain.s),
    )

    applied = executive.apply_extrinsic(chain.s, raw)

    weight = dispatch_info(chain.s, call).weight
    fee = 5 + fees.length_fee(len(raw)) + fees.weight_fee(weight) + fees.weight_fee(BASE_EXTRINSIC)
    assert (applied.refusal, applied.weight, applied.pays) == (None, weight, Pays.Yes)
    assert weight == call.declared(chain.s).weight.plus(SWAP_CHECK)
    assert free(chain.s, chain.alice) == before - 10**9 - fee
    assert Staking.TotalIssuance.get(chain.s) == issued - fee
    assert chain.events()[-2] == TransactionFeePaid(chain.alice, Tao(fee), Tao(5))
    assert chain.events()[-1] == ExtrinsicSuccess(
        DispatchEventInfo(weight.plus(BASE_EXTRINSIC), DispatchClass.Normal, Pays.Yes)
    )
    used = room.total_used(chain.s)
    assert used.ref_time - weight_before.ref_time == weight.ref_time + BASE_EXTRINSIC.ref_time
    assert used.proof_size - weight_before.proof_size == weight.proof_size + len(raw)


def test_a_refused_call_keeps_nonce_and_fee_and_undoes_the_rest(chain: Chain) -> None:
    before = free(chain.s, chain.bob)
    raw = chain.sign(
        chain.bob,
        RUNTIME.call("Utility", "batch_all", [transfer(chain.alice, 5_000), transfer(chain.alice, 2 * 10**15)]),
    )

    applied = executive.apply_extrinsic(chain.s, raw)

    assert isinstance(applied.refusal, TokenError)
    assert applied.refusal.kind is TokenKind.FundsUnavailable
    assert accounts.nonce(chain.s, chain.bob) == 1
    paid = next(event for event in chain.events() if isinstance(event, TransactionFeePaid)).actual_fee
    assert paid > fees.length_fee(len(raw))
    assert free(chain.s, chain.bob) == before - paid
    assert not any(isinstance(event, balances_events.Transfer) for event in chain.events())
    last = chain.events()[-1]
    assert isinstance(last, ExtrinsicFailed)
    assert last.dispatch_info.weight == applied.weight.plus(BASE_EXTRINSIC)


def test_unused_weight_is_given_back_to_the_block_and_to_the_payer(chain: Chain) -> None:
    # The batch stops at its first call: the second one's weight is not used.
    batch = RUNTIME.call("Utility", "batch", [transfer(chain.alice, 2 * 10**15), transfer(chain.alice, 1)])
    before = room.total_used(chain.s)

    applied = executive.apply_extrinsic(chain.s, chain.sign(chain.bob, batch))

    declared = dispatch_info(chain.s, batch).weight
    assert applied.weight.ref_time < declared.ref_time - 60_000_000
    assert room.total_used(chain.s).ref_time == before.ref_time + applied.weight.ref_time + BASE_EXTRINSIC.ref_time
    deposit = next(event for event in chain.events() if isinstance(event, balances_events.Deposit))
    assert deposit.amount == fees.weight_fee(declared) - fees.weight_fee(applied.weight)


def test_a_free_call_pays_nothing_but_counts(chain: Chain) -> None:
    before = free(chain.s, chain.alice)

    applied = executive.apply_extrinsic(
        chain.s, chain.sign(chain.alice, RUNTIME.call("Sudo", "sudo", RUNTIME.call("System", "remark", b"")))
    )

    assert applied.pays is Pays.No
    assert free(chain.s, chain.alice) == before
    assert accounts.nonce(chain.s, chain.alice) == 1


def test_a_transaction_that_may_not_enter_leaves_nothing(chain: Chain) -> None:
    before, events, phase = dict(chain.s.changes()), list(chain.s.events), chain.s.phase
    with pytest.raises(TransactionInvalid):
        executive.apply_extrinsic(chain.s, chain.sign(chain.alice, transfer(chain.bob, 1), nonce=9))

    assert (dict(chain.s.changes()), chain.s.events, chain.s.phase) == (before, events, phase)


def test_an_inherent_weighs_and_pays_nothing(chain: Chain) -> None:
    first = chain.events()[-1]

    assert isinstance(first, ExtrinsicSuccess)
    set_time = RUNTIME.call("Timestamp", "set", 0)
    assert first.dispatch_info == DispatchEventInfo(
        dispatch_info(chain.s, set_time).weight.plus(BASE_EXTRINSIC), DispatchClass.Mandatory, Pays.Yes
    )
    assert not any(isinstance(event, TransactionFeePaid) for event in chain.events())
    assert System.BlockWeight.get(chain.s).mandatory.ref_time >= first.dispatch_info.weight.ref_time


def test_an_authors_call_that_is_refused_enters_as_refused_and_is_undone(chain: Chain) -> None:
    wrong = encode(RUNTIME, None, RUNTIME.call("MevShield", "announce_next_key", b"short"))

    applied = executive.apply_extrinsic(chain.s, wrong)

    assert isinstance(applied.refusal, BadEncKeyLen)
    assert isinstance(chain.events()[-1], ExtrinsicFailed)
    assert not Shield.PendingKey.exists(chain.s)


def test_a_block_needs_its_time_once_and_in_its_slot(chain: Chain) -> None:
    with pytest.raises(BlockRefused, match="set twice"):
        executive.apply_extrinsic(chain.s, clock(chain.time))
    chain.close()
    open_without_time(chain)
    with pytest.raises(BlockRefused, match="slot"):
        executive.apply_extrinsic(chain.s, clock(2_000_000_000_000))
    with pytest.raises(BlockRefused, match="has no time"):
        executive.close_block(chain.s, lambda _changes: ZERO)


def test_what_would_spoil_the_block_does_not_enter_even_by_root(chain: Chain) -> None:
    set_time = RUNTIME.call("Timestamp", "set", 5)
    as_nobody = RUNTIME.call("Utility", "dispatch_as", RawNone(), set_time)
    before = dict(chain.s.changes())
    with pytest.raises(TransactionInvalid) as caught:
        executive.apply_extrinsic(chain.s, chain.sign(chain.alice, RUNTIME.call("Sudo", "sudo", as_nobody)))

    assert caught.value.reason is Invalid.BadMandatory
    assert dict(chain.s.changes()) == before


def test_the_header_names_parent_number_and_both_roots(chain: Chain) -> None:
    seen: list[Any] = []
    raw = chain.sign(chain.alice, transfer(chain.bob, 7))
    executive.apply_extrinsic(chain.s, raw)

    def root_of(changes: Any) -> Hash:
        seen.append(dict(changes))
        return Hash(b"\x44" * 32)

    header = executive.close_block(chain.s, root_of)

    assert (header.number, header.state_root) == (1, b"\x44" * 32)
    assert header.parent_hash == System.BlockHash.get(chain.s, 0)
    assert header.extrinsics_root == ordered_root([clock(chain.time), raw])
    assert seen == [dict(chain.s.changes())]
    assert System.Events.prefix in seen[0]


def test_events_are_stored_with_their_phases_and_go_with_the_next_block(chain: Chain) -> None:
    executive.apply_extrinsic(chain.s, chain.sign(chain.alice, transfer(chain.bob, 7)))
    chain.close()
    stored = System.Events.get(chain.s)

    assert [(record.phase, record.event) for record in stored] == chain.s.events
    assert System.EventCount.get(chain.s) == len(stored)
    chain.open()
    assert System.Events.get(chain.s) == []


def test_two_blocks_of_the_same_are_the_same(chain: Chain) -> None:
    raw = chain.sign(chain.alice, transfer(chain.bob, 7))
    twin = chain.fork()
    for one in (chain, twin):
        executive.apply_extrinsic(one.s, raw)
        one.close()

    assert dict(twin.s.iterate(b"")) == dict(chain.s.iterate(b""))


def test_hundred_blocks_keep_every_promise(chain: Chain) -> None:
    for number in range(100):
        executive.apply_extrinsic(chain.s, chain.sign(chain.alice, transfer(chain.bob, number + 1)))
        chain.close()
        chain.check()
        chain.open()

    assert accounts.nonce(chain.s, chain.alice) == 100


def test_a_broken_promise_is_seen(chain: Chain) -> None:
    executive.check_invariants(chain.s)
    Staking.TotalStake.put(chain.s, Tao(Staking.TotalStake.get(chain.s) + 1))

    with pytest.raises(BrokenInvariant):
        executive.check_invariants(chain.s)


def test_two_pallets_of_one_number_or_name_are_refused() -> None:
    with pytest.raises(TableMismatch):
        runtime_of(*PALLETS, PALLETS[0])


def test_inherents_are_the_authors_calls() -> None:
    inherents = {name for name, call in RUNTIME.calls.items() if call.policy.inherent}

    assert inherents == {("Timestamp", "set"), ("MevShield", "announce_next_key")}


def test_weight_of_the_opening_is_counted(chain: Chain) -> None:
    chain.close()
    open_without_time(chain)

    assert System.BlockWeight.get(chain.s).mandatory.ref_time > Weight(431_614_000).ref_time
