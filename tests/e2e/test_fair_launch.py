"""A network that begins with nothing, used as its first users use it: with the official client and our command line."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bittensor as bt
import pytest
from tests.e2e.accounts import DAVE, EVE

from taonet.environment import without_settings
from taonet.neuron.blocking import blocking_client
from taonet.neuron.proof_of_work import register_by_work
from taonet.neuron.steps import dev_wallet, execute
from taonet.runtime.genesis.presets import preset_text
from taonet.testing.node import RunningNode, running_node

EASY = preset_text("fair").replace("difficulty = 1_000_000", "difficulty = 20_000").replace('"TAO"', '"LEAF"')
PROGRAM = (sys.executable, "-m", "taonet.cli.main")
pytestmark = pytest.mark.timeout(120)


def taonet(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *words], capture_output=True, text=True, check=False, env=without_settings(os.environ)
    )


@pytest.fixture(scope="module")
def fair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningNode]:
    file = tmp_path_factory.mktemp("genesis") / "fair.toml"
    file.write_text(EASY, "utf-8")
    with running_node("--tmp", "--genesis", str(file), "--check-invariants", "--block-time", "0.5") as node:
        yield node


def test_the_official_clients_solver_gets_a_seat_for_a_key_that_owns_nothing(fair: RunningNode) -> None:
    async def register() -> tuple[Any, Any, int]:
        async with bt.Client(fair.websocket) as client:
            intent = await client.mine_pow_registration(1, EVE.hot, EVE.cold, workers=2, backend="cpu")
            result = await client.execute(intent, EVE)
            return intent, result, int((await client.balances.get(EVE.cold)).rao)

    intent, result, funds = asyncio.run(register())

    assert result.success, result.message
    assert funds == 0
    with blocking_client(fair.websocket) as client:
        graph = client.subnets.metagraph(netuid=1)
        assert EVE.hot in [neuron.hotkey for neuron in graph.neurons]
        used = client.query(bt.storage.SubtensorModule.LastPowRegistrationBlock, [EVE.hot])
        assert used == intent.work_block
        assert client.query(bt.storage.SubtensorModule.Owner, [EVE.hot]) == EVE.cold


def test_the_command_does_the_same_and_says_what_it_took(fair: RunningNode) -> None:
    done = taonet("register", "pow", "--uri", "//Dave", "--network", fair.websocket, "--json")

    assert (done.returncode, done.stderr) == (0, "")
    facts = json.loads(done.stdout)
    hotkey = dev_wallet("Dave").hotkey.ss58_address
    assert facts["hotkey"] == hotkey
    assert facts["tries"] > 0
    with blocking_client(fair.websocket) as client:
        assert client.neurons.uid(hotkey_ss58=hotkey, netuid=1) == facts["uid"]


def test_who_comes_right_after_another_waits_for_the_next_block(fair: RunningNode) -> None:
    with blocking_client(fair.websocket) as client:
        seats = [register_by_work(client, 1, dev_wallet(name), threads=1, max_seconds=60) for name in ("One", "Two")]
        blocks = [
            client.query(bt.storage.SubtensorModule.BlockAtRegistration, [seat.netuid, seat.uid]) for seat in seats
        ]

    assert blocks[0] < blocks[1] <= blocks[0] + 5


def test_what_work_does_not_help_with_is_said(fair: RunningNode, tmp_path: Path) -> None:
    taonet("register", "pow", "--uri", "//Ferdie", "--network", fair.websocket)
    for words, said in (
        (("--uri", "//Ferdie"), "has a seat on subnet 1 already"),
        (("--uri", "//Ferdie", "--netuid", "9"), "there is no subnet 9"),
        (("--wallet-path", str(tmp_path)), "new-coldkey"),
    ):
        done = taonet("register", "pow", "--network", fair.websocket, *words)
        assert done.returncode == 1
        assert said in done.stderr
        assert done.stderr.count("\n") == 1


def test_a_production_network_has_its_own_token_and_no_developers_powers(fair: RunningNode) -> None:
    assert fair.call("system_properties")["tokenSymbol"] == "LEAF"
    assert fair.call("system_chain") == "fair"
    methods = set(fair.call("rpc_methods")["methods"])
    assert not {name for name in methods if name.startswith(("dev_", "engine_", "sudo_"))}
    with blocking_client(fair.websocket) as client, pytest.raises(Exception, match=r"(?i)balance|pay|funds|fee"):
        execute(client, bt.Transfer(dest_ss58=DAVE.cold, amount_tao=1), dev_wallet("Alice"))


def test_the_schedule_goes_on_from_where_the_running_chain_is(fair: RunningNode) -> None:
    done = taonet("emission", "--network", fair.websocket, "--json")
    found = json.loads(done.stdout)

    assert (found["name"], found["symbol"], found["halvings"][0]["halvings"]) == ("fair", "LEAF", 0)
    assert found["height"] > 0
    missing = 10_500_000 * 10**9 - found["issuance_rao"]
    assert found["halvings"][1]["block"] == found["height"] + -(-missing // 10**9)
    assert found["halvings"][1]["date"] is not None
    assert found["put_off_blocks"] == found["halvings"][1]["block"] - 10_500_000
