"""`taonet demo`: a live network with real subnets, in one command."""

from __future__ import annotations

import sys
from typing import Annotated, Final

import typer

from taonet.demo.casts import Choice, chosen

FIRST_LINE: Final = "demo       a Bittensor subnet on this machine; Ctrl-C ends it, with a summary"


def demo(
    market: Annotated[
        list[Choice] | None,
        typer.Option("--market", help="Which market runs; `all` runs them side by side, and so does naming several."),
    ] = None,
    epochs: Annotated[
        int | None,
        typer.Option("--epochs", min=1, help="End by itself after so many epochs that paid both validators."),
    ] = None,
    keep: Annotated[  # noqa: FBT002  a flag
        bool, typer.Option("--keep", help="After the epochs, keep the network running until Ctrl-C.")
    ] = False,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65_535, help="Port of the node; 0 takes a free one and shows it.")
    ] = 0,
    gateway: Annotated[  # noqa: FBT002  a flag
        bool,
        typer.Option("--gateway", help="Put a gateway that speaks OpenAI's interface in front of the text market."),
    ] = False,
    block_time: Annotated[
        float | None,
        typer.Option(
            "--block-time",
            min=0.02,
            help="Wall seconds of a 12-second slot once the subnets run. Default: 0.1, or what slow rounds need.",
        ),
    ] = None,
    json: Annotated[  # noqa: FBT002  a flag
        bool, typer.Option("--json", help="Print one JSON document at the end; the story goes to the error stream.")
    ] = False,
) -> None:
    """Run live subnets, text unless others are named: a node, and for each market two validators and its miners."""
    markets = chosen(market or [])
    if gateway and "text" not in markets:
        raise typer.BadParameter("stands in front of the text market: add --market text.", param_hint="'--gateway'")
    # The official client takes a while to load, and a user should see that something happens.
    print(FIRST_LINE, file=sys.stderr if json else sys.stdout, flush=True)
    from taonet.cli.demo_show import show  # noqa: PLC0415
    from taonet.demo.run import DemoOptions  # noqa: PLC0415

    show(markets, DemoOptions(epochs, block_time, port, gateway), keep=keep, as_json=json)
