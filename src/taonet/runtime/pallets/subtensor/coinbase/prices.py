"""What a block leaves for the next ones to read: smoothed prices and the part of root, after the injection."""

from __future__ import annotations

from taonet.frame.state import State
from taonet.runtime.pallets.subtensor.coinbase.emitting import Emitter
from taonet.runtime.pallets.subtensor.coinbase.moving_price import (
    blocks_since_start,
    next_fast_moving_price,
    next_moving_price,
)
from taonet.runtime.pallets.subtensor.coinbase.storage import Coinbase
from taonet.runtime.pallets.swap import logic as swap


def update_moving_prices(s: State, emitter: Emitter, moving_alpha: int, block: int) -> None:
    """Carry both smoothed prices of a subnet on to the present price. `moving_alpha` is I96F32 bits."""
    netuid = emitter.netuid
    price = swap.current_price(s, netuid)
    slow = next_moving_price(
        emitter.smoothed_price,
        price,
        moving_alpha,
        blocks_since_start(block, emitter.first_emission_block),
        Coinbase.EMAPriceHalvingBlocks.get(s, netuid),
    )
    Coinbase.SubnetMovingPrice.put_changed(s, netuid, slow)
    before = Coinbase.SubnetFastMovingPrice.get(s, netuid)
    fast = next_fast_moving_price(before, price)
    if fast != before:
        Coinbase.SubnetFastMovingPrice.put(s, netuid, fast)
