"""The example market on a real node: two miners and a validator as processes, and weights on the chain."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bittensor as bt
import pytest
from tests.e2e.accounts import ALICE, BOB, CHARLIE, Market

MARKET = str(Path(__file__).parents[2] / "examples" / "sum_market.py")
EPOCH = 361
"""Blocks within which every subnet has an epoch."""


@pytest.fixture
def wallets(tmp_path: Path) -> Path:
    """The hotkeys of a validator and of two miners, as files."""
    for name, account in (("validator", BOB), ("right", CHARLIE), ("wrong", ALICE)):
        bt.Wallet(name, "default", str(tmp_path)).hotkey_file.set_keypair(account.hotkey, encrypt=False)
    return tmp_path


@pytest.fixture
def miners(market: Market, wallets: Path) -> Iterator[list[subprocess.Popen[bytes]]]:
    running = [
        _start(market, wallets, "miner", "right", "--port", "0", "--no-need-permit"),
        _start(market, wallets, "miner", "wrong", "--port", "0", "--no-need-permit", "--error", "1"),
    ]
    yield running
    for process in running:
        process.send_signal(signal.SIGINT)
    assert [process.wait(20) for process in running] == [0, 0]


def _start(market: Market, wallets: Path, side: str, name: str, *options: str) -> subprocess.Popen[bytes]:
    common = ("--wallet-path", str(wallets), "--netuid", str(market.netuid), "--network", market.node.websocket)
    words = [side, "run", f"{MARKET}:market", "--wallet-name", name, "--json", *common, *options]
    with (wallets / f"{name}.log").open("wb") as log:
        return subprocess.Popen([sys.executable, "-m", "taonet.cli.main", *words], stdout=log, stderr=log)


def _neurons(market: Market) -> dict[str, Any]:
    graph = market.client.subnets.metagraph(netuid=market.netuid)
    assert graph is not None
    return {neuron.hotkey: neuron for neuron in graph.neurons}


@pytest.mark.timeout(180)
def test_pays_the_miner_that_adds_right(market: Market, wallets: Path, miners: list[subprocess.Popen[bytes]]) -> None:
    market.node.call("dev_newBlock", EPOCH)  # after which Bob's stake gives him a permit
    deadline = time.monotonic() + 90
    while not all(_neurons(market)[miner.hot].axon for miner in (ALICE, CHARLIE)):
        assert time.monotonic() < deadline, [log.read_text() for log in wallets.glob("*.log")]
        time.sleep(0.5)
    options = ("--rounds", "1", "--tasks", "3", "--round-seconds", "0")
    validator = _start(market, wallets, "validator", "validator", *options)

    assert validator.wait(90) == 0
    written = (wallets / "validator.log").read_text()
    assert '"reason": "right; right; right"' in written
    assert '"reason": "wrong; wrong; wrong"' in written
    neurons = _neurons(market)
    weights = market.client.query(bt.storage.SubtensorModule.Weights, [market.netuid, neurons[BOB.hot].uid])
    assert weights == [(neurons[CHARLIE.hot].uid, 65_535)]
