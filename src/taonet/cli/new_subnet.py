"""`taonet new-subnet`: begin a subnet of one's own."""

from __future__ import annotations

import json
import shlex
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from taonet.cli.failures import told
from taonet.cli.output import say_error
from taonet.scaffold import DESCRIPTION, FolderInUse, make_project


def new_subnet(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the subnet, e.g. my-subnet.")],
    *,
    directory: Annotated[
        Path | None,
        typer.Option("--dir", help="Folder to make, which must be empty or not there. Default: NAME, here."),
    ] = None,
    description: Annotated[
        str, typer.Option("--description", help="What the subnet trades, in one line.")
    ] = DESCRIPTION,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Make the project of a new subnet: a market in one file, its tests, a Makefile, all of which work at once."""
    folder = directory or Path(name)
    with told(partial(_tell, as_json=as_json), FolderInUse):
        try:
            made = make_project(folder, name, description)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from error
    if as_json:
        typer.echo(json.dumps({"name": name, "path": str(folder.resolve()), "files": made}))
        return
    typer.echo(f"made {folder}: {', '.join(made)}")
    typer.echo(f"go on: cd {shlex.quote(str(folder))} && make test")


def _tell(text: str, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"error": text}))
    say_error(text)
