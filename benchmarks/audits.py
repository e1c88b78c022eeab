"""How many blocks a second an audit of the supply explains: empty ones, and ones full of transfers."""

from __future__ import annotations

import tempfile
from pathlib import Path

from taonet.node.chain.genesis import open_chain
from taonet.node.chain.importing import follow
from taonet.runtime.construct import RUNTIME
from taonet.runtime.genesis.presets import localnet
from taonet.runtime.types import AddressId
from taonet.sim import Block, Chain
from taonet.supply.audit.run import audit
from taonet.supply.audit.stored import open_stored

TRANSFERS = 100
"""In each block of the second figure."""


def audited_blocks_per_second(blocks: int = 400) -> float:
    """Return how many empty blocks of a chain on disk are audited in a second."""
    return _audited(Chain.localnet().blocks(blocks))


def audited_transfers_per_second(blocks: int = 10) -> float:
    """Return how many transfers of a chain on disk are audited in a second, their signatures checked."""
    c = Chain.localnet()
    pay = RUNTIME.call("Balances", "transfer_keep_alive", AddressId(c.bob), 10**9)

    def full() -> Block:
        c.open()
        for _ in range(TRANSFERS):
            c.apply(c.sign(c.alice, pay))
        return c.close()

    return TRANSFERS * _audited([full() for _ in range(blocks)])


def _audited(made: list[Block]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "chain"
        with open_chain(localnet(), path, durable=False) as machine, machine.together():
            for block in made:
                follow(machine, block.header, list(block.body))
        with open_stored(path) as source:
            report = audit(source)
    if not report.holds:
        raise RuntimeError(f"the audit found {report.findings[0]}")
    return report.blocks / report.seconds
