"""Options come from flags, variables and a file, in this order; what a file says and no command knows is refused by name."""

from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.testing import CliRunner

from taonet.cli import up as module
from taonet.cli.commands import COMMANDS, build
from taonet.cli.config import key_of, options_of
from taonet.cli.settings import BadSettings, mistyped, settings_of, variables
from taonet.environment import without_settings

EVERYTHING = {"port", "block-time", "netuid", "json"}
COMMAND_NAMES = ("up", "demo", "miner.run", "validator.run")


def values(document: dict[str, Any], words: str = "up") -> dict[str, Any]:
    return settings_of(
        document, words.split(), {"port", "block-time", "json"}, lambda: EVERYTHING, lambda: COMMAND_NAMES
    )


def test_a_command_s_table_counts_before_what_stands_above_all_tables() -> None:
    document = {"port": 1, "json": True, "netuid": 7, "up": {"port": 2}, "miner": {"run": {"port": 3}}}

    assert values(document) == {"port": 2, "json": True}
    assert values(document, "miner run") == {"port": 3, "json": True}


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"up": {"prot": 1}}, "unknown key prot in [up]; the nearest is port"),
        ({"blocktime": 1}, "unknown key blocktime; the nearest is block-time"),
        ({"upp": {"port": 1}}, "unknown table [upp]; the nearest is up"),
        ({"miner": {"rum": {"port": 1}}}, "unknown table [miner.rum]; the nearest is miner.run"),
        ({"miner": {"port": 1}}, "unknown table [miner]; the nearest is miner.run"),
        ({"up": {"port": {"x": 1}}}, "unknown table [up.port]; the nearest is up"),
    ],
)
def test_what_means_nothing_is_named_with_the_nearest(document: dict[str, Any], said: str) -> None:
    with pytest.raises(BadSettings) as refused:
        values(document)

    assert str(refused.value) == said


def test_every_option_of_every_command_has_a_variable_of_its_own() -> None:
    tree: Any = typer.main.get_command(build(None))
    names: list[str] = []

    def walk(command: Any, words: tuple[str, ...]) -> None:
        names.extend(variables(words, key_of(option))[0] for option in options_of(command) if words)
        for word, inner in getattr(command, "commands", {}).items():
            walk(inner, (*words, word))

    walk(tree, ())

    assert {"TAONET_UP_BLOCK_TIME", "TAONET_DEMO_EPOCHS", "TAONET_MODELS_PULL_FROM_FILE"} <= set(names)
    assert len(names) == len(set(names))
    for command in set(COMMANDS) - {"miner", "validator"}:
        own = f"TAONET_{command.upper().replace('-', '_')}_"
        assert any(name.startswith(own) for name in names), command


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[str, int]]:
    """Where nodes would have listened."""
    places: list[tuple[str, int]] = []

    async def listen(_: Any, __: Any, ___: Any, host: str, port: int, *____: Any) -> None:
        places.append((host, port))

    monkeypatch.setattr(module, "_run", listen)
    monkeypatch.setattr("taonet.cli.config.default_place", lambda: tmp_path / "config.toml")
    return places


def run(*words: str, **environment: str) -> str:
    result = CliRunner().invoke(build("up"), ["up", "--tmp", *words], env={"COLUMNS": "200", **environment})
    assert result.exit_code in (0, 2), result.output
    return result.output


def test_a_flag_counts_before_a_variable_and_a_variable_before_the_file(
    started: list[tuple[str, int]], tmp_path: Path
) -> None:
    (tmp_path / "config.toml").write_text('host = "127.0.0.9"\n[up]\nport = 1\n')
    other = tmp_path / "other.toml"
    other.write_text("port = 4\n")
    run()
    run(TAONET_PORT="2")
    run(TAONET_PORT="2", TAONET_UP_PORT="3")
    run("--port", "5", TAONET_PORT="2")
    run("--config", str(other))
    run(TAONET_CONFIG=str(other))

    assert started == [
        ("127.0.0.9", 1),
        ("127.0.0.9", 2),
        ("127.0.0.9", 3),
        ("127.0.0.9", 5),
        ("127.0.0.1", 4),
        ("127.0.0.1", 4),
    ]


def test_a_refused_value_is_named_with_the_place_it_stood_at(started: list[tuple[str, int]], tmp_path: Path) -> None:
    place = tmp_path / "config.toml"
    place.write_text('port = "high"\n')

    assert f"'high' is not a whole number from 0 to 65535. (in {place})" in run()
    assert "TAONET_PORT" in run(TAONET_PORT="low")
    assert f"{tmp_path / 'none'}: No such file or directory" in run("--config", str(tmp_path / "none"))
    place.write_text("port = \n")
    assert f"{place} is not TOML" in run()
    assert started == []


def test_a_mistyped_variable_is_told_with_the_nearest_and_nothing_else_is(started: list[tuple[str, int]]) -> None:
    said = run(TAONET_PROT="7", TAONET_UP_PORT="8", TAONET_NETUID="3", TAONET_CACHE="/c", TAONET_SOMETHING="x")

    assert said == "warning: no command reads the environment variable TAONET_PROT; the nearest is TAONET_PORT\n"
    assert started == [("127.0.0.1", 8)]


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("TAONET_PROT", "TAONET_PORT"),
        ("TAONET_UP_BLOCKTIME", "TAONET_UP_BLOCK_TIME"),
        ("TAONET_CONFG", "TAONET_CONFIG"),
        ("TAONET_MINER_NETUID", "TAONET_MINER_RUN_NETUID"),
        ("TAONET_THIS_IS_OF_ANOTHER", None),
        ("TAONET_MINER_RUN_MODEL", None),
        ("TAONET_CACHE", None),
        ("TAONET_", None),
        ("PROT", None),
    ],
)
def test_only_what_is_like_a_variable_counts_as_mistyped(name: str, near: str | None) -> None:
    known = ["TAONET_PORT", "TAONET_UP_PORT", "TAONET_UP_BLOCK_TIME", "TAONET_MINER_RUN_NETUID"]

    assert mistyped({name: "1"}, (), lambda: known) == ({} if near is None else {name: near})
    assert mistyped({name: ""}, (), lambda: known) == {}


def test_no_other_command_is_looked_at_for_variables_of_this_one() -> None:
    assert mistyped({"TAONET_PORT": "1", "TAONET_CONFIG": "/c"}, {"TAONET_PORT"}, lambda: pytest.fail("asked")) == {}


def test_help_says_it() -> None:
    said = " ".join(run("--help").split())

    assert "--base-path: TAONET_UP_BASE_PATH, or TAONET_BASE_PATH" in said
    assert "--config" in said


def test_our_own_programs_are_started_without_anybody_s_settings() -> None:
    clean = without_settings({"PATH": "/bin", "TAONET_PORT": "1", "TAONET_CACHE": "/c"})

    assert clean == {"PATH": "/bin", "TAONET_CACHE": "/c", "TAONET_CONFIG": "/dev/null"}
