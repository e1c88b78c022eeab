"""What the neuron commands say, and with which exit code, when something is missing."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import bittensor
import pytest
from typer.testing import CliRunner

from taonet.cli.neurons import miner_app, validator_app

NOBODY = "ws://127.0.0.1:9"


@pytest.fixture
def wallets(tmp_path: Path) -> Path:
    wallet = bittensor.Wallet("test", "hot", str(tmp_path))
    wallet.create_new_hotkey(suppress=True)
    return tmp_path


def _run(app: object, wallets: Path, *words: str, hotkey: str = "hot") -> tuple[int, str]:
    command = ["text", "--wallet-name", "test", "--wallet-path", str(wallets), "--hotkey", hotkey]
    result = CliRunner().invoke(app, [*command, *words])  # type: ignore[arg-type]
    return result.exit_code, result.output


@pytest.mark.parametrize(
    "words",
    [
        ["--behaviour", "copycat"],
        ["--behaviour", "nice"],
        ["--behaviour", "weak", "--backend", "openai", "--base-url", "http://x/v1"],
        ["--backend", "openai"],
        ["--backend", "magic"],
        ["--base-url", "http://x/v1"],
        ["--backend", "openai", "--base-url", "ftp://x"],
        ["--network", "bogus"],
        ["--host", "0.0.0.0"],
        ["--host", "127.0.0.1"],
        ["--publish-ip", "::1"],
        ["--port", "70000"],
    ],
)
def test_a_wrong_miner_command_line_exits_with_2(wallets: Path, words: list[str]) -> None:
    code, _ = _run(miner_app, wallets, *words)

    assert code == 2


@pytest.mark.parametrize("words", [["--check", "maybe"], ["--rounds", "0"], ["--network", "x"]])
def test_a_wrong_validator_command_line_exits_with_2(wallets: Path, words: list[str]) -> None:
    code, _ = _run(validator_app, wallets, *words)

    assert code == 2


@pytest.mark.parametrize("app", [miner_app, validator_app])
def test_an_unreachable_node_is_named(wallets: Path, app: object) -> None:
    code, text = _run(app, wallets, "--network", NOBODY)

    assert code == 1
    assert f"cannot reach a node at {NOBODY}" in text


@pytest.mark.parametrize("app", [miner_app, validator_app])
def test_a_missing_hotkey_names_the_command(wallets: Path, app: object) -> None:
    code, text = _run(app, wallets, "--network", NOBODY, hotkey="nobody")

    assert code == 1
    assert "btcli wallet new-hotkey" in text


def test_a_locked_hotkey_without_a_terminal_is_refused(wallets: Path) -> None:
    locked = bittensor.Wallet("test", "locked", str(wallets))
    locked.create_new_hotkey(suppress=True, hotkey_password="right")

    code, text = _run(miner_app, wallets, "--network", NOBODY, hotkey="locked")

    assert code == 1
    assert "is locked" in text


def test_json_logs_carry_the_error(wallets: Path) -> None:
    code, text = _run(validator_app, wallets, "--network", NOBODY, "--json")

    rows = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    assert code == 1
    assert rows[-1]["event"] == "error"
    assert NOBODY in rows[-1]["message"]


def test_ctrl_c_is_a_clean_end() -> None:
    script = (
        "import asyncio, sys\n"
        "from taonet.cli.neuron_runner import run_neuron\n"
        "from taonet.neuron.log import json_log\n"
        "async def work():\n"
        "    print('ready', flush=True)\n"
        "    await asyncio.Event().wait()\n"
        "run_neuron(lambda: work, json_log(), as_json=True)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    os.kill(child.pid, signal.SIGINT)
    out, err = child.communicate(timeout=10)

    assert child.returncode == 0
    assert '"event": "stopped"' in out
    assert err == ""
