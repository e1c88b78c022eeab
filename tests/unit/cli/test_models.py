import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from taonet.cli.models import app
from taonet.markets.packaged import place_of
from taonet.markets.text.model_files import SMOLLM2


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAONET_CACHE", str(tmp_path / "cache"))


def test_a_missing_model_fails_and_names_the_command() -> None:
    result = CliRunner().invoke(app, ["path"])

    assert result.exit_code == 1
    assert "taonet models pull" in result.output


def test_a_damaged_model_is_listed_as_damaged() -> None:
    path = place_of(SMOLLM2)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"GGUF")

    result = CliRunner().invoke(app, ["list", "--json"])

    row = json.loads(result.output)["models"][0]
    assert row["state"] == "damaged"
    assert row["licence"] == "Apache-2.0"


def test_an_unknown_model_is_a_wrong_command_line() -> None:
    for command in ("pull", "path", "remove"):
        assert CliRunner().invoke(app, [command, "gpt-9"]).exit_code == 2


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.gguf").write_bytes(b"GGUF")

    result = CliRunner().invoke(app, ["pull", "--from-file", str(tmp_path / "x.gguf"), "--json"])

    assert result.exit_code == 1
    assert "neither the wheel nor the file" in result.output


def test_removing_nothing_is_fine() -> None:
    result = CliRunner().invoke(app, ["remove", "--json"])

    assert (result.exit_code, json.loads(result.output)["removed"]) == (0, [])
