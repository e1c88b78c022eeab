"""Calls of the commitments pallet.

Source: lib.rs set_commitment, set_max_space
"""

from __future__ import annotations

from typing import Annotated

from taonet.frame.call import Arguments, Policy, call
from taonet.frame.origin import Origin, ensure_root, ensure_signed
from taonet.frame.state import State
from taonet.frame.weight import Pays, reads_writes
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.commitments import logic
from taonet.runtime.pallets.commitments.storage import Storage
from taonet.runtime.pallets.commitments.types import COMMITMENT_INFO, CommitmentInfo
from taonet.runtime.pallets.subtensor.accounts.keys import owner_of_hotkey
from taonet.runtime.pallets.subtensor.neurons.seats import uid_of
from taonet.runtime.pallets.subtensor.subnets.registry import ensure_exists
from taonet.runtime.types import netuid
from taonet.scale import Typed, u32


def check_commitment(s: State, who: AccountId, arguments: Arguments) -> None:
    """Refuse what a hotkey publishes on a subnet where it is not registered; dispatched, the call refuses for itself."""
    ensure_exists(s, arguments["netuid"])
    uid_of(s, arguments["netuid"], who)


@call(
    index=0,
    weight=reads_writes(33_480_000, 7, 4),
    pays=Pays.No,
    policy=Policy(pool_check=check_commitment, payer=owner_of_hotkey),
)
def set_commitment(
    s: State,
    origin: Origin,
    netuid: netuid,
    info: Annotated[CommitmentInfo, Typed(COMMITMENT_INFO, "Box<CommitmentInfo<T::MaxFields>>")],
) -> None:
    """Publish something about the hotkey that signs, on a subnet where it is registered.

    Replaces what it published there before. How many bytes it may publish in an epoch of the subnet is limited, and
    each commitment counts as at least 100. With the flag for it, validators' bonds in the hotkey are forgotten, where
    the subnet allows that.
    """
    logic.publish(s, netuid, ensure_signed(origin), info)


@call(index=2, weight=reads_writes(2_856_000, 0, 1))
def set_max_space(s: State, origin: Origin, new_limit: u32) -> None:
    """Set how many bytes a hotkey may publish in an epoch of a subnet. Root only."""
    ensure_root(origin)
    Storage.MaxSpace.put(s, new_limit)
