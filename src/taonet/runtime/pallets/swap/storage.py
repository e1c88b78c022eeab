"""Storage of each subnet's pool; the reserves themselves belong to staking."""

from __future__ import annotations

from typing import final

from taonet.frame.hashers import TWOX_64_CONCAT
from taonet.frame.storage import Map, storage
from taonet.primitives.amounts import Alpha, Tao
from taonet.runtime.pallets.swap.trade import DEFAULT_FEE_RATE
from taonet.runtime.pallets.swap.types import BALANCER, Balancer
from taonet.runtime.types import ALPHA, NET_UID, TAO
from taonet.scale import BOOL, U16


@final
@storage("Swap")
class Storage:
    """Fees, weights and reservoirs."""

    FeeRate = Map(
        NET_UID,
        U16,
        hasher=TWOX_64_CONCAT,
        default=DEFAULT_FEE_RATE,
        doc="Share of a trade's input that is the fee; 65535 would be all of it.",
    )
    SwapBalancer = Map(
        NET_UID, BALANCER, hasher=TWOX_64_CONCAT, default=Balancer(), doc="How the pool of a subnet weighs its tokens."
    )
    PalSwapInitialized = Map(
        NET_UID, BOOL, hasher=TWOX_64_CONCAT, default=False, doc="Whether the pool of a subnet has got its weights."
    )
    BalancerTaoReservoir = Map(
        NET_UID,
        TAO,
        hasher=TWOX_64_CONCAT,
        default=Tao(0),
        doc="TAO of a subnet that waits until the weights of its pool can take it.",
    )
    BalancerAlphaReservoir = Map(
        NET_UID,
        ALPHA,
        hasher=TWOX_64_CONCAT,
        default=Alpha(0),
        doc="Alpha of a subnet that waits until the weights of its pool can take it.",
    )
