"""No list of transactions that an engine proposes stops a node, and what one lists comes to is the same every time.

Each example is a proposal of random transactions with something wrong in it. `make fuzz` tries more of them.
"""

from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.machines import MUCH_ROOM, make_block
from tests.properties.test_extrinsic_fuzz import FOR_USERS, changed
from tests.properties.world import USERS, random_call

from taonet.node.chain.author import author_from_uri
from taonet.node.chain.genesis import open_chain
from taonet.node.chain.machine import Machine
from taonet.node.consensus.port import Moment
from taonet.runtime.genesis.presets import localnet
from taonet.runtime.pallets.aura.storage import SLOT_DURATION
from taonet.sim import sign_call
from taonet.sim.chain import FIRST_TIME

FUZZ = settings(settings.get_profile("chain"))


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    with open_chain(localnet(), author=author_from_uri("//Alice"), check_invariants=True) as machine:
        for _ in range(3):
            make_block(machine)
        yield machine


def proposal(chance: Random, machine: Machine, moment: Moment) -> list[bytes]:
    """Return what an honest author would propose of a few random transactions."""
    s = machine.state()
    candidates = [
        sign_call(s, chance.choice(USERS), random_call(chance, FOR_USERS), nonce=chance.choice((0, 0, 1)))
        for _ in range(chance.randint(0, 5))
    ]
    return list(machine.prepare_proposal(moment, candidates, MUCH_ROOM).txs)


def tampered(chance: Random, honest: list[bytes]) -> list[bytes]:
    """Return a proposal as a dishonest author may make it."""
    txs = honest.copy()
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(txs) + 1)
        match chance.randrange(5):
            case 0:
                del txs[place : place + 1]
            case 1 if txs:
                txs.insert(place, chance.choice(txs))
            case 2:
                chance.shuffle(txs)
            case 3 if honest:
                txs[place : place + 1] = [changed(chance, chance.choice(honest))]
            case _:
                txs.insert(place, chance.randbytes(chance.randrange(120)))
    return txs


@FUZZ
@given(seed=st.integers(0, (1 << 64) - 1))
def test_a_tampered_proposal_is_refused_or_is_a_block(machine: Machine, seed: int) -> None:
    chance = Random(seed)
    height = machine.best.header.number + 1
    moment = Moment(height, FIRST_TIME + SLOT_DURATION * height)
    honest = proposal(chance, machine, moment)
    txs = tampered(chance, honest)
    if not machine.process_proposal(moment, txs):
        return

    first = machine.finalize_block(moment, txs)
    root = machine.candidate().header.state_root
    assert len(first.results) == len(txs)
    machine.finalize_block(moment, honest)
    assert machine.finalize_block(moment, txs).results == first.results
    assert machine.candidate().header.state_root == root
