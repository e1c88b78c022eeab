"""What an error of the neurons' command line advises is done, to the letter, and the next thing comes."""

from pathlib import Path
from typing import Any

import bittensor
import pytest
from typer.testing import CliRunner

from taonet.cli.neurons import miner_app

NOBODY = "ws://127.0.0.1:9"
NEXT = f"cannot reach a node at {NOBODY}"
"""What is said when the command line is right."""
EXAMPLE = (Path(__file__).parents[3] / "examples" / "sum_market.py").read_text()


@pytest.fixture
def wallets(tmp_path: Path) -> Path:
    bittensor.Wallet("me", "hot", str(tmp_path)).create_new_hotkey(suppress=True)
    return tmp_path


def _run(wallets: Path, market: str, *words: str) -> str:
    who = ["--wallet-name", "me", "--hotkey", "hot", "--wallet-path", str(wallets), "--network", NOBODY]
    app: Any = miner_app
    return CliRunner().invoke(app, ["run", market, *who, *words], env={"COLUMNS": "400"}).output


def test_a_market_of_another_name_is_named_after_a_colon(wallets: Path) -> None:
    file = wallets / "sums.py"
    file.write_text(EXAMPLE.replace("market = Market(", "sums = Market("))

    assert f"if the market has another name: {file}:NAME" in _run(wallets, str(file))
    assert NEXT in _run(wallets, f"{file}:sums")


def test_a_file_is_named_with_its_py(wallets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(wallets)
    (wallets / "my_sums.py").write_text(EXAMPLE)

    assert "there is no module my_sums; a file is named with its .py" in _run(wallets, "my_sums")
    assert NEXT in _run(wallets, "my_sums.py")


@pytest.mark.parametrize("host", ["0.0.0.0", "127.0.0.1"])
def test_an_address_that_the_chain_does_not_take_is_published_as_another(wallets: Path, host: str) -> None:
    assert "--external-ip" in _run(wallets, "taonet.markets.text", "--host", host)
    assert NEXT in _run(wallets, "taonet.markets.text", "--host", host, "--external-ip", "203.0.113.7")


def test_a_copycat_is_given_a_folder(wallets: Path) -> None:
    copycat = ("taonet.demo.miners.text", "--behaviour", "copycat")

    assert "needs a --share-dir" in _run(wallets, *copycat)
    assert NEXT in _run(wallets, *copycat, "--share-dir", str(wallets))


@pytest.mark.parametrize(
    ("word", "known"),
    [("--model", "SmolLM2-135M-Instruct-28-layers"), ("--api", "completions"), ("--network", "finney")],
)
def test_a_value_that_is_not_one_of_the_known_is_answered_with_them(wallets: Path, word: str, known: str) -> None:
    assert known in _run(wallets, "taonet.markets.text", word, "magic")
