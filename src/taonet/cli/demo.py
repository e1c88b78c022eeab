"""`taonet demo`: a live network with real subnets, in one command."""

from __future__ import annotations

import sys
from typing import Annotated, Final

import typer

from taonet.demo.casts import Choice, chosen
from taonet.demo.lines import Line, flat
from taonet.demo.shows import FIRST_LINES, WITHOUT_NETWORK
from taonet.demo.shows import Choice as Show

FIRST_LINE: Final = "a Bittensor subnet on this machine; Ctrl-C ends it, with a summary"


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
    show: Annotated[
        Show | None, typer.Option("--show", help="Tell a story from beginning to end instead, see docs/demo.md.")
    ] = None,
    json: Annotated[  # noqa: FBT002  a flag
        bool, typer.Option("--json", help="Print one JSON document at the end; the story goes to the error stream.")
    ] = False,
) -> None:
    """Run live subnets, text unless others are named: a node, and for each market two validators and its miners."""
    if show is not None:
        given = {"--market": market, "--epochs": epochs, "--gateway": gateway, "--block-time": block_time}
        if show in WITHOUT_NETWORK:
            given |= {"--keep": keep, "--port": port}
        if named := [option for option, value in given.items() if value]:
            raise typer.BadParameter(f"{show} has nothing to do with {', '.join(named)}.", param_hint="'--show'")
        _say(FIRST_LINES[show], json=json)
        from taonet.cli.shows import show as tell  # noqa: PLC0415

        tell(show, port=port, keep=keep, as_json=json)
        return
    markets = chosen(market or [])
    if gateway and "text" not in markets:
        raise typer.BadParameter("stands in front of the text market: add --market text.", param_hint="'--gateway'")
    _say(FIRST_LINE, json=json)
    from taonet.cli.demo_show import show as run  # noqa: PLC0415
    from taonet.demo.run import DemoOptions  # noqa: PLC0415

    run(markets, DemoOptions(epochs, block_time, port, gateway), keep=keep, as_json=json)


def _say(first: str, *, json: bool) -> None:
    """Say what comes; the official client takes a while to load, and a user should see that something happens."""
    print(flat(Line("demo", first)), file=sys.stderr if json else sys.stdout, flush=True)
