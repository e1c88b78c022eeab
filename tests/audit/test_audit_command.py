"""`taonet audit supply` as people and programs call it: on a running node, a directory, a file and a pipe."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.audit.chains import audited, busy_genesis, stored, told_chain

from taonet.environment import without_settings
from taonet.sim import Chain
from taonet.supply.audit.live import audit_node
from taonet.supply.audit.sources import CannotAudit
from taonet.testing.node import running_node

PROGRAM = [sys.executable, "-m", "taonet.cli.main", "audit", "supply"]
EVE = "5HGjWAeFDfFCWPsjFQdVV2Msvz2XtMktvgocEZcCj68kUMaw"
WIDTH = 80


def ended(*words: object, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*PROGRAM, *map(str, words)],
        input=given,
        capture_output=True,
        check=False,
        env=without_settings(os.environ),
    )


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stored(told_chain()[1], busy_genesis(), tmp_path_factory.mktemp("told") / "chain")


def test_a_table_of_eighty_columns_and_one_document_tell_the_same(chain: Path) -> None:
    table, document = ended(chain), ended("--base-path", chain, "--json")
    told = json.loads(document.stdout)

    assert (table.returncode, document.returncode) == (0, 0)
    lines = table.stdout.decode().splitlines()
    assert max(map(len, lines)) <= WIDTH
    assert lines[-1] == "every rao is explained: 16 blocks, 0 differences"
    assert (told["holds"], told["findings"], told["blocks"], told["oldest_state"]) == (True, [], 16, 0)
    accounts = told["closing"]["accounts"]
    assert f"{accounts // 10**9:,}.{accounts % 10**9:09}" in table.stdout.decode()
    assert {flow["effect"] for flow in told["flows"]} == {"made", "destroyed", "moved"}


def test_a_file_and_a_pipe_are_audited(chain: Path, tmp_path: Path) -> None:
    file = tmp_path / "blocks"
    words = [sys.executable, "-m", "taonet.cli.main", "export", "--base-path", str(chain), str(file)]
    subprocess.run(words, check=True, capture_output=True, env=without_settings(os.environ))
    genesis = f"0x{Chain(busy_genesis()).genesis_hash.hex()}"
    by_name = ended(file, "--json", "--from", 5, "--genesis-hash", genesis)
    piped = ended("-", "--to", 9, "--json", "--genesis-hash", "0x" + "11" * 32, given=file.read_bytes())

    assert (json.loads(by_name.stdout)["first"], json.loads(piped.stdout)["last"]) == (5, 9)
    assert (by_name.returncode, json.loads(by_name.stdout)["holds"]) == (0, True)
    assert (piped.returncode, json.loads(piped.stdout)["findings"][0]["kind"]) == (1, "genesis")


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--genesis-hash", "0x12"], 2, "64 digits"),
        (["somewhere", "--network", "ws://127.0.0.1:1"], 2, "choose one"),
        (["/no/such/place"], 1, "there is nothing at"),
        (["ws://127.0.0.1:1"], 1, "no answer"),
        (["-"], 1, "cut"),
    ],
)
def test_a_wrong_command_line_says_what_is_wrong(words: list[str], code: int, says: str) -> None:
    refused = ended(*words)

    assert (refused.returncode, refused.stdout) == (code, b"")
    assert says in refused.stderr.decode()
    assert "Traceback" not in refused.stderr.decode()


def test_blocks_that_are_not_there_are_refused(chain: Path) -> None:
    with pytest.raises(CannotAudit, match="no block 17"):
        audited(chain, None, 17)
    with pytest.raises(CannotAudit, match="between 9 and 8"):
        audited(chain, 9, 8)


def test_a_running_node_is_audited_an_edit_is_named_and_ctrl_c_ends_it() -> None:
    with running_node("--tmp", "--sealing", "manual") as node:
        node.call("dev_newBlock", 5)
        sound = audit_node(node.websocket)
        data = {"data": {"free": "2000000000001"}, "providers": 1}
        node.call("dev_setStorage", {"System": {"Account": [[[EVE], data]]}})
        node.call("dev_newBlock", 2)
        report = audit_node(node.websocket)
        node.call("dev_newBlock", 1_500)
        code, written = _stopped([*PROGRAM, node.websocket])
    found = {(one.block, one.kind, one.where): one for one in report.findings}

    assert (sound.holds, sound.blocks) == (True, 5)
    account = found[6, "account", EVE]
    assert (account.expected, account.found) == ("+0 rao by its events", "+1 rao")
    assert {(6, "total", "Balances.TotalIssuance"), (6, "state", f"System.Account({EVE})")} < found.keys()
    assert (code, written) == (128 + signal.SIGINT, ("", ""))


def test_a_node_that_forgets_says_what_it_kept() -> None:
    with running_node("--tmp", "--sealing", "manual", "--pruning", "6") as node:
        node.call("dev_newBlock", 100)  # nodes forget now and then, as it takes long
        node.call("dev_newBlock", 5)
        report = audit_node(node.websocket)
        with pytest.raises(CannotAudit, match="--from 96"):
            audit_node(node.websocket, 3)

    assert (report.holds, report.oldest_state, report.first, report.last) == (True, 95, 96, 105)
    assert "since block 95" in report.history


def _stopped(words: Sequence[str]) -> tuple[int, tuple[str, str]]:
    """Start a program, press Ctrl-C once it hears, and return its exit code and what it wrote."""
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as audit:
        while not _has_handler(audit.pid):
            assert audit.poll() is None
        audit.send_signal(signal.SIGINT)
        return audit.wait(60), audit.communicate(timeout=60)


def _has_handler(pid: int) -> bool:
    """Tell whether a program takes hang-ups: the interpreter itself does not."""
    try:
        text = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
    return bool(int(text.partition("SigCgt:")[2].split()[0], 16) >> (signal.SIGHUP - 1) & 1)
