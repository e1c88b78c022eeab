"""What a block came to, in numbers that add up over blocks: for metrics, and no part of the rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, final

from taonet.frame.call import Call
from taonet.frame.event import Event
from taonet.runtime.pallets.subtensor.epoch.storage import Epochs
from taonet.runtime.pallets.subtensor.staking.events import TransactionFeePaidWithAlpha
from taonet.runtime.pallets.transaction_payment.events import TransactionFeePaid

Outcomes = Counter[tuple[Call[..., Any], bool]]
"""How many extrinsics had a call, and whether it succeeded."""


@final
@dataclass(frozen=True, slots=True)
class Tally:
    """The numbers of one block."""

    outcomes: Outcomes
    fees: int
    """Rao, tips included; of fees in alpha what they gave."""
    epochs: int
    """Subnets whose epoch was in this block."""


def tally_of(outcomes: Outcomes, events: Iterable[tuple[int, Event]], changes: Mapping[bytes, bytes | None]) -> Tally:
    """Count what a block's extrinsics, events and writes came to."""
    fees = 0
    for _, event in events:
        if isinstance(event, TransactionFeePaid):
            fees += event.actual_fee
        elif isinstance(event, TransactionFeePaidWithAlpha):
            fees += event.tao_amount
    prefix = Epochs.LastMechansimStepBlock.prefix
    return Tally(outcomes, fees, sum(key.startswith(prefix) for key in changes))
