"""`taonet emission`: what it prints, draws and refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from taonet.cli.commands import build
from taonet.runtime.genesis.presets import preset_text


def emission(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(build("emission"), ["emission", *words], env={"COLUMNS": "80"})
    return result.exit_code, result.output


def test_the_whole_schedule_is_a_table_and_two_charts_on_80_columns() -> None:
    code, said = emission("--rows", "31")

    assert code == 0
    assert max(map(len, said.splitlines())) <= 80
    assert "after block 328,414,167 nothing is issued: in 124.9 years" in said
    assert said.count("years, up to") == 2


def test_the_document_has_every_halving_with_block_date_and_share() -> None:
    code, said = emission("--json", "--from", "2026-01-01")
    halvings = json.loads(said)["halvings"]

    assert code == 0
    assert len(halvings) == 31
    first = {"halvings": 1, "block": 10_500_000, "date": "2029-12-29", "emission_rao": 500_000_000, "share_of_cap": 0.5}
    assert halvings[1] | first == halvings[1]
    assert halvings[-1]["emission_rao"] == 0


def test_a_genesis_file_has_a_schedule_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    text = preset_text("fair").replace('"TAO"', '"LEAF"').replace("cap = 21_000_000", "cap = 1_000")
    file.write_text(text.replace("halving = 10_500_000", "halving = 100"), "utf-8")
    code, said = emission("--genesis", str(file), "--json")
    found = json.loads(said)

    assert (code, found["symbol"], found["cap"]) == (0, "LEAF", 1_000)
    assert [one["block"] for one in found["halvings"][:3]] == [0, 100, 200]


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_the_plot_is_written_and_named(tmp_path: Path, kind: str) -> None:
    file = tmp_path / f"plot.{kind}"
    code, said = emission("--plot", str(file), "--recycled", "0.1")

    assert code == 0
    assert said.endswith(f"{file}: both plots\n")
    assert file.read_bytes()[:4] in (b"<svg", b"\x89PNG")


@pytest.mark.parametrize(("words", "code", "said"), [
    (("--issuance", "1", "--network", "ws://127.0.0.1:9"), 2, "choose one"),
    (("--plot", "plot.gif"), 2, ".svg or a .png"),
    (("--issuance", "much"), 1, "--issuance: 'much' is no amount"),
    (("--issuance", "22_000_000"), 1, "--issuance: there are never more than 21,000,000"),
    (("--recycled", "-1"), 1, "--recycled: '-1' is no amount"),
    (("--network", "ws://127.0.0.1:9"), 1, "no answer from a node"),
    (("--network", "here"), 1, "no address of a node"),
    (("--genesis", "/nowhere.toml"), 1, "there is no file"),
    (("--plot", "/nowhere/plot.svg"), 1, "/nowhere/plot.svg"),
    (("--from", "yesterday"), 2, "yesterday"),
])  # fmt: skip
def test_what_makes_no_sense_is_refused_in_a_line(words: tuple[str, ...], code: int, said: str) -> None:
    found, text = emission(*words)

    assert (found, said in text) == (code, True), text
    assert "Traceback" not in text
