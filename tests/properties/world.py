"""Who lives on the chain that random calls are tried on, and what they may ask for."""

from __future__ import annotations

from random import Random

from taonet.crypto.keys import keypair_from_uri
from taonet.primitives.ids import AccountId
from taonet.runtime.construct import RUNTIME
from taonet.scale.fields import codec_of
from taonet.sim import Chain
from taonet.testing.fuzzing import examples
from taonet.testing.values import World, random_arguments

SUDO, *USERS = [keypair_from_uri(f"//{name}") for name in ("Alice", "Bob", "Charlie", "Dave", "Eve")]
HOTKEYS = [AccountId(keypair_from_uri(f"//{name}_hk").public) for name in ("Alice", "Bob", "Charlie", "Dave")]
PAIRS = tuple((AccountId(cold.public), hot) for cold, hot in zip((SUDO, *USERS), HOTKEYS, strict=False))
ACCOUNTS = [*(pair.public for pair in (SUDO, *USERS)), *HOTKEYS, b"\x77" * 32, bytes(32)]
NETUIDS = (0, *[1] * 8, 2, 3)
EXAMPLES = examples(60)


def random_call(chance: Random, names: list[tuple[str, str]]) -> bytes:
    """Return the bytes of a random one of these calls; a bound may be broken."""
    chosen = RUNTIME.calls[chance.choice(names)]
    world = World(chance, ACCOUNTS, NETUIDS)
    head = bytes(RUNTIME.number_of(chosen))
    return head + random_arguments(world, [codec_of(RUNTIME.spec_of(spec)) for spec in chosen.args.values()])


def opened(start: Chain) -> Chain:
    """Return a fork on which the next block is open."""
    c = start.fork()
    c.open()
    return c


def go_on(c: Chain, blocks: int = 1) -> None:
    """Close so many blocks, check every promise after each of them, and leave the next one open."""
    for _ in range(blocks):
        c.close()
        c.check()
        c.open()
