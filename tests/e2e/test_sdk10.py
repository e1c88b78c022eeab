"""The official SDK 10.5.0 against ours, both ways: its dendrite asks our miner, our validator asks its axon."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.sdk10.environment import python
from tests.e2e.sdk10.sums import MARKET

from taonet.subnet import MinerSettings, ValidatorSettings, run_validator, serve_miner
from taonet.testing.neurons import Lab, dev_key

pytestmark = pytest.mark.slow
DRIVE = str(Path(__file__).parent / "sdk10" / "drive.py")
ALICE, BOB = dev_key("Alice"), dev_key("Bob")


def _lab() -> Lab:
    """Return a chain on which Alice validates and Bob mines, as in the driver."""
    lab = Lab()
    lab.register(ALICE, validator=True)
    lab.register(BOB)
    return lab


def test_its_dendrite_is_answered_and_refused_by_our_miner() -> None:
    lab, interpreter = _lab(), str(python())

    async def scene() -> dict[str, Any]:
        async with serve_miner(lab.chain(BOB), MARKET, MinerSettings(port=0)) as miner:
            words = [interpreter, DRIVE, "ask", miner.host, str(miner.port), BOB.ss58_address]
            process = await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.PIPE)
            out, _ = await asyncio.wait_for(process.communicate(), 120)
            assert process.returncode == 0
            return json.loads(out)

    seen = asyncio.run(scene())

    for name, total in (("sum", 6), ("default", 5)):
        assert (seen[name]["status"], seen[name]["message"], seen[name]["total"]) == (200, "Success", total)
        assert seen[name]["signed"]
        assert seen[name]["axon_hotkey"] == BOB.ss58_address
        assert seen[name]["process_time"] > 0
    assert seen["sum"]["numbers"] == [1, 2, 3]
    assert [one["total"] for one in seen["again"]] == [0, 2, 4, 6, 8]
    assert (seen["unknown"]["status"], seen["unknown"]["message"]) == (404, "Not Found")
    assert seen["bad"]["status"] == 400
    assert "length >= 1" in seen["bad"]["message"]
    assert seen["other miner"]["status"] == 401
    assert seen["stranger"]["status"] == 403
    assert "no validator permit" in seen["stranger"]["message"]
    assert [facts["status"] for facts in lab.of("refused")] == [400, 401, 403]
    assert len(lab.of("answered")) == 7


@asynccontextmanager
async def _axon(interpreter: str, wallets: Path) -> AsyncIterator[int]:
    """Let the driver serve on a port, and end when the block does."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        interpreter, DRIVE, "serve", str(port), str(wallets), stdin=pipe, stdout=pipe
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        assert await asyncio.wait_for(process.stdout.readline(), 120) == b"serving\n"
        yield port
    finally:
        process.stdin.close()
        await asyncio.wait_for(process.wait(), 30)


def test_our_validator_asks_and_scores_its_axon(tmp_path: Path) -> None:
    lab, interpreter = _lab(), str(python())

    async def scene() -> None:
        async with _axon(interpreter, tmp_path) as port:
            assert lab.client.graph is not None
            lab.client.graph.neurons[1].axon = f"127.0.0.1:{port}"
            settings = ValidatorSettings(
                allow_local=True, rounds=2, tasks=3, round_seconds=0, memory=0.0, deadline_seconds=10, weights_every=1
            )
            await run_validator(lab.chain(ALICE), MARKET, settings)

    asyncio.run(scene())

    assert [facts["score"] for facts in lab.of("scored")] == [pytest.approx(2 / 3, abs=0.001)] * 2
    assert {str(facts["reason"]) for facts in lab.of("scored")} == {"answered; answered; answered"}
    assert lab.client.set_weights_calls[-1] == {1: 1.0}
