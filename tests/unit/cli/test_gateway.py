"""`taonet gateway`: its command line, and the one that the demo tells its users to type."""

import shlex
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import bittensor
import pytest
from typer.testing import CliRunner

from taonet.cli import neurons
from taonet.cli.commands import build
from taonet.demo.lines import flat
from taonet.demo.onward import attach
from taonet.neuron.identity import Identity
from taonet.testing.neurons import FakeClient, dev_key


def _run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(build("gateway"), ["gateway", *words])
    return result.exit_code, result.output + (result.stderr or "")


@pytest.mark.parametrize(
    "words",
    [
        ["--port", "70000"],
        ["--check", "maybe"],
        ["--best", "0"],
        ["--cors-origin", "example.com"],
        ["--attempt-seconds", "nan"],
        ["--network", "bogus"],
    ],
)
def test_a_wrong_command_line_exits_with_2(words: list[str]) -> None:
    assert _run(*words)[0] == 2


def _reached(monkeypatch: pytest.MonkeyPatch, folder: Path) -> list[str]:
    """Stand for a node that is there, and for a wallet; return the words that name it."""

    async def reached(*_: object) -> None:
        pass

    async def connect() -> Any:
        return FakeClient()

    monkeypatch.setattr("taonet.cli.neuron_runner.reach", reached)
    monkeypatch.setattr("taonet.neuron.identity.connector", lambda network: connect)
    wallet = bittensor.Wallet("test", "default", str(folder))
    wallet.hotkey_file.set_keypair(dev_key("gateway"), encrypt=False)
    return ["--wallet-name", "test", "--wallet-path", str(folder)]


def test_without_the_model_the_command_to_fetch_it_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TAONET_CACHE", str(tmp_path / "cache"))
    code, text = _run(*_reached(monkeypatch, tmp_path), "--port", "0")

    assert code == 1
    assert "taonet models pull" in text


def test_a_key_file_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    code, text = _run(*_reached(monkeypatch, tmp_path), "--port", "0", "--api-key-file", str(tmp_path / "keys"))

    assert code == 1
    assert f"cannot read --api-key-file {tmp_path / 'keys'}" in text


def test_the_command_that_the_demo_shows_is_one_that_taonet_takes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    read: list[Identity] = []

    def note(identity: Identity, work: object) -> None:
        del work
        read.append(identity)

    monkeypatch.setattr(neurons, "run_neuron", note)
    parts = SimpleNamespace(name="text", view=(), miners=(SimpleNamespace(name="strong"),))
    stage = SimpleNamespace(netuid=7, wallets=tmp_path / "a folder", cast=parts)
    stages = [stage, SimpleNamespace(**{**vars(stage), "cast": SimpleNamespace(**{**vars(parts), "name": "image"})})]
    line, other = (one for one in map(flat, attach("ws://127.0.0.1:1", cast("Any", stages))) if " gateway " in one)
    code, text = _run(*shlex.split(line.partition(" gateway ")[2]))

    assert code == 0, text
    assert _run(*shlex.split(other.partition(" gateway ")[2]))[0] == 0
    identity, _ = read
    assert (identity.network, identity.netuid) == ("ws://127.0.0.1:1", 7)
    assert (identity.wallet_name, identity.wallet_path) == ("val-one", tmp_path / "a folder")
