"""How good each miner's answers really were: its cast's measure, over what all validators have recorded of it."""

from __future__ import annotations

import math

from taonet.demo.plan import VALIDATORS
from taonet.demo.records import answered
from taonet.demo.stage import Stage
from taonet.demo.summary import Outcome, Quality
from taonet.demo.watching import Moment


def outcome_of(moment: Moment) -> Outcome:
    """Return how a market stands, with the quality of its miners measured."""
    return Outcome(
        stage=moment.stage,
        end=moment.picture,
        story=moment.story,
        paid_epochs=moment.paid_epochs,
        qualities=measured(moment.stage),
        ended=moment.ended,
    )


def measured(stage: Stage) -> dict[str, Quality]:
    """Return the true quality of each miner by name; raise `ValueError` if a cast's measure is no finite number."""
    places = [stage.record(seat.name) for seat in VALIDATORS]
    found: dict[str, Quality] = {}
    for hotkey, seat in stage.seats.items():
        if seat.role == "miner":
            rounds = answered(places, stage.cast.protocol, hotkey)
            value = stage.cast.quality(rounds) if rounds else None
            if value is not None and not math.isfinite(value):
                raise ValueError(f"the quality of {stage.cast.name}'s {seat.name} is {value}")
            found[seat.name] = Quality(value, sum(len(one.exchanges) for one in rounds))
    return found
