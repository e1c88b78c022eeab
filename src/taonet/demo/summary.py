"""What the demo says at its end: for people, and as a document for programs. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from taonet.demo.figures import Picture
from taonet.demo.lines import Line
from taonet.demo.story import Story


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where the network stood at the start and at the end, what was heard meanwhile, and where it answers."""

    start: Picture
    end: Picture
    story: Story
    paid_epochs: int
    endpoint: str


def sentences(outcome: Outcome) -> Iterator[Line]:
    """Yield what each miner got and why, and where the TAO went."""
    end, start = outcome.end, outcome.start
    if not end.pays_miners and not any(end.earned_since(start)[part.name] for part in outcome.story.miners):
        yield Line("result", "no miner is paid yet: weights count from the epoch after them")
    else:
        yield from _results(outcome)
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


def document(outcome: Outcome) -> dict[str, Any]:
    """Return all of it for programs; amounts in TAO and alpha, shares from 0 to 1."""
    end, start = outcome.end, outcome.start
    earned = end.earned_since(start)
    return {
        "endpoint": outcome.endpoint,
        "netuid": end.netuid,
        "block": end.block,
        "epochs": end.epochs,
        "paid_epochs": outcome.paid_epochs,
        "price": end.price,
        "pool": {"tao": end.pool_tao, "alpha": end.pool_alpha},
        "since_start": {
            "blocks": end.block - start.block,
            "tao_made": end.issuance - start.issuance,
            "tao_into_pool": end.pool_tao - start.pool_tao,
            "price_before": start.price,
        },
        "neurons": [
            asdict(row)
            | {
                "earned": earned[row.name],
                "earned_tao": earned[row.name] * end.price,
                "score": outcome.story.averages.get(row.name),
                "cheated": row.name in outcome.story.judged and outcome.story.judged[row.name].cheated,
            }
            for row in end.rows
        ],
        "answers": [asdict(found) for found in outcome.story.judged.values()],
    }
