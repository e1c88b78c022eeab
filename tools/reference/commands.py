"""The command line: every command with its arguments and options."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, EnumType
from pathlib import Path
from typing import Any

import typer.main

from taonet.cli.commands import build
from taonet.cli.config import key_of
from taonet.cli.neurons import neuron_command
from taonet.cli.settings import variables
from taonet.markets.text import market
from taonet.neuron.miner import MinerSettings
from taonet.neuron.settings import ValidatorSettings
from tools.reference.text import one_line, table

MARKET = "taonet.markets.text"
"""The market whose options the page shows behind those that every neuron has."""
ELSEWHERE = """
Every option may also come from an environment variable: the one in the table, or for every command that has the option the one
without the command's name, as `TAONET_PORT`. Or from a TOML file, which `--config` names and which else is `taonet/config.toml`
in the user's folder for settings: its keys are the options without dashes before them, in the table of the command, as
`[up]` and `[miner.run]`, or above all tables for every command. A flag counts before a variable, a variable before the file.
A key that no command has is refused.
"""


async def _nothing(*_: Any) -> None:
    """Stand for the work of a neuron."""


NEURONS = {
    "taonet miner run": neuron_command(
        MARKET, _nothing, MinerSettings, market.miner.options, "A miner of the text market."
    ),
    "taonet validator run": neuron_command(
        MARKET, _nothing, ValidatorSettings, market.validator.options, "A validator of the text market."
    ),
}


def commands_page() -> str:
    """Return the page of all commands."""
    lines = [
        "# The command line",
        "",
        one_line(ELSEWHERE),
        "",
        *_command("taonet", typer.main.get_command(build(None))),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _command(path: str, command: Any) -> Iterator[str]:
    inner: dict[str, Any] = getattr(command, "commands", {})
    yield from (f"## {path}", "", _paragraphs(command.help or ""), "")
    yield from table(
        ("option", "value", "default", "variable", "meaning"),
        [_row(path, one) for one in command.params if one.name != "help"],
    )
    if inner:
        yield from (f"Commands: {', '.join(f'`{path} {name}`' for name in inner)}.", "")
    for name, one in inner.items():
        yield from _command(f"{path} {name}", one)
    if path in NEURONS:
        yield from _command(f"{path} {MARKET}", NEURONS[path])


def _paragraphs(text: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in text.replace("\f", "\n\n").split("\n\n"))


def _row(path: str, parameter: Any) -> tuple[str, str, str, str, str]:
    is_option = parameter.param_type_name == "option"
    names = [*parameter.opts, *parameter.secondary_opts] if is_option else [parameter.metavar or parameter.name.upper()]
    kind = "" if is_option and parameter.is_flag else _kind(parameter.type_descriptor.annotation)
    default = parameter.default.value if isinstance(parameter.default, Enum) else parameter.default
    shown = "" if default is None or default is False or callable(default) else f"`{default}`"
    shown = shown.replace(str(Path.home()), "~")
    if is_option and parameter.is_flag and default is True:
        shown = f"`{parameter.opts[0]}`"
    words = path.removesuffix(MARKET).split()[1:]
    variable = f"`{variables(words, key_of(parameter))[0]}`" if is_option and words else ""
    meaning = one_line(getattr(parameter, "help", None) or "")
    return ", ".join(f"`{name}`" for name in names), kind, shown, variable, meaning


def _kind(annotation: Any) -> str:
    choices: list[Any] = list(annotation) if isinstance(annotation, EnumType) else []
    if choices:
        return " or ".join(f"`{one.value}`" for one in choices)
    name: str = getattr(annotation, "__name__", "text")
    return {"str": "text", "int": "whole number", "float": "number", "Path": "path"}.get(name, name)
