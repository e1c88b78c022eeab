"""A node that is killed at any moment loses no block that anybody was told of; one that cannot run says why, at once."""

import json
import os
import random
import resource
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from itertools import pairwise
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from benchmarks.processes import children_of
from benchmarks.signing import transfer
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from taonet.crypto.keys import keypair_from_uri
from taonet.crypto.ss58 import encode
from taonet.node.consensus.solo import BULK
from taonet.node.signatures import BUSY
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.testing.node import RunningNode, command, running_node, start_node

pytestmark = pytest.mark.timeout(180)

KILLS = 5
AMOUNT = 1_000_000  # rao
SENDERS = tuple(keypair_from_uri(f"//{name}") for name in ("Alice", "Bob", "Charlie"))
RECEIVER = keypair_from_uri("//receiver")
NOW = "0xf0c365c3cf59d671eb72da0e7a4113c49f1f0515f462cdcf84e0f1d6045dfcbb"
"""`Timestamp.Now`."""
GONE = (OSError, HTTPException, ConnectionClosed, EOFError, ValueError)
"""What those who talk to a node meet when it is killed."""


@dataclass
class Witness:
    """Everything that the outside was told: headers by subscription, hashes by question, blocks of transactions."""

    headers: dict[int, dict[str, Any]] = field(default_factory=dict)
    hashes: dict[int, str] = field(default_factory=dict)
    included: dict[str, str] = field(default_factory=dict)
    """Hash of the block that a watched transaction was said to be in, by the transaction's bytes."""

    @property
    def highest(self) -> int:
        return max([*self.headers, *self.hashes])


def follow_heads(node: RunningNode, witness: Witness, over: Event) -> None:
    with connect(node.websocket, compression=None) as socket_:
        socket_.send('{"jsonrpc":"2.0","id":1,"method":"chain_subscribeNewHeads","params":[]}')
        while not over.is_set():
            message = json.loads(socket_.recv())
            if "params" in message:
                header = message["params"]["result"]
                witness.headers[int(header["number"], 16)] = header


def ask_for_hashes(node: RunningNode, witness: Witness, over: Event) -> None:
    while not over.is_set():
        number = node.height()
        witness.hashes[number] = node.call("chain_getBlockHash", number)


def transfer_without_end(node: RunningNode, witness: Witness, over: Event) -> None:
    """Send transfers from three accounts as fast as they are taken, and watch every tenth."""
    genesis = bytes.fromhex(node.call("chain_getBlockHash", 0)[2:])
    nonces = [node.call("system_accountNextIndex", encode(sender.public)) for sender in SENDERS]
    watched: dict[str, str] = {}
    asked: dict[int, str] = {}
    with connect(node.websocket, compression=None) as socket_:
        for count in range(1_000_000):
            if over.is_set():
                return
            which = count % len(SENDERS)
            raw = "0x" + transfer(SENDERS[which], RECEIVER.public, AMOUNT, nonces[which], genesis).hex()
            nonces[which] += 1
            method = "author_submitExtrinsic" if count % 10 else "author_submitAndWatchExtrinsic"
            socket_.send(json.dumps({"jsonrpc": "2.0", "id": count, "method": method, "params": [raw]}))
            if method == "author_submitAndWatchExtrinsic":
                asked[count] = raw
            while True:
                message = json.loads(socket_.recv())
                assert "error" not in message, message
                if "params" in message:
                    status = message["params"]["result"]
                    if isinstance(status, dict) and "inBlock" in status:
                        witness.included[watched[message["params"]["subscription"]]] = status["inBlock"]
                    continue
                if message["id"] in asked:
                    watched[message["result"]] = asked.pop(message["id"])
                if message["id"] == count:
                    break


