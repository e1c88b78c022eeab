"""`taonet demo`: a live network with a real subnet, in one command."""

from __future__ import annotations

import sys
from typing import Annotated, Final

import typer

FIRST_LINE: Final = "demo       a Bittensor subnet on this machine; Ctrl-C ends it, with a summary"


def demo(
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
    block_time: Annotated[
        float, typer.Option("--block-time", min=0.02, help="Wall seconds of a 12-second slot once the subnet runs.")
    ] = 0.1,
    json: Annotated[  # noqa: FBT002  a flag
        bool, typer.Option("--json", help="Print one JSON document at the end; the story goes to the error stream.")
    ] = False,
) -> None:
    """Run a live subnet: a node, two validators and five miners with a real language model."""
    # The official client takes a while to load, and a user should see that something happens.
    print(FIRST_LINE, file=sys.stderr if json else sys.stdout, flush=True)
    from taonet.cli.demo_show import show  # noqa: PLC0415

    show(epochs, block_time, port, keep=keep, as_json=json)
