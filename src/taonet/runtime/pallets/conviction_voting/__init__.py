"""Conviction voting: accounts vote in referenda with what they keep, longer for more weight, or let others vote for them."""

from taonet.frame.pallet import Reference, pallet, part
from taonet.runtime.pallets.conviction_voting import calls, errors, events
from taonet.runtime.pallets.conviction_voting.invariants import INVARIANTS
from taonet.runtime.pallets.conviction_voting.locks import bound_stake, stake_changes
from taonet.runtime.pallets.conviction_voting.storage import Constants, Storage
from taonet.runtime.pallets.subtensor.staking.stakes import BOUND_STAKE, STAKE_CHANGES

PALLET = pallet(
    "ConvictionVoting",
    40,
    "pallet_conviction_voting",
    part(
        storage=[Storage],
        calls=[calls],
        events=[events],
        errors=[errors],
        constants=[Constants],
        invariants=INVARIANTS,
        on={STAKE_CHANGES: stake_changes, BOUND_STAKE: bound_stake},
    ),
    parameters=("T", "I"),
    parity=Reference("polkadot-sdk/substrate/frame/conviction-voting", "b1ae9b4"),
)
