"""The option `--config` of every command: a file of values for options, where it stands in a command line, and what else is set.

Contexts and parameters are `Any`: the types that typer names there are private.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from taonet.cli.output import say_warning
from taonet.cli.settings import BadSettings, default_place, mistyped, read_settings, settings_of, variables

_HELP = "Take options from this TOML file. Default: config.toml in the platform's folder for settings."


def config_option() -> Any:
    """Return a new option `--config`, whose reading fills in what the file says."""

    def alone(
        config: Annotated[
            Path | None,
            typer.Option("--config", help=_HELP, is_eager=True, expose_value=False, callback=_read),
        ] = None,
    ) -> None:
        del config

    app = typer.Typer(add_completion=False)
    app.command()(alone)
    command: Any = typer.main.get_command(app)
    return command.params[0]


def key_of(option: Any) -> str:
    """Return an option's name in the file: its flag without dashes before it."""
    return option.opts[0].lstrip("-")


def options_of(command: Any) -> Iterator[Any]:
    """Yield a command's options that take values from elsewhere."""
    for one in command.params:
        if one.param_type_name == "option" and one.name not in ("help", "version"):
            yield one


def words_of(context: Any) -> list[str]:
    """Return the words of a command, without the program's."""
    words: list[str] = []
    while context.parent is not None:
        words.insert(0, context.info_name.split()[0])
        context = context.parent
    return words


def warn_of_mistyped(context: Any) -> None:
    """Tell of each environment variable that is like one that a command reads, but is none."""
    own = {name for one in options_of(context.command) for name in variables(words_of(context), key_of(one))}
    for name, near in mistyped(os.environ, own, _all_variables).items():
        say_warning(f"no command reads the environment variable {name}; the nearest is {near}")


def _all_variables() -> set[str]:
    return {
        variable
        for name, command in _all()
        for option in options_of(command)
        for variable in variables(name.split("."), key_of(option))
    }


def _read(context: typer.Context, value: Path | None) -> None:
    """Fill in what the file says; a file that is not named need not be there."""
    place = value or default_place()
    if value is None and not place.is_file():
        return
    options = {key_of(one): one.name for one in options_of(context.command) if one.name != "config"}
    try:
        found = settings_of(read_settings(place), words_of(context), options, _all_options, _all_commands)
    except BadSettings as error:
        raise typer.BadParameter(f"{place}: {error}" if str(place) not in str(error) else str(error)) from error
    except OSError as error:
        raise typer.BadParameter(f"{place}: {error.strerror}") from error
    context.obj = place
    context.default_map = {options[key]: one for key, one in found.items()}


def _all_options() -> set[str]:
    return {key_of(option) for _, command in _all() for option in options_of(command) if option.name != "config"}


def _all_commands() -> list[str]:
    return [name for name, _ in _all()]


def _all() -> Iterator[tuple[str, Any]]:
    """Yield every command by its dotted name; those of neurons with the options that all of them have."""
    from taonet.cli.commands import build  # noqa: PLC0415  the commands have this option
    from taonet.cli.neurons import bare_commands  # noqa: PLC0415

    yield from bare_commands().items()
    yield from _below(typer.main.get_command(build(None)), "")


def _below(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    if not hasattr(command, "commands"):
        yield name, command
    for word, inner in getattr(command, "commands", {}).items():
        yield from _below(inner, f"{name}.{word}" if name else word)