@contextmanager
def under_load(node: RunningNode, witness: Witness) -> Iterator[None]:
    """Let three threads ask, listen and send until the node is gone; any other end of theirs is the test's."""
    over = Event()
    faults: list[BaseException] = []

    def work(task: Callable[[RunningNode, Witness, Event], None]) -> None:
        try:
            task(node, witness, over)
        except GONE:
            pass
        except BaseException as fault:
            faults.append(fault)

    threads = [Thread(target=work, args=[task]) for task in (follow_heads, ask_for_hashes, transfer_without_end)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join(20)
    assert faults == []
    assert not any(thread.is_alive() for thread in threads)


def check_nothing_is_lost(node: RunningNode, witness: Witness) -> None:
    """Compare what the node has with all that was ever said; its own opening compared state root and state."""
    assert node.height() >= witness.highest
    for number, header in witness.headers.items():
        assert node.call("chain_getHeader", node.call("chain_getBlockHash", number)) == header
    for number, block_hash in witness.hashes.items():
        assert node.call("chain_getBlockHash", number) == block_hash
    for raw, block_hash in list(witness.included.items())[-20:]:
        assert raw in node.call("chain_getBlock", block_hash)["block"]["extrinsics"]


def check_the_books(node: RunningNode) -> int:
    """Compare the receiver's balance with the transfers that all blocks hold; return how many."""
    head = node.call("chain_getHead")
    # These accounts do nothing else, so their nonces count the transfers.
    sent = sum(int.from_bytes(account(node, sender.public, head)[:4], "little") for sender in SENDERS)
    free = account(node, RECEIVER.public, head)[16:24]
    assert int.from_bytes(free, "little") == sent * AMOUNT
    return sent


def account(node: RunningNode, public: bytes, block_hash: str) -> bytes:
    """Return `System.Account` of one account at one block, as stored."""
    key = System.Account.key_of((AccountId(public),))
    return bytes.fromhex(node.call("state_getStorage", f"0x{key.hex()}", block_hash)[2:])


def test_no_block_that_was_reported_is_lost(tmp_path: Path) -> None:
    chance = random.Random()
    options = ("--base-path", str(tmp_path / "chain"), "--block-time", "0.1")
    witness = Witness()
    node = start_node(tmp_path, *options)
    try:
        for _ in range(KILLS):
            with under_load(node, witness):
                time.sleep(chance.uniform(0.3, 1.3))
                node.kill()
            height = witness.highest
            node = start_node(tmp_path, *options)
            check_nothing_is_lost(node, witness)
            node.wait_for_height(height + 2)
            check_the_books(node)
        assert check_the_books(node) > 0
        assert witness.included
        assert len(witness.headers) > KILLS
        assert node.stop() == 0
    finally:
        if node.process.poll() is None:
            node.kill()


def test_a_bulk_that_was_reported_is_there_and_one_that_was_not_is_there_up_to_whole_writes(tmp_path: Path) -> None:
    options = ("--base-path", str(tmp_path / "chain"), "--sealing", "manual")
    node = start_node(tmp_path, *options)
    try:
        reported = node.call("dev_newBlock", {"count": BULK + 20})
        asked = Thread(target=make_many_until_killed, args=(node,))
        asked.start()
        node.wait_for_height(2 * BULK + 20)
        node.kill()
        asked.join(20)
        node = start_node(tmp_path, *options)

        assert node.call("chain_getBlockHash", BULK + 20) == reported
        assert (node.height() - BULK - 20) % BULK == 0
        assert node.call("dev_newBlock", {"count": 2}) == node.call("chain_getHead")
    finally:
        if node.process.poll() is None:
            node.kill()


def make_many_until_killed(node: RunningNode) -> None:
    with suppress(*GONE):
        node.call("dev_newBlock", {"count": 100 * BULK})


def test_a_restart_goes_on_where_the_chain_was_and_forgets_only_the_pool(tmp_path: Path) -> None:
    options = ("--base-path", str(tmp_path / "chain"), "--block-time", "0.2")
    with running_node(*options) as node:
        node.wait_for_height(3)
        genesis = node.call("chain_getBlockHash", 0)
        waiting = transfer(SENDERS[0], RECEIVER.public, AMOUNT, 7, bytes.fromhex(genesis[2:]))
        node.call("author_submitExtrinsic", f"0x{waiting.hex()}")
        assert len(node.call("author_pendingExtrinsics")) == 1
        assert node.stop() == 0
        assert '"stopping"' in node.written()
    with running_node(*options) as node:
        assert node.call("author_pendingExtrinsics") == []
        assert node.call("chain_getBlockHash", 0) == genesis
        height = node.wait_for_height(8)
        hashes = [node.call("chain_getBlockHash", number) for number in range(1, height + 1)]
        times = [int.from_bytes(bytes.fromhex(node.call("state_getStorage", NOW, at)[2:]), "little") for at in hashes]
    # Slots of twelve seconds one after the other, across the restart as well.
    assert [later - earlier for earlier, later in pairwise(times)] == [12_000] * (height - 1)


def runs(process: int) -> bool:
    """Tell whether a process is there and has not ended; one that nobody has asked about yet is still listed."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="a node on one core has no helper")
@pytest.mark.parametrize("end", [RunningNode.kill, RunningNode.stop])
def test_the_helper_of_a_busy_node_does_not_outlive_it(end: Callable[[RunningNode], object]) -> None:
    with running_node("--tmp", "--sealing", "manual") as node:
        genesis = bytes.fromhex(node.call("chain_getBlockHash", 0)[2:])
        raws = [f"0x{transfer(SENDERS[0], RECEIVER.public, AMOUNT, nonce, genesis).hex()}" for nonce in range(BUSY)]
        with connect(node.websocket, compression=None) as socket_:
            for raw in raws:
                socket_.send(f'{{"jsonrpc":"2.0","id":1,"method":"author_submitExtrinsic","params":["{raw}"]}}')
            assert all('"result"' in str(socket_.recv()) for _ in raws)
        deadline = time.monotonic() + 30
        while not (helpers := children_of(node.process.pid)):
            assert time.monotonic() < deadline
        end(node)
        while any(runs(helper) for helper in helpers):
            assert time.monotonic() < deadline


def refusal_of(*options: str) -> str:
    """Start a node that cannot run; return what it says after it has left, quickly and with exit code 1."""
    done = subprocess.run(command(*options), capture_output=True, text=True, timeout=15, check=False)
    assert done.returncode == 1, (done.stdout, done.stderr)
    assert done.stderr.startswith("error: ")
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_taken_port_is_named_with_the_next_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = refusal_of("--tmp", "--port", str(port))
    assert f"port {port}" in said
    assert f"--port {port + 1}" in said


def test_a_failing_disk_ends_the_node_with_a_reason_and_loses_nothing(tmp_path: Path) -> None:
    base = tmp_path / "chain"
    node = start_node(tmp_path, "--base-path", str(base), "--block-time", "0.02")
    try:
        size = max(file.stat().st_size for file in base.iterdir())
        resource.prlimit(node.process.pid, resource.RLIMIT_FSIZE, (size + 200_000, size + 200_000))
        assert node.process.wait(60) == 1
    finally:
        node.process.kill()
    rows = [json.loads(line) for line in node.written().splitlines() if line.startswith("{")]
    assert rows[-1]["event"] == "error"
    assert "make room" in rows[-1]["message"]
    assert "Traceback" not in node.written()

    reported = {row["block"]: row["hash"] for row in rows if row["event"] == "block"}
    again = start_node(tmp_path, "--base-path", str(base), "--sealing", "manual")
    try:
        assert again.height() >= max(reported)
        assert again.call("chain_getBlockHash", max(reported)) == reported[max(reported)]
    finally:
        again.stop()


def test_somebody_elses_directory_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("all of it")
    said = refusal_of("--base-path", str(tmp_path), "--port", "0")
    assert "not a taonet store" in said
    assert "thesis.txt" in said
    assert [entry.name for entry in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_directory_in_use_is_refused_with_the_process_that_has_it(tmp_path: Path) -> None:
    base = tmp_path / "chain"
    with running_node("--base-path", str(base), "--block-time", "0.2") as node:
        said = refusal_of("--base-path", str(base), "--port", "0")
        assert "in use by another process" in said
        assert str(node.process.pid) in said
        node.wait_for_height(node.height() + 2)


@pytest.mark.parametrize("damage", ["cut", "overwritten"])
def test_a_damaged_chain_is_refused_and_left_as_it_is(tmp_path: Path, damage: str) -> None:
    base = tmp_path / "chain"
    with running_node("--base-path", str(base), "--block-time", "0.1") as node:
        node.wait_for_height(5)
    data = base / "data.mdb"
    content = bytearray(data.read_bytes())
    if damage == "cut":
        del content[len(content) // 2 :]
    else:
        middle = len(content) // 2 // 4_096 * 4_096
        content[middle : middle + 65_536] = bytes(65_536)
    data.write_bytes(content)
    said = refusal_of("--base-path", str(base), "--port", "0")
    assert "damaged" in said
    assert data.read_bytes() == content
