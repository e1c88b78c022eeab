"""A chain in memory: its blocks, its forks, its calls and what it demands of refusals."""

from __future__ import annotations

import pytest
from tests.helpers import TAO

from taonet.frame.error import ArithmeticRefusal, BadOrigin, BlockRefused
from taonet.frame.hooks import BrokenInvariant
from taonet.frame.state import State
from taonet.frame.validity import TransactionInvalid
from taonet.node.chain.genesis import open_chain
from taonet.node.consensus.port import Moment
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import NetUid
from taonet.runtime.construct import RUNTIME
from taonet.runtime.genesis.presets import localnet
from taonet.runtime.pallets.balances.events import Transfer
from taonet.runtime.pallets.subtensor.errors import SubnetNotExists
from taonet.runtime.pallets.subtensor.registration.calls import burned_register
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.system.calls import remark
from taonet.runtime.pallets.system.events import ExtrinsicSuccess
from taonet.runtime.transaction.extrinsic import decode
from taonet.runtime.types import AddressId
from taonet.sim import Chain, NotRefused, OutOfTurn, UnknownKey

SLOT = 12_000


@pytest.fixture
def c() -> Chain:
    return Chain.localnet()


def pay(c: Chain, amount: int) -> tuple[str, str, AddressId, int]:
    return "Balances", "transfer_keep_alive", AddressId(c.bob), amount


def test_blocks_are_those_of_a_node(c: Chain) -> None:
    register = RUNTIME.call("SubtensorModule", "burned_register", 1, c.dave)
    made = c.blocks(2)
    made.append(c.block((c.alice, register), (c.alice, register), time=c.time + 7 * SLOT + 1))
    made += c.blocks()

    with open_chain(localnet()) as machine:
        assert machine.best.hash == c.genesis_hash
        for block in made:
            clock, *others = block.body
            moment = Moment(block.header.number, decode(RUNTIME, clock).call.args[0])
            assert machine.finalize_block(moment, others).app_hash == block.hash
            machine.commit()
        assert machine.best.header == c.head.header
        assert dict(machine.store.iterate(b"")) == dict(c.s.iterate(b""))
    assert c.state_root() == c.head.header.state_root


def test_time_and_chance_come_from_nowhere() -> None:
    def tell(c: Chain) -> bytes:
        who, to = c.account("payer"), c.account("payee")
        c.submit(who, "Balances", "transfer_keep_alive", AddressId(to), TAO)
        return c.blocks(3)[-1].hash

    assert tell(Chain.localnet()) == tell(Chain.localnet())
    assert tell(Chain.localnet()) != tell(Chain.localnet(first_time=SLOT))


def test_blocks_come_a_slot_apart_or_when_they_are_told(c: Chain) -> None:
    c.blocks()
    first = c.time
    c.blocks()
    assert c.time == first + SLOT
    c.block(time=first + 10 * SLOT + 5)
    assert c.time == first + 10 * SLOT + 5
    c.blocks()
    assert c.time == first + 11 * SLOT
    assert c.number == 4


def test_a_submitted_call_pays_its_fee_and_tells_what_happened(c: Chain) -> None:
    before = c.balance(c.alice)
    outcome = c.submit(c.alice, *pay(c, TAO))

    assert outcome.refusal is None
    assert outcome.fee > 0
    assert c.balance(c.alice) == before - TAO - outcome.fee
    assert Transfer(c.alice, c.bob, Tao(TAO)) in outcome.events
    assert isinstance(outcome.events[-1], ExtrinsicSuccess)
    assert c.events(Transfer) == [Transfer(c.alice, c.bob, Tao(TAO))]
    assert c.head.outcomes == (outcome,)
    assert c.number == 1


def test_a_refused_call_pays_as_well(c: Chain) -> None:
    before = c.balance(c.dave)
    outcome = c.submit(c.dave, *pay(c, 10**18))

    assert isinstance(outcome.refusal, ArithmeticRefusal)
    assert c.balance(c.dave) == before - outcome.fee < before


def test_a_block_that_cannot_be_is_no_block(c: Chain) -> None:
    c.give(c.eve, 5)
    good, bad = c.sign(c.alice, RUNTIME.call(*pay(c, 1))), c.sign(c.alice, RUNTIME.call(*pay(c, 1)), nonce=9)
    root = c.state_root()
    with pytest.raises(TransactionInvalid):
        c.block(good, bad)

    assert (c.number, c.state_root()) == (0, root)
    assert c.block(good).header.number == 1


