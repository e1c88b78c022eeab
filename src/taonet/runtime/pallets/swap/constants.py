"""Constants of the swap pallet as clients see them."""

from __future__ import annotations

from typing import final

from taonet.frame.constant import Constant
from taonet.runtime.pallets.swap import trade
from taonet.runtime.pallets.swap.types import NON_ZERO_U64
from taonet.runtime.types import PALLET_ID
from taonet.scale import U16, U64


@final
class Constants:
    """Limits of pools and trades."""

    ProtocolId = Constant(PALLET_ID, b"ten/swap", "Names the account of the protocol's own liquidity.")
    MaxFeeRate = Constant(U16, trade.MAX_FEE_RATE, "Highest fee rate that can be set; 65535 would be the whole input.")
    MinimumLiquidity = Constant(U64, 1_000, "Lowest liquidity that a position could have; positions were given up.")
    MinimumReserve = Constant(
        NON_ZERO_U64, trade.MINIMUM_RESERVE, "Lowest reserve of the token that a trade takes out, in rao."
    )
