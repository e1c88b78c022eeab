"""The tutorial is walked to its end: miners earn what it says. And the Makefile of a new project says the same."""

import shlex
import socket
import subprocess
from pathlib import Path

import pytest
from tests.docs.walk import BLOCK, Walk, in_home, walking

from taonet.neuron.blocking import blocking_client
from taonet.scaffold import make_project

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "your-first-subnet.md").read_text()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def earnings(walk: Walk) -> list[tuple[float, float]]:
    """Return incentive and stake by uid, of all but the owner."""
    with blocking_client(f"ws://127.0.0.1:{walk.port}") as client:
        rows = client.subnets.metagraph(netuid=2).neurons
    return [(row.incentive, float(row.alpha_stake.amount)) for row in rows[1:]]


@pytest.mark.timeout(300)
def test_the_tutorial_ends_with_miners_that_earn_by_their_work(tmp_path: Path) -> None:
    with walking(tmp_path, free_port()) as walk:
        written = walk.page(PAGE)
        (good, greedy, _) = earnings(walk)

    assert "6 passed" in written
    assert "shorter than the greedy trip" in written
    assert "weights set" in written
    assert good[0] > greedy[0] > 0
    assert good[1] > greedy[1] > 0


def test_the_makefile_of_a_new_project_does_what_the_tutorial_says(tmp_path: Path) -> None:
    make_project(tmp_path / "my-subnet", "my-subnet")
    words = ["make", "--dry-run", "wallets", "subnet", "miner", "greedy", "validator", "watch", "network"]
    done = subprocess.run(
        words, cwd=tmp_path / "my-subnet", env=in_home(tmp_path), capture_output=True, text=True, check=True
    )
    made = [line.replace("--network local ", "") for line in done.stdout.splitlines()]
    said = [line for _, body in BLOCK.findall(PAGE) for line in body.splitlines()]
    exact = [line for line in made if line.startswith("btcli ")]

    assert len(exact) == 15
    assert [line for line in exact if line not in said] == []
    # The wallet comes from the environment there, and the validator goes on.
    flags = [set(shlex.split(line)) - {"5"} for line in made if line.startswith("taonet ")]
    assert len(flags) == 4
    assert [words for words in flags if not any(words <= set(shlex.split(line)) for line in said)] == []
