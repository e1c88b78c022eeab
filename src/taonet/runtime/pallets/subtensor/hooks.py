"""What the pallet does around a block's extrinsics."""

from __future__ import annotations

from taonet.frame.hooks import Hooks
from taonet.frame.state import State
from taonet.frame.weight import Weight
from taonet.primitives.ids import BlockNumber
from taonet.runtime.pallets.subtensor.coinbase.block_step import block_step

BLOCK_STEP_WEIGHT = Weight(0)


def on_initialize(s: State, number: BlockNumber) -> Weight:
    """Do what begins every block for all subnets."""
    block_step(s, number)
    return BLOCK_STEP_WEIGHT


HOOKS = Hooks(on_initialize=on_initialize)
