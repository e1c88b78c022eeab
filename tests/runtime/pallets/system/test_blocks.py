"""The block as the system pallet sees it. The recorded values are of a block of the real chain, spec 461."""

import pytest
from tests.helpers import empty_state

from taonet.frame.call import Declared
from taonet.frame.error import BadOrigin
from taonet.frame.state import Phase, State
from taonet.frame.weight import DispatchClass, Pays, Weight
from taonet.primitives.ids import AccountId, BlockNumber, Hash
from taonet.runtime.construct import RUNTIME
from taonet.runtime.pallets.balances import events as balances_events
from taonet.runtime.pallets.system import blocks, genesis
from taonet.runtime.pallets.system.digest import DIGEST_ITEM, HEADER, Consensus, Digest, Header, PreRuntime, Seal
from taonet.runtime.pallets.system.events import ExtrinsicFailed, ExtrinsicSuccess, Remarked
from taonet.runtime.pallets.system.storage import Constants, Storage
from taonet.runtime.pallets.system.types import PHASE, DispatchEventInfo, EventRecord
from taonet.runtime.pallets.transaction_payment.events import TransactionFeePaid
from taonet.scale import DecodeError, EncodeError

PARENT = Hash(b"\x07" * 32)
RECORDED_LOGS = [
    bytes.fromhex("066175726120eb66a7aa01000000"),
    bytes.fromhex("0466726f6e88018dd58d0e3eb0d20f8d46b1ec1bbef20372f701df3b386ac4f001ad2c4a80bef200"),
    bytes.fromhex(
        "0561757261010112b97c1477303aa2d41bfd3f82ee05a51bf1bcbbcf70f3039f4751dc20285467d6e130c534eea714f2618a"
        "5887558914e54c86d8cfc5f64a3419d14e47326387"
    ),
]
RECORDED_HASH = "3c56d5098b9ddbc5a1826fb13af5eae5e599d3c6c9bdb3f9d257905ec2b64e31"
RECORDED_EVENTS = bytes.fromhex(
    "2002050f00ca9a3b00000000000000000000000022acc34ced5802000000010000000000429a02d765980000000002000000"
    "0508d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d67890200000000000000020000000502"
    "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d8eaf04151687736326c9fea17e25fc528761"
    "3693c912909cb226aa4794f26a4800ca9a3b000000000000020000000507d43593c715fdd31c61141abd04a99fd6822c8558"
    "854ccde39a5684e7a56da27d00000000000000000000020000000600d43593c715fdd31c61141abd04a99fd6822c8558854c"
    "cde39a5684e7a56da27d678902000000000000000000000000000000020000000000025e344fbd79000000"
)


@pytest.fixture
def opened(s: State) -> State:
    blocks.initialize(s, BlockNumber(1), PARENT, Digest([PreRuntime(b"aura", b"slot")]))
    return s


def test_a_recorded_header_has_the_recorded_hash() -> None:
    logs = [DIGEST_ITEM.decode(log) for log in RECORDED_LOGS]
    header = Header(
        Hash(bytes.fromhex("d9f2d5c7e6b387e32b3f41d7808094cc966fbbbbd4709d96471c52d9b1a2b2aa")),
        BlockNumber(67),
        Hash(bytes.fromhex("815cfdbecf3bd34e34508b7366cad9324a29a726dd9ff49faf81d6d26c58772e")),
        Hash(bytes.fromhex("9ddd3b757c35964f7379450aed9ae14aff2072f4e8db526349cbc5c9206d9411")),
        Digest(logs),
    )

    assert [type(log) for log in logs] == [PreRuntime, Consensus, Seal]
    assert header.hash().hex() == RECORDED_HASH
    assert HEADER.decode(HEADER.encode(header)) == header


def test_recorded_events_decode_and_encode_to_themselves() -> None:
    records = Storage.Events.codec_in(RUNTIME).decode(RECORDED_EVENTS)

    assert [type(record.event) for record in records] == [
        balances_events.Issued,
        ExtrinsicSuccess,
        ExtrinsicSuccess,
        balances_events.Withdraw,
        balances_events.Transfer,
        balances_events.Deposit,
        TransactionFeePaid,
        ExtrinsicSuccess,
    ]
    assert [record.phase for record in records] == [Phase.INITIALIZATION, 0, 1, 2, 2, 2, 2, 2]
    assert Storage.Events.codec_in(RUNTIME).encode(records) == RECORDED_EVENTS


