"""The name of fees that are paid in alpha."""

from __future__ import annotations

from typing import final

from taonet.frame.event import Event, event
from taonet.runtime.types import account, alpha, netuid, tao


@final
@event(index=128)
class TransactionFeePaidWithAlpha(Event, frozen=True):
    """A fee was paid by selling alpha of the signer for TAO."""

    who: account
    netuid: netuid
    alpha_fee: alpha
    tao_amount: tao
