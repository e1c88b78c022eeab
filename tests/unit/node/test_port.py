"""A second engine, written against the port alone, drives the chain and a node."""

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path

import anyio
import anyio.to_thread
import pytest
from tests.machines import sign_at_head

from taonet.crypto.keys import keypair_from_uri
from taonet.node.chain.author import author_from_uri
from taonet.node.chain.block import Block
from taonet.node.chain.genesis import open_chain
from taonet.node.chain.machine import Machine, OutOfTurn
from taonet.node.consensus.port import ACCEPTED, INVALID, REFUSED, Finalized, Mempool, Moment, StateMachine
from taonet.node.node import Node
from taonet.node.pool import Pool
from taonet.primitives.ids import AccountId
from taonet.runtime.construct import RUNTIME
from taonet.runtime.genesis.presets import localnet
from taonet.runtime.pallets.balances.logic import free_balance
from taonet.runtime.types import AddressId

ALICE = keypair_from_uri("//Alice")
DAVE = AccountId(keypair_from_uri("//Dave").public)
PRESENT = 5_000_000_000
START = 1_700_000_000_000
STEP = 1_500
"""Milliseconds between blocks: an engine need not keep to whole slots, but must not take one twice."""


class Committee:
    """An engine of replicas in one process: every height has rounds, and a majority must accept a proposal."""

    def __init__(self, replicas: Sequence[StateMachine]) -> None:
        self.replicas = replicas
        self.rejected = 0

    def decide(self, *proposals: Sequence[bytes]) -> Finalized:
        """Go through a list of proposals; when all are rejected, the first replica proposes what it likes."""
        last = self.replicas[0].info()
        moment = Moment(last.height + 1, max(last.time, START) + 12_000 + STEP)
        chosen = next((txs for txs in proposals if self._accepts(moment, txs)), None)
        if chosen is None:
            chosen = self.replicas[0].prepare_proposal(moment, ()).txs
        outcomes = {replica.finalize_block(moment, chosen) for replica in self.replicas}
        assert len(outcomes) == 1
        assert {replica.info() for replica in self.replicas} == {last}  # nothing is durable yet
        assert [replica.commit() for replica in self.replicas] == [0] * len(self.replicas)
        return outcomes.pop()

    def _accepts(self, moment: Moment, txs: Sequence[bytes]) -> bool:
        votes = [replica.process_proposal(moment, txs) for replica in self.replicas]
        self.rejected += not all(votes)
        return all(votes)


def present(machine: Machine, nonce: int, amount: int = PRESENT) -> bytes:
    call = RUNTIME.call("Balances", "transfer_keep_alive", AddressId(DAVE), amount)
    return sign_at_head(machine, ALICE, call, nonce=nonce, period=0)


def test_replicas_come_to_one_chain_over_rejected_proposals() -> None:
    author = author_from_uri("//One", seals=False)
    with open_chain(localnet(), author=author) as first, open_chain(localnet()) as second:
        committee = Committee((first, second))
        committee.decide()
        good, again, too_much = present(first, 0), present(first, 0), present(first, 1, 10**18)
        announced = first.prepare_proposal(Moment(2, START * 2), ()).txs

        committee.decide([good, b"\xff\xff"], [good, *announced], [good])
        finalized = committee.decide([*announced, *announced], [again, too_much])
        committee.decide([b""])

        assert committee.rejected == 4
        assert [result.code for result in finalized.results] == [INVALID, REFUSED]
        assert first.info() == second.info()
        assert first.info().height == 4
        assert free_balance(second.state(), DAVE) == free_balance(first.state(), DAVE) > PRESENT


def test_check_tx_tells_in_codes() -> None:
    with open_chain(localnet()) as machine:
        port: StateMachine = machine
        Committee((port,)).decide()

        assert port.check_tx(present(machine, 0)) == (ACCEPTED, "")
        assert port.check_tx(present(machine, 0)[:-1]).code == INVALID
        assert port.check_tx(b"").log


def test_a_reopened_chain_shakes_hands_at_its_last_block(tmp_path: Path) -> None:
    with open_chain(localnet(), tmp_path / "chain") as machine:
        genesis = machine.init_chain()
        assert machine.info() == (0, genesis, 0)
        finalized = Committee((machine,)).decide([present(machine, 0)])
        said = machine.info()
        assert said.app_hash == finalized.app_hash
        machine.finalize_block(Moment(2, START * 2), ())  # not committed: lost
    with open_chain(localnet(), tmp_path / "chain") as machine:
        assert (machine.info(), machine.init_chain()) == (said, genesis)
        with pytest.raises(OutOfTurn):
            machine.commit()


class InThreads:
    """Offers what waits to a committee, in another thread, until nothing is left."""

    def __init__(self, committee: Committee, mempool: Mempool) -> None:
        self.committee = committee
        self.mempool = mempool
        self.arrived = 0

    def transaction_arrived(self) -> None:
        self.arrived += 1

    async def run(self) -> None:
        while self.mempool.ready_count:
            await anyio.to_thread.run_sync(self.committee.decide, self.mempool.candidates(1))


def test_a_node_runs_on_another_engine_and_prunes_off_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("taonet.node.node.PRUNE_EVERY", 3)
    threads: dict[str, set[int]] = {"commit": set(), "loop": set()}
    statuses: list[object] = []
    seconds: list[float] = []

    async def main(machine: Machine) -> None:
        pool = Pool(machine.nonce)
        engine = InThreads(Committee((machine,)), pool)
        engine.committee.decide()
        node = Node(machine, pool, engine, pruning=1)

        def heard(block: Block) -> None:
            threads["loop"].add(threading.get_ident())
            seconds.append(block.seconds)

        machine.feed.listeners.append(heard)
        machine.feed.committers.append(lambda _: threads["commit"].add(threading.get_ident()))
        with machine.feed.on_this_loop(asyncio.get_running_loop().call_soon_threadsafe):
            node.submit(present(machine, 0), statuses.append)
            node.submit(present(machine, 1))
            await node.engine.run()
        assert (engine.arrived, len(pool), node.view.best_number) == (2, 0, 3)

    with open_chain(localnet()) as machine:
        anyio.run(main, machine)
        assert machine.store.oldest_state() == 3
    assert threads["loop"] == {threading.get_ident()}
    assert threading.get_ident() not in threads["commit"]
    assert [next(iter(one)) if isinstance(one, dict) else one for one in statuses] == ["ready", "inBlock", "finalized"]
    assert all(0 < one < 60 for one in seconds)


def test_a_listener_that_fails_stops_the_engine_at_the_next_block() -> None:
    class Bug(Exception):
        pass

    def fail(_: Block) -> None:
        raise Bug

    async def main(machine: Machine) -> None:
        committee = Committee((machine,))
        machine.feed.listeners.append(fail)
        with machine.feed.on_this_loop(asyncio.get_running_loop().call_soon_threadsafe):
            with pytest.raises(Bug):  # on the loop's own thread it is told at once
                committee.decide()
            await anyio.to_thread.run_sync(committee.decide)
            with pytest.raises(Bug):
                await anyio.to_thread.run_sync(committee.decide)

    with open_chain(localnet()) as machine:
        anyio.run(main, machine)
