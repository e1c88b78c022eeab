"""The hook that runs at the beginning of every block.

Source: macros/hooks.rs on_initialize
"""

from __future__ import annotations

from taonet.frame.hooks import Hooks
from taonet.frame.state import State
from taonet.frame.weight import Weight, reads_writes
from taonet.primitives.ids import BlockNumber
from taonet.runtime.pallets.subtensor.coinbase.block_step import block_step

BLOCK_STEP_WEIGHT = reads_writes(110_634_229_000, 8_304, 110)
"""What every block is charged for it, whatever it did (pallets/subtensor/src/macros/hooks.rs)."""


def on_initialize(s: State, number: BlockNumber) -> Weight:
    """Run the block step for all subnets."""
    block_step(s, number)
    return BLOCK_STEP_WEIGHT


HOOKS = Hooks(on_initialize=on_initialize)
