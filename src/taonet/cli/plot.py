"""`taonet plot`: look at the forecasts that a validator of the forecast market got."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any

import typer

from taonet.cli.failures import told
from taonet.cli.output import say_error
from taonet.markets.forecast import load_past
from taonet.markets.forecast.plots.miners import Plotted, plotted, read_rounds
from taonet.markets.forecast.plots.page import page_of
from taonet.markets.forecast.plots.terminal import lines_of
from taonet.neuron.market import NeuronFailure
from taonet.neuron.messages import BadMessage
from taonet.neuron.record.store import opened_for_reading


def plot(
    record: Annotated[str, typer.Argument(metavar="RECORD", help="A validator's record: a file, or a database's URL.")],
    *,
    page: Annotated[Path, typer.Option(help="Where the page of HTML goes.")] = Path("forecasts.html"),
    rounds: Annotated[int, typer.Option(min=1, max=10_000, help="How many of the newest rounds to show.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show how forecasts fared: a table here, fans against what came and calibration on a page of HTML."""
    tell = _as_json if as_json else say_error
    with told(tell, NeuronFailure, BadMessage), opened_for_reading(record) as opened:
        judged = read_rounds(opened, rounds)
        miners = plotted(load_past, judged)
        page.write_text(page_of(miners, opened.place, len(judged)), encoding="utf-8")
    if as_json:
        rows = [_plain(miner) for miner in miners]
        typer.echo(json.dumps({"rounds": len(judged), "page": str(page), "miners": rows}))
    else:
        typer.echo("\n".join([*lines_of(miners), f"fans and calibration: {page}"]))


def _plain(miner: Plotted) -> dict[str, Any]:
    """Return a miner's figures without its fans."""
    return {one.name: getattr(miner, one.name) for one in fields(miner) if one.name != "fans"}


def _as_json(message: str) -> None:
    typer.echo(json.dumps({"error": message}), err=True)
