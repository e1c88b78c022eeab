"""What the neuron commands say, and with which exit code, when something is missing."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import bittensor
import pytest
from typer.testing import CliRunner

from taonet.cli import neurons
from taonet.cli.neurons import miner_app, validator_app
from taonet.demo.processes import flags
from taonet.markets.text import ValidatorOptions
from taonet.markets.text.backends import LIGHT_MODEL
from taonet.neuron.chain import Chain
from taonet.neuron.identity import Identity
from taonet.neuron.settings import ValidatorSettings

NOBODY = "ws://127.0.0.1:9"
TEXT = "taonet.markets.text"


@pytest.fixture
def wallets(tmp_path: Path) -> Path:
    wallet = bittensor.Wallet("test", "hot", str(tmp_path))
    wallet.create_new_hotkey(suppress=True)
    return tmp_path


def _run(app: object, wallets: Path, *words: str, hotkey: str = "hot", market: str = TEXT) -> tuple[int, str]:
    command = ["run", market, "--wallet-name", "test", "--wallet-path", str(wallets), "--hotkey", hotkey]
    result = CliRunner().invoke(app, [*command, *words])  # type: ignore[arg-type]
    return result.exit_code, result.output


@pytest.mark.parametrize(
    "words",
    [
        ["--model", "bigger"],
        ["--model", LIGHT_MODEL, "--backend", "vllm", "--base-url", "http://x/v1"],
        ["--backend", "openai", "--base-url", "ftp://x"],
        ["--base-url", "http://x/v1"],
        ["--backend", "openai"],
        ["--api", "magic", "--backend", "openai", "--base-url", "http://x/v1"],
        ["--behaviour", "copycat"],
        ["--network", "bogus"],
        ["--host", "0.0.0.0"],
        ["--host", "127.0.0.1"],
        ["--external-ip", "::1"],
        ["--port", "70000"],
        ["--log-level", "loud"],
        ["--waiting", "0"],
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
    assert "-H nobody" in text
    assert "wallet new-hotkey`" in text


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


@pytest.mark.parametrize(
    ("level", "told"), [("error", []), ("warning", ["at hand"]), ("debug", ["at hand", "answered"])]
)
def test_the_level_is_that_of_the_neuron_s_log(
    wallets: Path, level: str, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def talk(chain: Chain, *_: object, address: str) -> None:
        chain.log("at hand", reason="what failed")
        chain.log("answered", ms=1)

    async def reached(*_: object) -> None:
        """Stand for a node that is there."""

    monkeypatch.setattr(neurons, "run_validator", talk)
    monkeypatch.setattr("taonet.cli.neuron_runner.reach", reached)
    code, text = _run(validator_app, wallets, "--json", "--log-level", level)

    events = [json.loads(line)["event"] for line in text.splitlines() if line.startswith("{")]
    assert code == 0
    assert events == told + (["stopped"] if level == "debug" else [])


def test_help_shows_the_options_of_the_market(wallets: Path) -> None:
    for app, words in (
        (miner_app, ("--base-url", "--port", "--netuid")),
        (validator_app, ("--check", "--tasks", "--netuid")),
    ):
        code, text = _run(app, wallets, "--help")

        assert code == 0
        assert [word for word in words if word not in text] == []


BROKEN = {
    "no module nowhere.at.all": "nowhere.at.all",
    "no file": "nothing.py",
    "has no 'market'": "json",
    "has no 'bazaar'": f"{TEXT}:bazaar",
    "is a function, not a Market": f"{TEXT}:draw",
    "cannot be imported: SyntaxError": "{folder}/syntax.py",
    "cannot be imported: ModuleNotFoundError": "{folder}/imports.py",
    "all neurons have: duplicate parameter name: 'network'": "{folder}/clash.py",
}


@pytest.mark.parametrize("words", BROKEN)
def test_what_is_no_market_is_a_wrong_command_line(wallets: Path, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    (wallets / "syntax.py").write_text("def")
    (wallets / "imports.py").write_text("import nowhere")
    (wallets / "clash.py").write_text(CLASH)
    for app in (miner_app, validator_app):
        code, text = _run(app, wallets, market=BROKEN[words].format(folder=wallets))

        assert code == 2
        assert words in text


CLASH = """
from msgspec import Struct
from taonet.markets.text import market
from taonet.neuron.market import Market, Role

class Options(Struct):
    network: str = ""

market = Market(market.protocol, Role(market.miner.start, Options), Role(market.validator.start, Options))
"""


def test_flags_of_the_demo_are_what_the_command_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    given = (
        Identity(wallet_name="w", wallet_path=Path("x"), netuid=7, network="ws://node", json=True),
        ValidatorSettings(memory=0.9, weights_every=100, allow_local=False, record="y"),
        ValidatorOptions(check="logprob"),
    )
    read: list[object] = []

    async def note(chain: object, market: object, settings: object, options: object, *, address: str) -> None:
        assert address == TEXT
        read.extend((settings, options))

    def run(identity: Identity, work: Callable[[object], Coroutine[Any, Any, None]]) -> None:
        read.append(identity)
        asyncio.run(work(None))

    monkeypatch.setattr(neurons, "run_validator", note)
    monkeypatch.setattr(neurons, "run_neuron", run)
    words = [word for options in given for word in flags(options)]
    result = CliRunner().invoke(validator_app, ["run", TEXT, *words])

    assert result.exit_code == 0, result.output
    assert tuple(read) == given


def test_ctrl_c_is_a_clean_end() -> None:
    script = (
        "import asyncio, sys\n"
        "from taonet.cli.neuron_runner import run_until_stopped\n"
        "from taonet.neuron.log import json_log\n"
        "async def work():\n"
        "    print('ready', flush=True)\n"
        "    await asyncio.Event().wait()\n"
        "run_until_stopped(work, json_log(), as_json=True)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    os.kill(child.pid, signal.SIGINT)
    out, err = child.communicate(timeout=10)

    assert child.returncode == 0
    assert '"event": "stopped"' in out
    assert err == ""
