"""A wall clock that is set back, and a limit on memory: the chain's time only goes on, and too little memory is named."""

import json
import resource
import subprocess
from collections.abc import Mapping
from http.client import HTTPException
from itertools import pairwise
from pathlib import Path

import pytest
from tests.faults.control import Control

from taonet.node.client import Refusal
from taonet.node.consensus.solo import SlotClock
from taonet.runtime.pallets.aura.storage import SLOT_DURATION
from taonet.testing.node import RunningNode, command, start_node

NOW = "0xf0c365c3cf59d671eb72da0e7a4113c49f1f0515f462cdcf84e0f1d6045dfcbb"
"""`Timestamp.Now`."""
YEAR = 365 * 86_400
MEGABYTE = 1 << 20


def times(node: RunningNode, first: int, last: int) -> list[int]:
    hashes = [node.call("chain_getBlockHash", number) for number in range(first, last + 1)]
    return [int.from_bytes(bytes.fromhex(node.call("state_getStorage", NOW, at)[2:]), "little") for at in hashes]


def test_a_chain_goes_on_when_the_clock_is_set_back(
    tmp_path: Path, control: Control, failing_machine: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LD_PRELOAD", "FAULT_CONTROL"):
        monkeypatch.setenv(name, failing_machine[name])
    options = ("--base-path", str(tmp_path / "chain"), "--block-time", "0.05")
    node = start_node(tmp_path, *options)
    node.wait_for_height(3)
    control.move_clock(-YEAR)
    node.wait_for_height(node.height() + 3)
    assert node.stop() == 0
    node = start_node(tmp_path, *options)
    height = node.wait_for_height(node.height() + 3)
    slots = [later - earlier for earlier, later in pairwise(times(node, 1, height))]
    assert node.stop() == 0

    assert set(slots) == {SLOT_DURATION}
    assert "error" not in node.written()


def test_slots_in_real_time_wait_for_no_clock_that_was_set_back() -> None:
    wall = [1_000 * SLOT_DURATION]
    clock = SlotClock(lambda: wall[0], real_time=True)
    first = clock.next_time(0)
    wall[0] -= YEAR * 1_000
    second = clock.next_time(first)
    wall[0] = 2_000 * SLOT_DURATION
    third = clock.next_time(second)

    assert (first, second, third) == (1_000 * SLOT_DURATION, 1_001 * SLOT_DURATION, 2_000 * SLOT_DURATION)


@pytest.mark.parametrize("megabytes", [120, 250, 400, 700])
def test_too_little_memory_is_said_in_one_line(tmp_path: Path, megabytes: int) -> None:
    most = megabytes * MEGABYTE
    done = subprocess.run(
        command("--base-path", str(tmp_path / "chain"), "--port", "0", "--json"),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (most, most)),
    )

    assert done.returncode == 1
    assert "emory" in done.stderr  # with a capital where the library for arrays says it
    assert done.stderr.count("\n") == 1


def test_memory_that_ends_under_way_refuses_a_request_or_ends_the_node_with_a_reason(tmp_path: Path) -> None:
    options = ("--base-path", str(tmp_path / "chain"), "--block-time", "0.02")
    node = start_node(tmp_path, *options)
    node.wait_for_height(3)
    used = int(Path(f"/proc/{node.process.pid}/statm").read_text().split()[0]) * resource.getpagesize()
    resource.prlimit(node.process.pid, resource.RLIMIT_AS, (used, used))
    for _ in range(20):
        with pytest.raises((OSError, Refusal, HTTPException)):
            node.call("system_chain", "x" * 14_000_000)
    # A block may have been the one that there was no memory for.
    code = node.process.poll()
    code = node.stop() if code is None else code
    written = node.log.read_text()
    rows = [json.loads(line) for line in written.splitlines() if line.startswith("{")]
    reported = {row["block"]: row["hash"] for row in rows if row["event"] == "block"}

    assert code in (0, 1)
    assert rows[-1]["event"] == ("error" if code else "stopping")
    assert "memory" in rows[-1].get("message", "memory")
    assert all("emory" in line for line in written.splitlines() if "Traceback" in line)
    again = start_node(tmp_path, *options, "--sealing", "manual")
    assert {number: again.call("chain_getBlockHash", number) for number in reported} == reported
    assert again.stop() == 0
