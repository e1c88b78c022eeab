"""A validator and its node are killed in the middle of their work: it goes on, and its record holds."""

import time
from collections.abc import Iterator
from pathlib import Path

import bittensor as bt
import pytest
from tests.e2e.accounts import BOB, CHARLIE, open_market
from tests.hostile.neurons import Neuron, start
from typer.testing import CliRunner

from taonet.cli.audit import app
from taonet.neuron.record import RecordFailure, latest_round, opened_for_reading, rounds, run_of, weights
from taonet.testing.node import RunningNode, start_node

MARKET = str(Path(__file__).parents[2] / "examples" / "sum_market.py")
EPOCH = 361
PATIENCE = 120.0


@pytest.fixture
def wallets(tmp_path: Path) -> Path:
    for name, account in (("bob", BOB), ("charlie", CHARLIE)):
        bt.Wallet(name, "default", str(tmp_path)).hotkey_file.set_keypair(account.hotkey, encrypt=False)
    return tmp_path


@pytest.fixture
def nodes() -> Iterator[list[RunningNode]]:
    """The nodes that were started; those that still run are ended."""
    started: list[RunningNode] = []
    yield started
    for node in started:
        if node.process.poll() is None:
            node.stop()


def last(place: Path) -> int:
    """Return the number of the newest round in a record, -1 before there is any."""
    try:
        with opened_for_reading(str(place)) as record:
            newest = latest_round(record)
    except RecordFailure:  # it is being made
        return -1
    return -1 if newest is None else newest.number


def wait_for_round(place: Path, number: int, neuron: Neuron) -> int:
    deadline = time.monotonic() + PATIENCE
    while (newest := last(place)) < number:
        assert neuron.process.poll() is None, neuron.log.read_text()
        assert time.monotonic() < deadline, neuron.log.read_text()
        time.sleep(0.1)
    return newest


@pytest.mark.timeout(400)
def test_killed_validators_and_nodes_leave_a_record_that_holds(
    wallets: Path, nodes: list[RunningNode], tmp_path: Path
) -> None:
    place, fast = tmp_path / "record.db", ("--base-path", str(tmp_path / "chain"), "--block-time", "0.25")
    nodes.append(start_node(tmp_path, *fast, "--shield-grace", "8"))
    (node,) = nodes
    with open_market(node) as market:
        netuid = market.netuid
        node.call("dev_newBlock", EPOCH)
    miner = start("miner", "charlie", node, netuid, wallets, "--port", "0", "--no-need-permit", market=MARKET)
    options = ("--round-seconds", "0", "--record", str(place))
    validators: list[Neuron] = []
    try:
        miner.wait_for("published")
        validators.append(start("validator", "bob", node, netuid, wallets, *options, market=MARKET))
        before = wait_for_round(place, 3, validators[0])
        validators[0].process.kill()
        validators[0].process.wait()
        validators.append(start("validator", "bob", node, netuid, wallets, *options, market=MARKET))
        again = wait_for_round(place, before + 3, validators[1])
        node.kill()
        nodes.append(start_node(tmp_path, *fast, port=node.port))
        wait_for_round(place, again + 3, validators[1])
        assert validators[1].stop() == 0
    finally:
        for neuron in (*validators, miner):
            if neuron.process.poll() is None:
                neuron.process.kill()
                neuron.process.wait()
    told = CliRunner().invoke(app, ["market", str(place), "--market", MARKET, "--network", nodes[1].websocket])

    with opened_for_reading(str(place)) as record:
        numbers = [one.number for one in rounds(record)]
        assert [run_of(record, one).id for one in rounds(record)] == sorted(
            run_of(record, one).id for one in rounds(record)
        )
        assert next(one.end for one in weights(record)) == "set"
    assert numbers == list(range(len(numbers)))
    assert validators[1].events("node away")
    assert told.exit_code == 0, told.output
    assert told.stdout.splitlines()[-1].startswith("holds: ")
    assert "chain      holds 1 weights and commits; 0 are too old" in told.stdout
