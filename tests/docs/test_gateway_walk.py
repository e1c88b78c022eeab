"""The walk in docs/gateway.md, on a real node with a real miner: each command as it stands there."""

import json
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import bittensor as bt
import httpx
import pytest
from tests.e2e.accounts import BOB, CHARLIE, Market, open_market
from tests.hostile.neurons import Neuron, start

from taonet.markets.packaged import place_of
from taonet.markets.text.model_files import SMOLLM2
from taonet.testing.node import running_node

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not place_of(SMOLLM2).is_file(), reason="the model is not in the cache"),
]
PAGE = (Path(__file__).parents[2] / "docs" / "gateway.md").read_text()
EPOCH = 361
"""Blocks within which every subnet has an epoch, after which Bob's stake gives him a permit."""


def _fence(kind: str) -> str:
    (found,) = re.findall(rf"^```{kind}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    return found


@pytest.fixture(scope="module")
def subnet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Market]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BITTENSOR_RUNTIME_CACHE_DIR", str(tmp_path_factory.mktemp("official-client")))
        with running_node("--tmp", "--block-time", "0.25") as node, open_market(node) as market:
            node.call("dev_newBlock", EPOCH)
            yield market


@pytest.fixture(scope="module")
def wallets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wallets")
    for name, account in (("bob", BOB), ("charlie", CHARLIE)):
        bt.Wallet(name, "default", str(folder)).hotkey_file.set_keypair(account.hotkey, encrypt=False)
    return folder


@pytest.fixture
def miner(subnet: Market, wallets: Path) -> Iterator[Neuron]:
    running = start(
        "miner", "charlie", subnet.node, subnet.netuid, wallets, "--port", "0", market="taonet.markets.text"
    )
    try:
        running.wait_for("published")
        yield running
        assert running.stop() == 0
    finally:
        running.process.kill()


@pytest.mark.timeout(240)
def test_the_walk_of_the_gateway_s_page_works(subnet: Market, wallets: Path, miner: Neuron, tmp_path: Path) -> None:
    places = {
        "ENDPOINT": subnet.node.websocket,
        "WALLETS": str(wallets),
        "val-one": "bob",
        "--netuid 2": f"--netuid {subnet.netuid}",
        "8080": "0",
    }
    gateway, *questions = _fence("walk-gateway").splitlines()
    for word, meant in places.items():
        gateway = gateway.replace(word, meant)
    log = tmp_path / "gateway.log"
    with log.open("wb") as out:
        words = [sys.executable, "-m", "taonet.cli.main", *shlex.split(gateway)[1:], "--json"]
        process = Neuron(subprocess.Popen(words, stdout=out, stderr=out), log)
    try:
        place = str(process.wait_for("listening")["url"]).rstrip("/")
        answers = [
            json.loads(
                subprocess.run(
                    shlex.split(one.replace("http://127.0.0.1:8080", place)), capture_output=True, check=True
                ).stdout
            )
            for one in questions
        ]
        program = _fence("walk-openai").replace("http://127.0.0.1:8080", place)
        streamed = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
        )
        began = time.monotonic()
        httpx.get(f"{place}/", trust_env=False).raise_for_status()
        code = process.stop()
    finally:
        process.process.kill()
    health, models, chat, account = answers
    text = chat["choices"][0]["message"]["content"]

    assert health["ok"]
    assert [one["id"] for one in models["data"]] == ["SmolLM2-135M-Instruct"]
    assert chat["taonet"]["hotkey"] == CHARLIE.hot
    assert "France" in text or "Paris" in text
    assert account["subnets"]["text"]["account"][0]["answered"] == 1
    assert streamed.returncode == 0, streamed.stderr
    assert streamed.stdout.strip()
    assert code == 0
    assert time.monotonic() - began < 20
    assert [line["uid"] for line in process.events("served")] == [chat["taonet"]["uid"]] * 2
    assert process.events("no permit") == []
