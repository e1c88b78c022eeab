"""README and docs name only files, modules, commands and options that exist."""

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import typer.main
from tests.docs.test_readme import PAGES

from taonet.cli.commands import build
from taonet.cli.neurons import load_market
from taonet.neuron.identity import Identity
from taonet.neuron.miner import MinerSettings
from taonet.neuron.settings import ValidatorSettings

ROOT = Path(__file__).parents[2]
WRITTEN = [page for page in PAGES if page.parent.name != "reference"]
FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"`([^`\n]+)`")
FILE = re.compile(r"[\w.-]+(?:/[\w.-]+)*(?:/|\.(?:py|md|toml|json|xz|mjs|lock))")
MODULE = re.compile(r"python -m ([\w.]+)")
TAONET = re.compile(r"(?:^|\s|/)taonet((?: [a-z][a-z-]*(?![\w./:-]))+)")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
OF_OTHERS = {
    "--help",
    "--dry-run",
    "--no-password",
    "--quick",
    "--view",
    "--against",
    "--hypothesis-seed",
    "--hypothesis-profile",
}  # btcli, make's ARGS, pytest
MADE_LATER = {"my_market.py", "my_subnet.py", "test_my_subnet.py"}


def inline(page: Path) -> list[str]:
    return CODE.findall(FENCE.sub("", page.read_text()))


def places(page: Path) -> Iterator[Path]:
    yield from (ROOT, page.parent, ROOT / "src" / "taonet", ROOT / "src" / "taonet" / "runtime")


def command_tree(command: Any, path: str = "") -> Iterator[tuple[str, set[str]]]:
    yield path, {option for one in command.params for option in (*one.opts, *one.secondary_opts)}
    for name, inner in getattr(command, "commands", {}).items():
        yield from command_tree(inner, f"{path} {name}")


def takes_word(call: str) -> bool:
    """Tell whether a call is a command and a word for it, as in `taonet new-subnet my-subnet`."""
    command = call.rpartition(" ")[0]
    return command in COMMANDS and not any(one.startswith(f"{command} ") for one in COMMANDS)


COMMANDS = dict(command_tree(typer.main.get_command(build(None))))
MARKETS = (
    "taonet.markets.text",
    "taonet.markets.image",
    "taonet.markets.forecast",
    "taonet.demo.miners.text",
    "taonet.demo.miners.image",
    str(ROOT / "examples" / "sum_market.py"),
)


def neuron_options() -> Iterator[str]:
    """Yield the flags of neurons: `run` has them once it has read a market."""
    markets = [load_market(address) for address in MARKETS]
    own = [side.options for market in markets for side in (market.miner, market.validator)]
    for kind in (Identity, MinerSettings, ValidatorSettings, *own):
        for field in msgspec.structs.fields(kind):
            name = field.name.replace("_", "-")
            yield from (f"--{name}", *([f"--no-{name}"] if isinstance(field.default, bool) else []))


OPTIONS = {option for options in COMMANDS.values() for option in options} | OF_OTHERS | set(neuron_options())


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.name)
def test_files_exist(page: Path) -> None:
    named = {text for text in inline(page) if FILE.fullmatch(text)} - MADE_LATER

    assert [name for name in sorted(named) if not any((place / name).exists() for place in places(page))] == []


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.name)
def test_modules_exist(page: Path) -> None:
    named = {name for name in MODULE.findall(page.read_text()) if not name.startswith("pytest")}

    assert [name for name in sorted(named) if importlib.util.find_spec(name) is None] == []


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.name)
def test_commands_and_options_exist(page: Path) -> None:
    blocks = "\n".join([*FENCE.findall(page.read_text()), *inline(page)])
    calls = {
        call
        for line in blocks.splitlines()
        if not line.startswith(("from ", "import "))
        for call in TAONET.findall(line)
    }
    options = {option for text in inline(page) for option in OPTION.findall(text)}

    assert [call for call in sorted(calls) if call not in COMMANDS and not takes_word(call)] == []
    assert sorted(options - OPTIONS) == []
