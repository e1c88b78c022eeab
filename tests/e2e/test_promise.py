"""Pay follows quality, in every market at once, on real processes: a node, validators, honest miners and cheats.

The promise is for at most 12 epochs. Here each market may keep it as soon as two epochs have paid.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Shown:
    """How each market stood when it kept the promise or at the end, and the rounds of each before and after one was killed."""

    outcomes: dict[str, Outcome]
    before: dict[str, int]
    after: dict[str, int]
    ended: dict[str, list[str]]
    """How processes ended that should not have, by market."""


@pytest.fixture(scope="module")
def shown() -> Iterator[Shown]:
    casts = [cast_of(market) for market in MARKETS]
    for cast in casts:
        for file in cast.files:
            pull_file(file, lambda *_: None)
    options = DemoOptions(EPOCHS, None)
    with running_network(casts, options, print) as network:
        outcomes = promised(network, options)
        before = rounds(network)
        kill(network, network.stages[0])
        after = two_more(network, network.stages[1:], before)
        ended = {stage.cast.name: list(deaths(network, stage)) for stage in network.stages}
        yield Shown(outcomes, before, after, ended)


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


def two_more(network: Network, stages: tuple[Stage, ...], before: dict[str, int]) -> dict[str, int]:
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


@pytest.mark.parametrize("market", MARKETS)
def test_incentive_follows_the_measured_quality_of_honest_miners(shown: Shown, market: str) -> None:
    outcome = shown.outcomes[market]
    rank = spearman(outcome.standings)

    assert outcome.paid_epochs <= EPOCHS
    assert rank is not None, outcome.standings
    assert rank >= LEAST_SPEARMAN, outcome.standings


@pytest.mark.parametrize("market", MARKETS)
def test_cheats_get_less_than_a_twentieth_of_an_honest_miner(shown: Shown, market: str) -> None:
    outcome = shown.outcomes[market]
    share = cheater_share(outcome.standings)

    assert share is not None, outcome.standings
    assert share < MOST_CHEATER_SHARE, outcome.standings
    assert all(quality.answers > 0 for quality in outcome.qualities.values()), outcome.qualities


@pytest.mark.parametrize("market", MARKETS[1:])
def test_a_market_whose_processes_are_killed_changes_nothing_for_the_others(shown: Shown, market: str) -> None:
    assert shown.after[market] >= shown.before[market] + 2
    assert shown.ended[market] == []


def test_what_was_killed_stays_ended(shown: Shown) -> None:
    cast = cast_of(MARKETS[0])

    assert len(shown.ended[MARKETS[0]]) == len(cast.miners) + len(VALIDATORS) - 1
    assert shown.after[MARKETS[0]] <= shown.before[MARKETS[0]] + 1
