"""How referenda stand: this chain's own, since what the support is a part of cannot be told from storage by others."""

from __future__ import annotations

from typing import Annotated, final

import msgspec

from taonet.frame.api import runtime_api
from taonet.frame.state import State
from taonet.primitives.amounts import Tao
from taonet.runtime.pallets.referenda import deposits, forecast, life, service, tally
from taonet.runtime.pallets.referenda.curves import perbill, threshold
from taonet.runtime.pallets.referenda.forecast import Ending, Stage
from taonet.runtime.pallets.referenda.storage import Storage
from taonet.runtime.pallets.referenda.turnout import all_that_could_vote
from taonet.runtime.pallets.referenda.types import Ongoing
from taonet.runtime.types import TAO
from taonet.scale import U16, U32, Codec, Typed, option, struct, u32, u64, unit_enum

_CRATE = "taonet_referenda_runtime_api"
maybe_block = Annotated[int | None, Typed(option(U32), "Option<BlockNumber>")]

STAGE = unit_enum(Stage, f"{_CRATE}::Stage")
ENDING = unit_enum(Ending, f"{_CRATE}::Ending")


@final
class Standing(msgspec.Struct, frozen=True):
    """How an ongoing referendum stands in this block.

    `base` is what support is a part of, `passes_at` the block from which on its present votes are enough, `ends_at` and
    `ends_as` how it ends if no vote changes. They are none where that is never, or depends on others.
    """

    track: Annotated[int, U16]
    stage: Stage
    base: u64
    approval: perbill
    support: perbill
    min_approval: perbill
    min_support: perbill
    passing: bool
    deposit_missing: Annotated[Tao, TAO]
    passes_at: maybe_block
    ends_at: maybe_block
    ends_as: Ending | None


STANDING: Codec[Standing] = struct(Standing, f"{_CRATE}::Standing")

API = runtime_api("ReferendaApi", version=1, doc="How referenda stand, and what the support is a part of.")


@API.method(quick=True)
def standing(s: State, index: u32) -> Standing | None:
    """Return how a referendum stands; None for one that is over, or has lost its track or its subnet."""
    info = Storage.ReferendumInfoFor.get(s, index)
    if not isinstance(info, Ongoing):
        return None
    status = info.status
    rules = service.rules_of(s, status)
    if rules is None:
        return None
    facts = service.facts_of(s, index, status)
    since = facts.now if status.deciding is None else status.deciding.since
    x = life.progress(since, facts.now, rules)
    end = forecast.forecast(status, rules, facts)
    return Standing(
        track=status.track,
        stage=forecast.stage(status, rules, facts),
        base=facts.base,
        approval=tally.approval(status.tally),
        support=tally.support(status.tally, facts.base),
        min_approval=threshold(rules.min_approval, x),
        min_support=threshold(rules.min_support, x),
        passing=life.is_passing(status.tally, facts.base, since, facts.now, rules),
        deposit_missing=Tao(0) if status.decision_deposit else deposits.missing(s, index, rules.decision_deposit),
        passes_at=None if status.deciding is None else life.passes_at(status.deciding, status.tally, rules, facts.base),
        ends_at=None if end is None else end.at,
        ends_as=None if end is None else end.ending,
    )


@API.method(quick=True)
def base(s: State, index: u32) -> u64:
    """Return what the support of a referendum is a part of, or was when it ended; 0 where nothing was decided."""
    current = standing(s, index)
    return Storage.BaseOf.get(s, index) if current is None else current.base


@API.method(quick=True)
def turnout(s: State, track: Annotated[int, U16]) -> u64:
    """Return all that could vote on a track now, in rao of TAO or of the subnet's alpha."""
    return all_that_could_vote(s, track)
