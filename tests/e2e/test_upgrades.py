"""A chain goes over to other rules while nodes run: one that lacks them stops in time, one that has them goes on from there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import bittensor as bt
import pytest
from tests.e2e.accounts import ALICE, BOB, DAVE
from tests.e2e.npm import drive

from taonet.crypto.keys import keypair_from_uri
from taonet.neuron.blocking import blocking_client
from taonet.runtime.construct import VOTES, WITHOUT_SUDO
from taonet.runtime.genesis.presets import preset_text
from taonet.runtime.pallets.system.well_known import code_from, code_of
from taonet.sim import sign
from taonet.testing.node import PROGRAM, NodeFailed, RunningNode, running_node, start_node

POLKADOT_JS = Path(__file__).with_name("polkadot_js")
OLD = (sys.executable, str(Path(__file__).with_name("old_program.py")))
SUDO = 'sudo = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"  # //Alice\n'
FIRST = 14
"""The first block under the new rules."""


def agree(node: RunningNode) -> None:
    """Let sudo set the code of the second version, from a named block on."""
    genesis = bytes.fromhex(node.call("chain_getBlockHash", 0)[2:])
    call = VOTES.call("System", "set_code", code_from(code_of(WITHOUT_SUDO), FIRST))
    raw = sign(VOTES, keypair_from_uri("//Alice"), VOTES.call("Sudo", "sudo", call), nonce=0, genesis=genesis)
    node.call("author_submitExtrinsic", f"0x{raw.hex()}")


def genesis_file(folder: Path) -> Path:
    file = folder / "genesis.toml"
    file.write_text(preset_text("holders").replace("votes = true\n", "votes = true\n" + SUDO))
    return file


def run(program: tuple[str, ...], *words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*program, *map(str, words)], capture_output=True, text=True, check=False, timeout=60)


def test_a_node_that_lacks_the_rules_stops_in_time_and_a_newer_one_goes_on_from_the_same_block(tmp_path: Path) -> None:
    base = tmp_path / "chain"
    options = ("--genesis", str(genesis_file(tmp_path)), "--base-path", str(base), "--block-time", "0.1")

    node = start_node(tmp_path, *options, program=OLD)
    node.wait_for_height(1)
    agree(node)
    assert node.process.wait(30) == 1
    said = node.written()
    assert f"with block {FIRST}, in " in said
    assert f"this one stops behind block {FIRST - 1}" in said
    assert f"error: the chain ends here with block {FIRST - 1}: the chain is under rules" in said
    assert "Traceback" not in said
    with pytest.raises(NodeFailed, match="what is stored stays as it is"):
        start_node(tmp_path, *options, program=OLD)
    before = run(OLD, "export", tmp_path / "before", "--base-path", base)
    assert (before.returncode, "version of taonet does not have" in before.stderr) == (0, False), before.stderr

    node = start_node(tmp_path, *options)
    node.wait_for_height(FIRST + 1)
    numbers = [FIRST - 2, FIRST - 1, FIRST]
    hashes = [node.call("chain_getBlockHash", number) for number in numbers]
    assert [node.call("state_getRuntimeVersion", one)["specVersion"] for one in hashes] == [475, 476, 476]
    assert node.stop() == 0
    assert hashes[1] in said

    whole = tmp_path / "whole"
    assert run(PROGRAM, "export", whole, "--base-path", base).returncode == 0
    refused = run(OLD, "import", whole, "--base-path", tmp_path / "old")
    assert refused.returncode == 1
    assert "the blocks are of runtime 476, this version executes 475" in refused.stderr
    taken = run(OLD, "import", tmp_path / "before", "--base-path", tmp_path / "copy")
    assert taken.returncode == 1
    assert f"the chain ends here with block {FIRST - 1}" in taken.stderr
    taken = run(PROGRAM, "import", whole, "--base-path", tmp_path / "copy")
    assert (taken.returncode, f"{FIRST - 1} were there" in taken.stdout) == (0, True), taken.stderr


def test_clients_stay_connected_and_go_on_with_the_new_rules(tmp_path: Path) -> None:
    line = code_of(WITHOUT_SUDO).decode().strip()
    with running_node("--tmp", "--genesis", str(genesis_file(tmp_path)), "--block-time", "0.25") as node:
        seen = drive(POLKADOT_JS, node.websocket, "upgrade.mjs", line)
        with blocking_client(node.websocket) as client:
            sent = client.execute(bt.Transfer(dest_ss58=DAVE.cold, amount_tao=1), BOB)

    assert (seen["before"], seen["after"], seen["told"]) == (475, 476, [475, 476])
    assert "sudo.Sudid" in seen["sudo"]
    assert "Sudo" not in seen["palletsAfter"]
    assert seen["remark"][-1] == "system.ExtrinsicSuccess"
    assert (seen["keyThen"], seen["eventsThen"] > 0) == (ALICE.cold, True)
    assert seen["lastUpgrade"] == [476, "node-subtensor"]
    assert sent.success, sent.message
