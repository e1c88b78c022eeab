"""The text market's miner as a process with the real model: what a huge prompt costs the one who asks next."""

import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from bittensor import http_auth
from tests.e2e.accounts import BOB, CHARLIE, Market
from tests.hostile.neurons import Neuron, metrics, start

from taonet.markets.packaged import place_of
from taonet.markets.text.backends import MODEL
from taonet.markets.text.model_files import SMOLLM2

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not place_of(SMOLLM2).is_file(), reason="the model is not in the cache"),
]
PATH = "/taonet/text/1"
MOST_GROWTH = 120.0
"""Megabytes that the largest task may cost, most of them keys and values."""


@pytest.fixture(scope="module")
def miner(subnet: Market, wallets: Path) -> Iterator[Neuron]:
    """A miner of the text market that has answered once."""
    options = ("--port", "0", "--no-need-permit")
    market = "taonet.markets.text"
    neuron = start("miner", "charlie", subnet.node, subnet.netuid, wallets, *options, market=market)
    try:
        neuron.wait_for("published")
        assert _ask(neuron, "What is 1 + 1?").status_code == 200
        yield neuron
        assert neuron.stop() == 0
    finally:
        neuron.process.kill()


def _request(prompt: str, tokens: int) -> tuple[bytes, dict[str, str]]:
    task = {"model": MODEL, "prompt": prompt, "seed": 1, "max_tokens": tokens, "temperature": 0.3}
    body = json.dumps(task).encode()
    return body, http_auth.sign(
        BOB.hotkey, method="POST", path=PATH, body=body, receiver_ss58=CHARLIE.hot, nonce_ns=time.time_ns()
    )


def _ask(miner: Neuron, prompt: str, tokens: int = 20) -> Any:
    body, headers = _request(prompt, tokens)
    return httpx.post(
        f"http://{miner.place('listening')}{PATH}", content=body, headers=headers, timeout=60, trust_env=False
    )


@pytest.mark.parametrize(("digits", "words"), [(2_000, "has 2030 tokens"), (7_990, "more than the model's context")])
def test_a_huge_prompt_is_refused_at_once_with_the_counts(miner: Neuron, digits: int, words: str) -> None:
    began = time.monotonic()
    response = _ask(miner, "7" * digits, 256)

    assert response.status_code == 422
    assert words in response.json()["error"]
    assert time.monotonic() - began < 3
    assert _ask(miner, "What is 1 + 1?").status_code == 200


def test_a_long_prompt_whose_caller_hangs_up_does_not_hold_up_the_next(miner: Neuron) -> None:
    before = miner.megabytes()
    body, headers = _request("7" * 990, 256)
    host, _, port = miner.place("listening").partition(":")
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    with socket.create_connection((host, int(port))) as line:
        line.sendall(f"POST {PATH} HTTP/1.1\r\nHost: a\r\nContent-Length: {len(body)}\r\n{head}\r\n".encode() + body)
        deadline = time.monotonic() + 20
        while metrics(f"{host}:{port}")["taonet_worker_queue"] == 0:
            assert time.monotonic() < deadline
    began = time.monotonic()

    assert _ask(miner, "What is 1 + 1?").status_code == 200
    assert time.monotonic() - began < 10
    assert metrics(f"{host}:{port}")["taonet_worker_pieces_total abandoned"] == 1
    assert miner.megabytes() - before < MOST_GROWTH


def test_the_largest_task_is_answered_in_bounded_memory(miner: Neuron) -> None:
    before = miner.megabytes()

    assert _ask(miner, "7" * 990, 32).status_code == 200
    assert miner.megabytes() - before < MOST_GROWTH
