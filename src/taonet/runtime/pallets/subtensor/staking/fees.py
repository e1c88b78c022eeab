"""Who gets the fee of a trade: the block's author; with no author known it is burned.

Transaction fees are another matter: at spec 475 they are recycled.
"""

from __future__ import annotations

from taonet.frame.error import DispatchError
from taonet.frame.state import State
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.ids import NetUid
from taonet.runtime.pallets.subtensor.author import block_author
from taonet.runtime.pallets.subtensor.staking.alpha import burn_subnet_alpha
from taonet.runtime.pallets.subtensor.staking.swaps import NO_SELL_LIMIT, swap_alpha_for_tao
from taonet.runtime.pallets.subtensor.tao import burn_tao, subnet_account, transfer_tao_from_subnet


def settle_tao_fee(s: State, netuid: NetUid, fee: Tao) -> None:
    """Pay the fee of a purchase, which lies on the subnet's account."""
    author = block_author(s)
    if author is not None:
        transfer_tao_from_subnet(s, netuid, author, fee)
        return
    try:
        with s.transaction():
            burn_tao(s, subnet_account(netuid), fee)
    except DispatchError:
        # The chain forgives a burn that fails: the rao stay on the subnet's account.
        return


def settle_alpha_fee(s: State, netuid: NetUid, fee: Alpha) -> Tao:
    """Sell the fee of a sale without a further fee, pay it out and return the rao that left the pool."""
    author = block_author(s)
    if author is None:
        burn_subnet_alpha(s, netuid, fee)
        return Tao(0)
    sold = swap_alpha_for_tao(s, netuid, fee, NO_SELL_LIMIT, drop_fees=True)
    transfer_tao_from_subnet(s, netuid, author, sold.paid_out)
    return sold.paid_out
