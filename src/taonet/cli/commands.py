"""The commands: one program, `taonet`, with a sub-command for everything a user does.

Sub-commands are imported only when they are asked for: a node need not load a language model's tools to start.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Annotated, Any

import typer

from taonet import __version__
from taonet.cli.app import add_command, new_group

COMMANDS: Mapping[str, tuple[str, str]] = {
    "up": ("taonet.cli.up", "up"),
    "genesis": ("taonet.cli.genesis", "app"),
    "rules": ("taonet.cli.rules", "rules"),
    "backup": ("taonet.cli.keeping", "backup"),
    "purge": ("taonet.cli.keeping", "purge"),
    "export": ("taonet.cli.blocks", "export"),
    "import": ("taonet.cli.blocks", "import_"),
    "demo": ("taonet.cli.demo", "demo"),
    "emission": ("taonet.cli.emission", "emission"),
    "gov": ("taonet.cli.gov", "app"),
    "register": ("taonet.cli.register", "app"),
    "miner": ("taonet.cli.neurons", "miner_app"),
    "validator": ("taonet.cli.neurons", "validator_app"),
    "audit": ("taonet.cli.audit", "app"),
    "plot": ("taonet.cli.plot", "plot"),
    "new-subnet": ("taonet.cli.new_subnet", "new_subnet"),
    "gateway": ("taonet.cli.gateway", "gateway"),
    "models": ("taonet.cli.models", "app"),
    "gallery": ("taonet.cli.gallery", "gallery"),
}
"""Sub-command, the module it stands in, and its name there: a function or a group of commands."""


def build(wanted: str | None) -> typer.Typer:
    """Return the command line with one sub-command, or with all when none or an unknown one is named."""
    app = new_group("The Bittensor network in Python: chain, node, miners and validators.", completion=True)
    app.callback()(_version_option)
    names = [wanted] if wanted is not None and wanted in COMMANDS else list(COMMANDS)
    for name in names:
        module, attribute = COMMANDS[name]
        _mount(app, name, getattr(import_module(module), attribute))
    return app


def _mount(app: typer.Typer, name: str, part: typer.Typer | Callable[..., Any]) -> None:
    if isinstance(part, typer.Typer):
        app.add_typer(part, name=name)
    else:
        add_command(app, name, part)


def _print_version(value: bool) -> None:  # noqa: FBT001  typer calls it with the flag's value
    if value:
        typer.echo(f"taonet {__version__} (spec 475)")
        raise typer.Exit


_VERSION = typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and leave.")


def _version_option(*, version: Annotated[bool, _VERSION] = False) -> None:
    """Run a Bittensor network."""
    del version


def run_command_line() -> None:
    """Run what the command line asks for; leaves with `SystemExit`."""
    build(next((word for word in sys.argv[1:] if not word.startswith("-")), None))()