def test_a_block_can_be_filled_by_hand(c: Chain) -> None:
    for out_of_turn in (c.close, lambda: c.apply(b"")):
        with pytest.raises(OutOfTurn, match="no block is open"):
            out_of_turn()
    s = c.open()
    for out_of_turn in (c.open, c.block):
        with pytest.raises(OutOfTurn, match="open already"):
            out_of_turn()
    c.apply(c.sign(c.bob, RUNTIME.call("System", "remark", b"")))

    assert c.s is s
    block = c.close()
    assert len(block.body) == 2
    assert len(block.outcomes) == 1


def test_a_block_of_no_later_time_is_none(c: Chain) -> None:
    c.blocks(2)
    root = c.state_root()
    with pytest.raises(BlockRefused):
        c.block(time=c.time)

    assert (c.number, c.state_root()) == (2, root)
    assert c.blocks()[0].header.number == 3


def test_arguments_are_all_the_call_has(c: Chain) -> None:
    for names in ({}, {"netuid": 1}, {"netuid": 1, "hotkey": c.dave, "price": 3}):
        with pytest.raises(TypeError, match="takes netuid, hotkey"):
            c.call(c.alice, "SubtensorModule", "burned_register", **names)


def test_blocks_close_the_one_that_is_open(c: Chain) -> None:
    c.open()
    assert [block.header.number for block in c.blocks(2)] == [1, 2]


def test_direct_calls_need_no_fee_and_last(c: Chain) -> None:
    before = c.balance(c.alice)
    c.call(c.alice, *pay(c, TAO))
    c.as_root("AdminUtils", "sudo_set_tempo", 1, 7)
    c.call(c.bob, remark, b"hello")
    c.call(c.charlie, burned_register, netuid=NetUid(1), hotkey=c.dave)
    c.blocks()

    assert c.balance(c.alice) == before - TAO
    with pytest.raises(BadOrigin):
        c.call(c.alice, "AdminUtils", "sudo_set_alpha_values", 1, 7, 8)


def test_a_refused_direct_call_leaves_nothing(c: Chain) -> None:
    root = c.state_root()
    with pytest.raises(SubnetNotExists):
        c.call(c.alice, burned_register, NetUid(77), c.dave)
    assert c.state_root() == root


def test_forks_part(c: Chain) -> None:
    c.blocks(3)
    c.give(c.eve, TAO)
    c.open()
    twin = c.fork()
    assert twin.close() == c.close()
    twin.give(twin.eve, 1)
    here, there = c.blocks()[0], twin.blocks()[0]

    assert twin.balance(c.eve) == c.balance(c.eve) + 1
    assert here.header.parent_hash == there.header.parent_hash
    assert here.header.state_root != there.header.state_root
    twin.account("new")
    with pytest.raises(UnknownKey):
        c.submit(twin.account("new"), remark, b"")


def test_the_root_can_be_had_without_being_in_headers() -> None:
    quick, full = Chain.localnet(keep_root=False), Chain.localnet()
    quick.blocks(3)
    assert quick.head.header.state_root == bytes(32)
    assert full.genesis_hash != quick.genesis_hash
    assert quick.state_root() == quick.fork().state_root() != full.state_root()


def test_as_a_context_it_holds_the_promises(c: Chain) -> None:
    with c, pytest.raises(ZeroDivisionError):
        raise ZeroDivisionError
    with pytest.raises(BrokenInvariant), c:
        Staking.TotalIssuance.put(c.s, Tao(1))


def writes_first(s: State) -> None:
    Staking.TotalIssuance.put(s, Tao(1))
    raise SubnetNotExists


def test_refused_demands_the_error(c: Chain) -> None:
    with c.refused(SubnetNotExists):
        c.call(c.alice, burned_register, NetUid(77), c.dave)
    with pytest.raises(NotRefused, match="not refused"), c.refused(SubnetNotExists):
        c.call(c.alice, burned_register, NetUid(1), c.dave)
    with pytest.raises(NotRefused, match="BadOrigin"), c.refused(SubnetNotExists):
        c.as_root(burned_register, NetUid(1), c.dave)


def test_refused_demands_that_nothing_was_written_before(c: Chain) -> None:
    before = Staking.TotalIssuance.get(c.s)
    with pytest.raises(NotRefused, match="after writing"), c.refused(SubnetNotExists):
        writes_first(c.s)
    with c.refused(SubnetNotExists, after_writing=True):
        writes_first(c.s)
    assert Staking.TotalIssuance.get(c.s) == before
    with pytest.raises(NotRefused, match="nothing"), c.refused(SubnetNotExists, after_writing=True):
        c.call(c.alice, burned_register, NetUid(77), c.dave)


def test_refused_sees_what_dispatch_undoes(c: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remark, "function", lambda s, _origin, _text: writes_first(s))
    with pytest.raises(NotRefused, match="after writing"), c.refused(SubnetNotExists):
        c.call(c.alice, remark, b"")
    with c.refused(SubnetNotExists, after_writing=True):
        c.call(c.alice, remark, b"")
