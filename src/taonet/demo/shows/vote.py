"""`taonet demo --show vote`: holders change a rule of their network, and nobody else can.

A real node of the preset `holders`, with the real periods: its virtual clock lets them pass. Every figure is read from the
chain, at the block that stands before it.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from taonet.demo.lines import LABEL, Line
from taonet.demo.onward import program
from taonet.demo.processes import Children
from taonet.demo.shows.show import ShowOptions, Teller, Told
from taonet.demo.vote import attacks, story
from taonet.demo.vote.network import NODE, Holders


@contextmanager
def tell(teller: Teller, options: ShowOptions) -> Generator[Told]:
    """Tell how holders decide."""
    with tempfile.TemporaryDirectory(prefix="taonet-vote-") as name:
        children = Children(Path(name))
        net = Holders(children, options.port, lambda text: teller.progress(f"{'time':{LABEL}}{text}"))
        try:
            yield _telling(teller, net)
        finally:
            children.stop()


def _telling(teller: Teller, net: Holders) -> Told:
    began = time.monotonic()
    net.start()
    teller.say(Line("node", f"a network of holders at {net.address}; nobody has root's powers"))
    t = story.Story(teller, net)
    story.no_root(t)
    story.a_holder_comes(t)
    story.propose(t)
    story.vote(t)
    story.recount(t)
    attacks.while_it_is_open(t)
    story.another(t)
    story.decide(t)
    attacks.when_it_is_over(t)
    story.fail(t)
    story.settle(t)
    seconds = time.monotonic() - began
    days = net.chain.number * 12 / 86_400
    teller.say(Line("time", f"{net.chain.number:,} blocks of 12 s, {days:.1f} days, in {seconds:.0f} s"))
    document: dict[str, Any] = {**t.document, "blocks": net.chain.number, "seconds": round(seconds, 1)}
    return Told(
        document,
        attach=[Line("gov", f"{program('taonet')} gov list --ended --url {net.address}")],
        check=lambda: net.children.check(NODE),
    )
