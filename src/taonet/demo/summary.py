"""What the demo says at its end: for people, and as a document for programs. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from taonet.demo.figures import Picture, Row
from taonet.demo.lines import Line
from taonet.demo.plan import VALIDATORS
from taonet.demo.ranking import Standing, cheater_share, spearman
from taonet.demo.stage import Stage
from taonet.demo.story import Story


@dataclass(frozen=True, slots=True)
class Quality:
    """How good a miner's answers really were, and how many there were; none without an answer."""

    value: float | None
    answers: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a market stood at the start and at the end, what was heard meanwhile, and the miners' true quality by name."""

    stage: Stage
    end: Picture
    story: Story
    paid_epochs: int
    qualities: Mapping[str, Quality]
    ended: Mapping[str, str]
    """How neurons ended that should not have, by name."""

    @property
    def start(self) -> Picture:
        """Return how the market stood before its neurons began."""
        return self.stage.start

    @property
    def abandoned(self) -> bool:
        """Tell whether no validator was left to go on."""
        return all(seat.name in self.ended for seat in VALIDATORS)

    @property
    def standings(self) -> tuple[Standing, ...]:
        """Return what each miner is, its true quality and its share of the pay."""
        return tuple(
            Standing(part.kind, self.qualities[part.name].value, self.end.of(part.name).incentive)
            for part in self.stage.cast.miners
        )


def sentences(outcome: Outcome) -> Iterator[Line]:
    """Yield what each miner got and why, whether pay followed quality, and where the TAO went."""
    end, start = outcome.end, outcome.start
    if not end.pays_miners and not any(end.earned_since(start)[part.name] for part in outcome.story.miners):
        yield Line("result", "no miner is paid yet: weights count from the epoch after them")
    else:
        yield from _results(outcome)
        yield from _ranking(outcome)
    made, into = end.issuance - start.issuance, end.pool_tao - start.pool_tao
    moved = f"{'grew' if into >= 0 else 'shrank'} by {abs(into):,.1f} to {end.pool_tao:,.1f} TAO"
    yield Line("TAO", f"{end.block - start.block:,} blocks made {made:,.1f}; the pool {moved}")
    yield Line("alpha", f"its price went from {start.price:.2f} to {end.price:.2f} TAO")


def _results(outcome: Outcome) -> Iterator[Line]:
    earned = outcome.end.earned_since(outcome.start)
    for part in outcome.story.miners:
        found = outcome.story.judged.get(part.name)
        because = f": {found.reason}" if found is not None else ""
        if earned[part.name] > 0:
            worth = earned[part.name] * outcome.end.price
            yield Line(
                part.name, f"earned {earned[part.name]:,.1f} alpha, which are {worth:,.1f} TAO at the pool's price"
            )
        elif found is not None and found.cheated:
            yield Line(part.name, f"earned nothing, caught{because}")
        else:
            yield Line(part.name, f"earned nothing{because}")


def _ranking(outcome: Outcome) -> Iterator[Line]:
    rank, share = spearman(outcome.standings), cheater_share(outcome.standings)
    if rank is not None:
        yield Line("spearman", f"{rank:.2f}: how far the honest miners' pay follows the true quality of their answers")
    if share is not None:
        yield Line("cheaters", f"the best paid one gets {share:.1%} of what an honest miner gets on average")


def document(outcomes: Mapping[str, Outcome], endpoint: str, gateway: str | None = None) -> dict[str, Any]:
    """Return all of it for programs, by market; amounts in TAO and alpha, shares from 0 to 1."""
    return {
        "endpoint": endpoint,
        "gateway": gateway,
        "markets": {name: _market(outcome) for name, outcome in outcomes.items()},
    }


def _market(outcome: Outcome) -> dict[str, Any]:
    end, start = outcome.end, outcome.start
    return {
        "netuid": end.netuid,
        "block": end.block,
        "epochs": end.epochs,
        "paid_epochs": outcome.paid_epochs,
        "spearman": spearman(outcome.standings),
        "cheater_share": cheater_share(outcome.standings),
        "price": end.price,
        "pool": {"tao": end.pool_tao, "alpha": end.pool_alpha},
        "since_start": {
            "blocks": end.block - start.block,
            "tao_made": end.issuance - start.issuance,
            "tao_into_pool": end.pool_tao - start.pool_tao,
            "price_before": start.price,
        },
        "neurons": [_neuron(outcome, row) for row in end.rows],
        "answers": [asdict(found) for found in outcome.story.judged.values()],
    }


def _neuron(outcome: Outcome, row: Row) -> dict[str, Any]:
    earned = outcome.end.earned_since(outcome.start)[row.name]
    kinds = {part.name: part.kind for part in outcome.stage.cast.miners}
    quality = outcome.qualities.get(row.name, Quality(None, 0))
    found = outcome.story.judged.get(row.name)
    return asdict(row) | {
        "kind": kinds.get(row.name),
        "quality": quality.value,
        "answers": quality.answers,
        "earned": earned,
        "earned_tao": earned * outcome.end.price,
        "score": outcome.story.averages.get(row.name),
        "cheated": found is not None and found.cheated,
        "ended": outcome.ended.get(row.name),
    }
