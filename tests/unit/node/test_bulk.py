"""Blocks that are made and written together: the same blocks, one write, and nobody sees a part of them."""

from collections.abc import Iterator

import anyio
import pytest
from tests.machines import make_block, sign_at_head

from taonet.crypto.keys import keypair_from_uri
from taonet.node.chain.author import author_from_uri
from taonet.node.chain.block import Block
from taonet.node.chain.genesis import open_chain
from taonet.node.chain.machine import Machine, OutOfTurn
from taonet.node.consensus.port import Moment
from taonet.node.consensus.solo import BULK, Sealing, SlotClock
from taonet.node.node import Node, solo_node
from taonet.node.store import StoredBlock
from taonet.primitives.ids import AccountId
from taonet.runtime.construct import RUNTIME
from taonet.runtime.genesis.presets import localnet
from taonet.runtime.pallets.system import accounts
from taonet.trie.state import Trie

ALICE = keypair_from_uri("//Alice")
REMARK = RUNTIME.call("System", "remark", b"hi")


@pytest.fixture
def machine() -> Iterator[Machine]:
    with open_chain(localnet(), author=author_from_uri("//One")) as machine:
        make_block(machine)
        yield machine


def node_over(machine: Machine) -> Node:
    return solo_node(machine, sealing=Sealing.MANUAL, clock=SlotClock(wall=lambda: 1_800_000_000_000))


def test_blocks_made_together_are_those_made_one_by_one() -> None:
    with open_chain(localnet()) as apart, open_chain(localnet()) as joined:
        for _ in range(12):
            make_block(apart)
        with joined.together():
            for number in range(1, 13):
                joined.finalize_block(Moment(number, time_of(apart, number)), ())
                joined.commit()

        assert joined.best.hash == apart.best.hash
        assert list(joined.store.iterate(b"")) == list(apart.store.iterate(b""))
        assert [joined.store.block_hash(number) for number in range(13)] == [
            apart.store.block_hash(number) for number in range(13)
        ]


def time_of(machine: Machine, number: int) -> int:
    body = machine.store.body(machine.store.block_hash(number) or b"")
    assert body is not None
    return machine.decode(body[0]).call.args[0]


def test_nobody_sees_a_block_before_all_of_them_are_written(machine: Machine) -> None:
    told: list[int] = []
    machine.feed.listeners.append(lambda block: told.append(block.header.number))
    before = machine.best
    with machine.together():
        for height in (2, 3):
            last = machine.info()
            moment = Moment(height, last.time + 12_000)
            machine.finalize_block(moment, machine.prepare_proposal(moment, ()).txs)
            machine.commit()
            assert machine.info().height == height
            assert machine.best == before
            assert machine.store.head() == (1, before.hash)
            assert told == []

    assert machine.best.header.number == 3
    assert machine.store.head() == (3, machine.best.hash)
    assert told == [2, 3]


def test_blocks_that_are_given_up_together_leave_nothing(machine: Machine) -> None:
    before = machine.best
    with pytest.raises(OutOfTurn):
        commit_one_and_then_nothing(machine)

    assert machine.best == before
    make_block(machine)
    assert machine.best.header.parent_hash == before.hash


def commit_one_and_then_nothing(machine: Machine) -> None:
    with machine.together():
        make_block(machine)
        machine.commit()


def test_a_bulk_is_one_write_and_one_shield_key(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    node = node_over(machine)
    writes: list[int] = []
    append = machine.store.append

    def counted(*blocks: StoredBlock) -> None:
        writes.append(len(blocks))
        append(*blocks)

    monkeypatch.setattr(machine.store, "append", counted)
    assert node.developer is not None
    hashes = anyio.run(node.developer.new_block, BULK + 5)

    assert writes == [BULK, 5]
    assert len(set(hashes)) == BULK + 5
    assert hashes[-1] == machine.best.hash
    keys = {tuple(machine.store.body(one) or ())[1] for one in hashes}
    assert len(keys) == 2


def test_what_waits_enters_the_first_block_of_a_bulk_that_has_room_and_no_other(machine: Machine) -> None:
    node = node_over(machine)
    blocks: list[Block] = []
    machine.feed.listeners.append(blocks.append)
    for nonce in range(3):
        node.submit(sign_at_head(machine, ALICE, REMARK, nonce=nonce))
    assert node.developer is not None
    anyio.run(node.developer.new_block, 4)

    assert [len(block.body) - 2 for block in blocks] == [3, 0, 0, 0]
    assert accounts.nonce(machine.state(), AccountId(ALICE.public)) == 3
    assert not len(node.pool)


@pytest.mark.parametrize("back", [1, 5, 20])
def test_going_back_restores_the_trie_of_that_block(machine: Machine, back: int) -> None:
    node = node_over(machine)
    assert node.developer is not None
    for number in range(3):
        make_block(machine, (sign_at_head(machine, ALICE, REMARK, nonce=number),))
    anyio.run(node.developer.new_block, 20)
    machine.rewind(machine.best.header.number - back)

    root = Trie.build(machine.store.iterate(b"")).root()
    assert machine.best.header.state_root == root
    assert machine.trie.proof([b":code"], machine.newest.get)
    make_block(machine)
    assert machine.best.header.state_root == Trie.build(machine.store.iterate(b"")).root()
