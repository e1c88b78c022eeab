"""`taonet demo --show launch`: a network that begins with nothing, and how its first TAO come to be.

Real processes: a node of the `fair` preset, three miners and a validator of the image market. Every figure is read from
the chain, at the block that stands before it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from taonet.demo.casts import cast_of
from taonet.demo.launch import beginning, growth
from taonet.demo.launch.keys import make_keys
from taonet.demo.launch.market import LaunchMarket
from taonet.demo.launch.network import FairNetwork
from taonet.demo.launch.telling import Telling
from taonet.demo.lines import Line
from taonet.demo.onward import program
from taonet.demo.processes import Children
from taonet.demo.shows.show import ShowOptions, Teller, Told

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
            yield _told(_telling(teller, net, folder))
        finally:
            net.close()
            children.stop()


def _telling(teller: Teller, net: FairNetwork, folder: Path) -> Telling:
    """Start the network, and tell its story from top to bottom."""
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
    _faster(t, MINING, "nobody can tell this network's node to hurry, so it is stopped and started again")
    for key in keys:
        t.market.start_miner(key)
        teller.say(Line("miner", f"{key.name} runs a model: {parts[key.name].note}"))
    beginning.first_epoch(t)
    beginning.first_tao(t, ada, cy)
    rater = growth.rated(t)
    growth.paid_by_weights(t, rater)
    _faster(t, SAVING, f"{ada.name} saves for a subnet of its own")
    growth.save(t, ada)
    _faster(t, MINING, "")
    growth.own_subnet(t, ada, cy)
    return t


def _faster(t: Telling, seconds: float, why: str) -> None:
    t.net.pace(seconds)
    t.teller.say(
        Line("pace", f"from #{int(t.client.block):,} on a block takes {seconds:g} s" + (f": {why}" if why else ""))
    )


def _told(t: Telling) -> Told:
    return Told(
        _document(t),
        attach=[Line("btcli", f"{program('btcli')} --network {t.net.endpoint} subnets list")],
        check=t.net.check,
    )


def _document(t: Telling) -> dict[str, Any]:
    return {
        "network": "fair",
        "keys": {key.name: {"coldkey": key.cold, "hotkey": key.hot} for key in t.keys},
        "events": t.events,
    }
