"""The summary and the document of the demo: what each miner got and why, and whether pay followed quality."""

from dataclasses import replace
from pathlib import Path

from taonet.demo.casts import cast_of
from taonet.demo.figures import Picture, Row
from taonet.demo.lines import flat
from taonet.demo.plan import seats
from taonet.demo.stage import Stage
from taonet.demo.story import Judged, Story
from taonet.demo.summary import Outcome, Quality, document, sentences

CAST = cast_of("text")
SEATS = {f"key of {seat.name}": seat for seat in seats(CAST)}
QUALITY = {"strong": 0.8, "fair": 0.5, "weak": 0.3, "poor": 0.1, "slow": 0.8, "leaver": 0.9, "nonsense": 0.0}


def _picture(epochs: int, **incentives: float) -> Picture:
    """Return a market in which each miner holds as much alpha as a hundred times its incentive."""
    rows = tuple(
        Row(uid, seat.name, seat.role, pay := incentives.get(seat.name, 0.0), 0, 0, 100 * pay)
        for uid, seat in enumerate(SEATS.values())
    )
    return Picture(2, 100 + epochs, epochs, 4.0 + epochs, 2_000.0, 400.0, 10_000.0 + epochs, 360, rows)


def _outcome(end: Picture, *judged: Judged) -> Outcome:
    stage = Stage(CAST, Path(), SEATS, _picture(0))
    story = Story(CAST, {row.uid: row.name for row in end.rows}, judged={one.miner: one for one in judged})
    qualities = {part.name: Quality(QUALITY.get(part.name), 10 * (part.name in QUALITY)) for part in CAST.miners}
    return Outcome(stage, end, story, end.epochs, qualities, {})


def _judged(miner: str, reason: str, *, cheated: bool = False) -> Judged:
    return Judged(miner, "?", "!", 0.5, 0.0, cheated, reason)


def test_the_summary_before_anything_is_paid_is_true() -> None:
    text = "\n".join(flat(line) for line in sentences(_outcome(_picture(0))))

    assert "no miner is paid yet" in text
    assert "earned" not in text
    assert "spearman" not in text


def test_the_summary_says_what_each_miner_got_and_why() -> None:
    copied, wrong = _judged("copycat", "other tokens", cheated=True), _judged("weak", "quality 0.00")
    told = [flat(line) for line in sentences(_outcome(_picture(2, strong=0.5, fair=0.25), copied, wrong))]

    assert told[:10] == [
        "strong     earned 50.0 alpha, which are 300.0 TAO at the pool's price",
        "fair       earned 25.0 alpha, which are 150.0 TAO at the pool's price",
        "weak       earned nothing: quality 0.00",
        "poor       earned nothing",
        "slow       earned nothing",
        "leaver     earned nothing",
        "nonsense   earned nothing",
        "copycat    earned nothing, caught: other tokens",
        "spearman   0.95: how far the honest miners' pay follows the true quality of their answers",
        "cheaters   the best paid one gets 0.0% of what an honest miner gets on average",
    ]


def test_the_document_has_the_markets_figures_and_what_each_miner_is() -> None:
    paid = _picture(3, strong=0.4, fair=0.3, weak=0.2, poor=0.08, nonsense=0.02)
    market = document({"text": _outcome(paid)}, "ws://x")["markets"]["text"]
    neurons = {row["name"]: row for row in market["neurons"]}

    assert market["spearman"] == 1.0
    assert round(market["cheater_share"], 3) == round(0.02 / 0.245, 3)
    assert market["paid_epochs"] == 3
    assert (neurons["strong"]["kind"], neurons["copycat"]["kind"], neurons["owner"]["kind"]) == (
        "honest",
        "copier",
        None,
    )
    assert (neurons["strong"]["quality"], neurons["strong"]["answers"], neurons["strong"]["earned_tao"]) == (
        0.8,
        10,
        280,
    )
    assert (neurons["copycat"]["quality"], neurons["val-one"]["quality"]) == (None, None)


def test_a_market_without_validators_is_abandoned_and_says_how_they_ended() -> None:
    outcome = _outcome(_picture(1))
    ended = {"val-one": "text-val-one was killed by SIGKILL"}
    one, both = replace(outcome, ended=ended), replace(outcome, ended=ended | {"val-two": "ended"})
    neurons = document({"text": one}, "ws://x")["markets"]["text"]["neurons"]

    assert not one.abandoned
    assert both.abandoned
    assert [row["ended"] for row in neurons if row["ended"]] == list(ended.values())
