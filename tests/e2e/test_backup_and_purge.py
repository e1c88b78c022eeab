"""A chain is copied while its node runs, the copy is a chain of its own, and nothing is removed that is in use or unasked."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from taonet.cli.chain_place import default_base_path
from taonet.environment import without_settings
from taonet.node.store.directory import MARK
from taonet.testing.node import NodeFailed, running_node, start_node


def taonet(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "taonet.cli.main", *words],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env=without_settings(os.environ),
    )


def test_a_copy_of_a_running_chain_opens_at_a_block_of_it(tmp_path: Path) -> None:
    base, copy = tmp_path / "chain", tmp_path / "copy"
    with running_node("--base-path", str(base), "--block-time", "0.02") as node:
        node.wait_for_height(20)
        done = taonet("backup", str(copy), "--base-path", str(base), "--json")
        said = json.loads(done.stdout)
        node.wait_for_height(said["block"] + 5)
        original = node.call("chain_getBlockHash", said["block"])
    again = start_node(tmp_path, "--base-path", str(copy), "--sealing", "manual")
    height, block_hash = again.height(), again.call("chain_getBlockHash", said["block"])
    assert again.stop() == 0

    assert done.returncode == 0
    assert height == said["block"] >= 20
    assert block_hash == original
    assert said["bytes"] == (copy / "data.mdb").stat().st_size
    second = taonet("backup", str(copy), "--base-path", str(base))
    assert (second.returncode, second.stderr) == (1, f"error: {copy} holds a chain already; name another directory\n")


def test_what_is_no_chain_is_neither_copied_nor_removed(tmp_path: Path) -> None:
    thesis = tmp_path / "thesis.txt"
    thesis.write_text("all of it")
    for words in (["backup", str(tmp_path / "copy")], ["purge", "--yes"]):
        done = taonet(*words, "--base-path", str(tmp_path))

        assert (done.returncode, done.stderr) == (1, f"error: there is no chain in {tmp_path}\n")
    assert list(tmp_path.iterdir()) == [thesis]


def test_a_chain_is_removed_when_it_is_said_and_nobody_uses_it(tmp_path: Path) -> None:
    base = tmp_path / "chain"
    with running_node("--base-path", str(base), "--block-time", "0.1") as node:
        used = taonet("purge", "--yes", "--base-path", str(base))
        node.wait_for_height(node.height() + 2)
    unasked = taonet("purge", "--base-path", str(base))
    assert base.is_dir()
    said = taonet("purge", "--yes", "--base-path", str(base), "--json")

    assert used.returncode == 1
    assert "in use by another process" in used.stderr
    assert unasked.returncode == 2
    assert "--yes" in unasked.stderr
    assert said.returncode == 0
    assert json.loads(said.stdout)["bytes"] > 0
    assert not base.exists()


def test_a_chain_that_is_kept_nowhere_minds_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    there = default_base_path("localnet")
    there.mkdir(parents=True)
    (there / MARK).write_text("taonet store format 1\n")

    with running_node("--tmp") as node:
        assert node.height() >= 0
    with pytest.raises(NodeFailed, match="store format 1"), running_node():
        pass
