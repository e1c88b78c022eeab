"""`taonet demo --show launch`: a network that begins with nothing, and how its first TAO come to be.

Real processes: a node of the `fair` preset, three miners and a validator of the image market. Every figure is read from
the chain, at the block that stands before it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Final

import msgspec

from taonet.demo.casts import cast_of
from taonet.demo.launch import beginning, books, growth
from taonet.demo.launch.keys import MARKET, make_keys
from taonet.demo.launch.market import LaunchMarket
from taonet.demo.launch.network import FairNetwork
from taonet.demo.launch.telling import Telling
from taonet.demo.lines import Line
from taonet.demo.onward import program
from taonet.demo.processes import Children
from taonet.demo.shows.show import ShowOptions, Teller, Told
from taonet.supply.audit.report import Report

NAMES: Final = ("ada", "bo", "cy")
JOINING: Final = 1.0
MINING: Final = 0.1
SAVING: Final = 0.02
"""Wall seconds of a block of 12 seconds: work must reach the chain within five blocks, saving is waiting."""


@contextmanager
def tell(teller: Teller, options: ShowOptions) -> Generator[Told]:
    """Tell how a network begins in which nobody has anything."""
    with tempfile.TemporaryDirectory(prefix="taonet-launch-") as name:
        folder = Path(name)
        children = Children(folder)
        net = FairNetwork(children, options.port)
        try:
            yield _told(*_telling(teller, net, folder))
        finally:
            net.close()
            children.stop()


def _telling(teller: Teller, net: FairNetwork, folder: Path) -> tuple[Telling, Report, list[books.Holding]]:
    """Start the network, and tell its story from top to bottom; return what it came to, its audit and who holds what."""
    net.pace(JOINING)
    cast = cast_of("image")
    honest = [part for part in cast.miners if part.kind == "honest"]
    wallets = folder / "wallets"
    keys = make_keys(str(wallets), NAMES)
    parts = {key.name: part for key, part in zip(keys, (honest[0], honest[1], honest[-1]), strict=True)}
    t = Telling(teller, net, keys, LaunchMarket(cast, net.children, wallets, net.endpoint, parts))
    ada, _, cy = keys
    teller.say(Line("node", f"a network of the preset fair, at {net.endpoint}; a block takes {JOINING:g} s, not 12"))
    beginning.nothing(t)
    for key in keys:
        beginning.join(t, key, first=key is ada)
    _faster(t, MINING, "the node is stopped and started again for that")
    for key in keys:
        t.market.start_miner(key)
        teller.say(Line("miner", f"{key.name} runs a model: {parts[key.name].note}"))
    beginning.first_epoch(t)
    beginning.first_tao(t, ada, cy)
    rater = growth.rated(t)
    growth.paid_by_weights(t, rater)
    _faster(t, SAVING, f"{ada.name} saves for a subnet")
    growth.save(t, ada, rater)
    _faster(t, MINING, "what comes can be seen")
    netuid = growth.own_subnet(t, ada, cy)
    report = books.audited(t)
    rows = books.holdings(report, books.names_of(t))
    teller.lines(["", *books.table(rows, (MARKET, netuid)), ""])
    return t, report, rows


def _faster(t: Telling, seconds: float, why: str) -> None:
    t.net.pace(seconds)
    t.teller.say(Line("pace", f"#{int(t.client.block):,} from here a block takes {seconds:g} s: {why}"))


def _told(t: Telling, report: Report, rows: Sequence[books.Holding]) -> Told:
    at, taonet = t.net.endpoint, program("taonet")
    return Told(
        document={
            "network": "fair",
            "keys": {key.name: {"coldkey": key.cold, "hotkey": key.hot} for key in t.keys},
            "events": t.events,
            "holders": [asdict(row) for row in rows],
            "audit": msgspec.to_builtins(report),
        },
        attach=[
            Line("btcli", f"{program('btcli')} --network {at} subnets list"),
            Line("taonet", f"{taonet} audit supply --network {at}"),
            Line("taonet", f"{taonet} emission --network {at}"),
        ],
        check=t.net.check,
    )
