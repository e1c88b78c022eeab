"""Pay follows quality, in every market at once, on real processes: a node, validators, honest miners and cheats.

The promise is for at most 12 epochs. Here each market may keep it as soon as two epochs have paid.
"""

import time
from collections.abc import Iterator, Sequence

import pytest

from taonet.demo.casts import MARKETS, cast_of
from taonet.demo.plan import VALIDATORS
from taonet.demo.quality import outcome_of
from taonet.demo.ranking import cheater_share, spearman
from taonet.demo.records import RecordFollower
from taonet.demo.run import NODE, DemoOptions, Network, running_network, watch
from taonet.demo.stage import Stage
from taonet.demo.summary import Outcome
from taonet.markets.packaged import pull_file

EPOCHS = 12
LEAST_SPEARMAN, MOST_CHEATER_SHARE = 0.9, 0.05
pytestmark = pytest.mark.timeout(3_600)


def test_pay_follows_quality_in_every_market_and_one_that_is_killed_changes_nothing_for_the_others() -> None:
    casts = [cast_of(market) for market in MARKETS]
    for cast in casts:
        for file in cast.files:
            pull_file(file, lambda *_: None)
    options = DemoOptions(EPOCHS, None)
    with running_network(casts, options, print) as network:
        first, *others = network.stages
        outcomes = promised(network, options)
        for market, outcome in outcomes.items():
            rank, share = spearman(outcome.standings), cheater_share(outcome.standings)
            assert outcome.paid_epochs <= EPOCHS
            assert rank is not None, (market, outcome.standings)
            assert rank >= LEAST_SPEARMAN, (market, outcome.standings)
            assert share is not None, (market, outcome.standings)
            assert share < MOST_CHEATER_SHARE, (market, outcome.standings)
            assert all(quality.answers > 0 for quality in outcome.qualities.values()), (market, outcome.qualities)
        assert set(outcomes) == set(MARKETS)

        before = rounds(network)
        kill(network, first)
        after = two_more(network, others, before)

        assert len(list(deaths(network, first))) == len(first.seats) - 2  # all but the owner, and who had gone before
        assert after[first.cast.name] <= before[first.cast.name] + 1
        for stage in others:
            assert after[stage.cast.name] >= before[stage.cast.name] + 2
            assert list(deaths(network, stage)) == []


def promised(network: Network, options: DemoOptions) -> dict[str, Outcome]:
    """Watch until every market has kept the promise, or twelve epochs have paid."""
    outcomes: dict[str, Outcome] = {}
    looked = dict.fromkeys(MARKETS, 1)
    for moment in watch(network, options, print):
        market = moment.stage.cast.name
        if moment.paid_epochs > looked[market] and not (market in outcomes and kept(outcomes[market])):
            looked[market] = moment.paid_epochs
            outcomes[market] = outcome_of(moment)
        if len(outcomes) == len(MARKETS) and all(map(kept, outcomes.values())):
            break
    return outcomes


def kept(outcome: Outcome) -> bool:
    rank, share = spearman(outcome.standings), cheater_share(outcome.standings)
    return rank is not None and share is not None and rank >= LEAST_SPEARMAN and share < MOST_CHEATER_SHARE


def rounds(network: Network) -> dict[str, int]:
    """Return how many rounds the first validator of each market has judged."""
    first = VALIDATORS[0].name
    return {
        stage.cast.name: sum(1 for _ in RecordFollower(stage.record(first), stage.cast.protocol).new())
        for stage in network.stages
    }


def kill(network: Network, stage: Stage) -> None:
    for seat in stage.seats.values():
        if seat.role != "owner":
            network.children.kill(stage.process(seat.name))


def two_more(network: Network, stages: Sequence[Stage], before: dict[str, int]) -> dict[str, int]:
    """Wait until these markets have judged two more rounds."""
    deadline = time.monotonic() + 600
    while True:
        network.children.check(NODE)
        after = rounds(network)
        if all(after[stage.cast.name] >= before[stage.cast.name] + 2 for stage in stages):
            return after
        assert time.monotonic() < deadline, (before, after)
        time.sleep(0.5)


def deaths(network: Network, stage: Stage) -> Iterator[str]:
    for seat in stage.seats.values():
        kinds = {part.name: part.kind for part in stage.cast.miners}
        if seat.role != "owner" and kinds.get(seat.name) != "offline":
            why = network.children.why_ended(stage.process(seat.name))
            yield from [why] if why is not None else []
