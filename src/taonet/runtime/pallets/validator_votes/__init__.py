"""Validators' votes: root stake whose holder does not vote follows its validator, at a tenth and unlocked."""

from taonet.frame.pallet import pallet, part
from taonet.runtime.pallets.validator_votes import calls, errors, events
from taonet.runtime.pallets.validator_votes.invariants import INVARIANTS
from taonet.runtime.pallets.validator_votes.storage import Constants, Storage

PALLET = pallet(
    "ValidatorVotes",
    43,
    "pallet_validator_votes",
    part(
        storage=[Storage],
        calls=[calls],
        events=[events],
        errors=[errors],
        constants=[Constants],
        invariants=INVARIANTS,
    ),
    doc="Votes of validators for the root stake that follows them.",
)
