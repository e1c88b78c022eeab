"""The runtime: the numbered table of pallets and the runtime APIs, put together once.

Order here is the order of hooks; the numbers are those of the real chain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, final

from taonet.frame.call import CALLS, Call, RuntimeCall
from taonet.frame.outer_enums import bind_outer_enums
from taonet.frame.pallet import Pallet
from taonet.runtime.dispatch import Guards
from taonet.runtime.guards import GUARDS
from taonet.runtime.pallets import (
    admin_utils,
    alpha_assets,
    aura,
    balances,
    commitments,
    shield,
    subtensor,
    sudo,
    swap,
    system,
    timestamp,
    transaction_payment,
    utility,
)

PALLETS: tuple[Pallet, ...] = (
    system.PALLET,
    timestamp.PALLET,
    aura.PALLET,
    balances.PALLET,
    transaction_payment.PALLET,
    subtensor.PALLET,
    utility.PALLET,
    sudo.PALLET,
    commitments.PALLET,
    admin_utils.PALLET,
    swap.PALLET,
    shield.PALLET,
    alpha_assets.PALLET,
)

INHERENTS = frozenset({("Timestamp", "set"), ("MevShield", "announce_next_key")})
"""Calls that a block's author puts in; nobody signs them."""


class TableMismatch(Exception):
    """Two pallets claim the same number or name."""


@final
@dataclass(frozen=True, slots=True)
class Runtime:
    """The pallets in order, and their calls by name."""

    pallets: tuple[Pallet, ...]
    calls: dict[tuple[str, str], Call[..., Any]]

    def pallet(self, name: str) -> Pallet:
        """Return a pallet by name."""
        return next(pallet for pallet in self.pallets if pallet.name == name)

    def call(self, pallet: str, name: str, *args: Any) -> RuntimeCall:
        """Return a call with its arguments, ready to be dispatched or encoded."""
        return RuntimeCall(self.calls[pallet, name], args)

    @staticmethod
    def is_inherent(call: RuntimeCall) -> bool:
        """Tell whether a call is one that only the block's author puts in."""
        return (call.call.pallet_name, call.call.name) in INHERENTS


def construct(pallets: tuple[Pallet, ...]) -> Runtime:
    """Give calls and errors their pallet's number, fill the tables that codecs read, and return the runtime."""
    if len({pallet.index for pallet in pallets}) != len(pallets) or len({p.name for p in pallets}) != len(pallets):
        raise TableMismatch(str([(pallet.index, pallet.name) for pallet in pallets]))
    calls: dict[tuple[str, str], Call[..., Any]] = {}
    for pallet in pallets:
        for call in pallet.calls:
            call.pallet_index, call.pallet_name = pallet.index, pallet.name
            CALLS.calls[pallet.index, call.index] = call
            calls[pallet.name, call.name] = call
        for error in pallet.errors:
            error.pallet_index = pallet.index
    Guards.checks = GUARDS
    bind_outer_enums(pallets)
    return Runtime(pallets, calls)


RUNTIME = construct(PALLETS)
