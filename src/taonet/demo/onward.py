"""How to go on from the demo: the exact command against a network that runs, and the next page."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from taonet.demo.lines import Line
from taonet.demo.plan import VALIDATORS
from taonet.demo.stage import Stage

SERVED: Final = {"text": "", "image": " --market image"}
"""The markets that a gateway can stand before, and how it is told which."""
PAGES = "your own subnet: docs/clients.md; a market: docs/guides/market.md"


def attach(endpoint: str, stages: Sequence[Stage]) -> Iterator[Line]:
    """Yield the commands for another terminal, as they are typed there."""
    first = stages[0]
    for stage in stages:
        yield Line("btcli", f"{program('btcli')} --network {endpoint} subnets metagraph {stage.netuid}")
    wallets, name = shlex.quote(str(first.wallets)), first.cast.miners[0].name
    yield Line("btcli", f"{program('btcli')} --network {endpoint} --wallet-path {wallets} -w {name} stake list")
    for stage in stages:
        if stage.cast.view:
            record = shlex.quote(str(stage.record(VALIDATORS[0].name)))
            yield Line("taonet", f"{program('taonet')} {shlex.join(stage.cast.view)} {record}")
    for stage in stages:
        if stage.cast.name in SERVED:
            whose = f"--wallet-path {shlex.quote(str(stage.wallets))} --wallet-name {VALIDATORS[0].name}"
            words = f"gateway --network {endpoint} {whose} --netuid {stage.netuid}{SERVED[stage.cast.name]}"
            yield Line("taonet", f"{program('taonet')} {words}")
    code = f'import bittensor as bt; print(bt.Subtensor("{endpoint}").subnets.metagraph(netuid={first.netuid}))'
    yield Line("SDK", f"{program('python')} -c '{code}'")


def ended() -> Line:
    """Say how to keep the network for other programs."""
    return Line("keep", f"{program('taonet')} demo --epochs 1 --keep leaves it running")


def program(name: str) -> str:
    """Return how a program of this environment is called from here: by name if the shell finds it, else by path."""
    own = Path(sys.executable).parent / name
    found = shutil.which(name)
    if not own.exists() or (found is not None and Path(found).samefile(own)):
        return name
    here = Path.cwd()
    return shlex.quote(str(own.relative_to(here) if own.is_relative_to(here) else own))
