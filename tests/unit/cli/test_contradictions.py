"""Options that contradict each other are refused before anything is begun, with both names."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from taonet.cli.commands import build


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["up", "--tmp", "--base-path", "x"], ["--tmp", "--base-path"]),
        (
            ["miner", "run", "taonet.markets.text", "--no-publish", "--external-port", "9"],
            ["--no-publish", "--external-port"],
        ),
        (["miner", "run", "taonet.markets.text", "--served-model", "gpt"], ["--served-model", "--backend"]),
    ],
    ids=lambda value: " ".join(value[:3]),
)
def test_they_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], named: list[str]) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(build(words[0]), words, env={"COLUMNS": "200"})

    assert result.exit_code == 2
    assert all(name in result.output for name in named)
    assert list(tmp_path.iterdir()) == []