def test_opening_a_block_notes_it_and_forgets_the_last_one(s: State) -> None:
    Storage.EventCount.put(s, 3)
    blocks.register_weight(s, Weight(5), DispatchClass.Normal)

    blocks.initialize(s, BlockNumber(9), PARENT, Digest())

    assert blocks.block_number(s) == 9
    assert Storage.ParentHash.get(s) == PARENT
    assert Storage.BlockHash.get(s, 8) == PARENT
    assert Storage.EventCount.get(s) == 0
    assert not Storage.BlockWeight.exists(s)
    assert Storage.ExecutionPhase.get(s) == Phase.INITIALIZATION


def test_weight_adds_up_by_class(opened: State) -> None:
    blocks.register_weight(opened, Weight(5, 1), DispatchClass.Normal)
    blocks.register_weight(opened, Weight(7, 2), DispatchClass.Normal)
    blocks.register_weight(opened, Weight(11), DispatchClass.Mandatory)

    used = Storage.BlockWeight.get(opened)
    assert (used.normal, used.operational, used.mandatory) == (Weight(12, 3), Weight(0), Weight(11))


def test_an_extrinsic_ends_with_its_outcome_and_the_base_weight(opened: State) -> None:
    declared = Declared(Weight(50, 5))
    blocks.note_finished_initialize(opened)
    blocks.note_extrinsic(opened, b"first")
    blocks.note_applied_extrinsic(opened, declared, Weight(40, 5), Pays.Yes, None)
    blocks.note_extrinsic(opened, b"second")
    blocks.note_applied_extrinsic(opened, declared, Weight(50, 5), Pays.No, BadOrigin())

    first = DispatchEventInfo(Weight(108_157_040, 5), DispatchClass.Normal, Pays.Yes)
    second = DispatchEventInfo(Weight(108_157_050, 5), DispatchClass.Normal, Pays.No)
    assert opened.events == [(0, ExtrinsicSuccess(first)), (1, ExtrinsicFailed(BadOrigin().value(), second))]
    assert opened.phase == 2


def test_closing_a_block_stores_events_and_forgets_the_work(opened: State) -> None:
    event = Remarked(AccountId(bytes(32)), Hash(bytes(32)))
    blocks.note_finished_initialize(opened)
    blocks.note_extrinsic(opened, b"first")
    opened.emit(event)
    blocks.note_applied_extrinsic(opened, Declared(Weight(0)), Weight(0), Pays.Yes, None)
    blocks.note_inherents_applied(opened)
    blocks.note_finished_extrinsics(opened)
    blocks.deposit_log(opened, Consensus(b"fron", b"x"))

    closed = blocks.finalize(opened)

    assert closed.extrinsics == [b"first"]
    assert closed.digest == Digest([PreRuntime(b"aura", b"slot"), Consensus(b"fron", b"x")])
    assert Storage.EventCount.get(opened) == 2
    assert Storage.Events.get(opened)[0] == EventRecord(0, event)
    for item in (Storage.ExtrinsicCount, Storage.ExecutionPhase, Storage.AllExtrinsicsLen, Storage.InherentsApplied):
        assert not item.exists(opened)
    assert list(Storage.ExtrinsicData.items(opened)) == []


def test_old_block_hashes_go_but_genesis_stays(s: State) -> None:
    for number in (2401, 2402):
        Storage.BlockHash.put(s, 1, PARENT)
        blocks.initialize(s, BlockNumber(number), PARENT, Digest())
        blocks.note_finished_extrinsics(s)
        blocks.finalize(s)
        assert Storage.BlockHash.exists(s, 0)
        assert Storage.BlockHash.exists(s, 1) == (number == 2401)
    assert Constants.BlockHashCount.value == 2400


def test_genesis_says_which_runtime_wrote_it() -> None:
    s = empty_state()

    genesis.build(s)

    upgrade = Storage.LastRuntimeUpgrade.get(s)
    assert upgrade is not None
    assert (upgrade.spec_version, upgrade.spec_name) == (475, "node-subtensor")
    assert Storage.BlockHash.get(s, 0) == b"E" * 32


@pytest.mark.parametrize(
    ("phase", "wire"), [(7, "0007000000"), (Phase.FINALIZATION, "01"), (Phase.INITIALIZATION, "02")]
)
def test_phases_have_their_wire_form(phase: int, wire: str) -> None:
    assert PHASE.encode(phase).hex() == wire
    assert PHASE.decode(bytes.fromhex(wire)) == phase


def test_what_is_no_phase_is_refused() -> None:
    with pytest.raises(DecodeError):
        PHASE.decode(b"\x03")
    with pytest.raises(EncodeError):
        PHASE.encode(-3)
