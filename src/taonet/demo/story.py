"""Turns what is logged, recorded and on the chain into a story, and explains each thing when it first moves. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, final

from taonet.demo.casts.cast import Cast, Part
from taonet.demo.figures import Picture
from taonet.demo.lines import Line
from taonet.demo.logs import Entry
from taonet.demo.plan import OWNER, VALIDATORS
from taonet.demo.records import AnyExchange, JudgedRound
from taonet.neuron.market import Verdict

PATIENCE: Final = 6
"""Rounds after which the first answers are shown, though some miner has given none."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One question, its answer, and what it was worth and why."""

    miner: str
    question: str
    answer: str | None
    seconds: float | None
    score: float
    cheated: bool
    reason: str


@final
@dataclass(slots=True)
class Story:
    """What was told so far, and the newest that was heard of each miner."""

    cast: Cast[Any, Any]
    names: Mapping[int, str]
    """Of all seats, by uid."""
    judged: dict[str, Judged] = field(default_factory=dict[str, Judged])
    averages: dict[str, float] = field(default_factory=dict[str, float])
    rounds: list[float] = field(default_factory=list[float])
    """How long each round took, in seconds."""
    example: Judged | None = None
    """What was told last."""
    _told: set[str] = field(default_factory=set[str])
    _last: Picture | None = None
    _turn: int = -1

    @property
    def miners(self) -> tuple[Part, ...]:
        """Return the miners of the cast."""
        return self.cast.miners

    def hear(self, name: str, entry: Entry) -> Iterator[Line]:
        """Tell an entry of a neuron's log, if it says something new."""
        match entry.get("event"):
            case "published":
                yield Line("miner", f"{name} is ready and serves at {entry['endpoint']}")
            case "validator":
                yield Line("validator", f"{name} is ready, and asks")
            case "no weights" if "permit" in entry["reason"] and self._first(f"permit {name}"):
                yield Line("weights", f"{name} may set none yet: an epoch gives the permit for them")
            case "weights set":
                yield from self._weights(name, entry["weights"])
            case _:
                pass

    def judge(self, judged: JudgedRound) -> Iterator[Line]:
        """Tell a round that the first validator has judged, if it says something new."""
        self.rounds.append(judged.seconds)
        for exchange, verdict in judged.judged:
            self._note(exchange, verdict)
        self.averages |= {self._name(uid): mean for uid, mean in judged.averages.items()}
        yield from self._round(judged.number, len({exchange.miner.uid for exchange, _ in judged.judged}))

    def see(self, picture: Picture) -> Iterator[Line]:
        """Tell what an epoch has changed."""
        last, self._last = self._last, picture
        if last is None or picture.epochs == last.epochs:
            self._last = picture if last is None else last
            return
        yield Line("epoch", f"{picture.epochs} has run at block {picture.block:,}: Yuma consensus merged the weights")
        if picture.pays_miners:
            yield from self._shares(picture)
        else:
            yield Line("", "no miner is paid yet: weights count from the epoch after them")
        earned = {name: f"{amount:,.1f}" for name, amount in picture.earned_since(last).items()}
        yield Line("alpha", "paid to " + ", ".join(f"{part.name} {earned[part.name]}" for part in self.miners))
        others = (*(part.name for part in VALIDATORS), OWNER)
        yield Line("alpha", "paid to " + ", ".join(f"{name} {earned[name]}" for name in others))
        yield from self._once("alpha", "alpha is the subnet's own currency, paid out as stake by each epoch")
        yield Line(
            "TAO",
            f"{picture.pool_tao:,.0f} in the pool for {picture.pool_alpha:,.0f} alpha: 1 alpha = {picture.price:.2f} TAO, "
            f"before {last.price:.2f}",
        )
        yield from self._once("TAO", "each block's new TAO goes into this pool, so alpha gets dearer")

    def _shares(self, picture: Picture) -> Iterator[Line]:
        miners = ", ".join(f"{part.name} {_percent(picture.of(part.name).incentive)}" for part in self.miners)
        yield Line("incentive", miners)
        yield from self._once("incentive", "a miner's share of the miners' alpha: what the weights agree on")
        validators = ", ".join(f"{part.name} {_percent(picture.of(part.name).dividends)}" for part in VALIDATORS)
        yield Line("dividends", validators)
        yield from self._once("dividends", "a validator's share: for stake, and for judging as the others do")

    def _round(self, number: int, asked: int) -> Iterator[Line]:
        if "examples" in self._told:
            yield from self._next_example()
            return
        yield Line("round", f"{number + 1}: val-one has asked {asked} of {len(self.miners)} miners")
        answered = [
            part.name for part in self.miners if (found := self.judged.get(part.name)) and found.answer is not None
        ]
        if len(answered) == len(self.miners) or number + 1 >= PATIENCE:
            self._first("examples")
            yield Line("", self.cast.fresh)
            for name in answered:
                yield from self._example(self.judged[name])
            yield Line("score", "the average of a miner's verdicts; val-one's weights follow from it")

    def _next_example(self) -> Iterator[Line]:
        """Tell the newest answer of one miner, each in turn."""
        self._turn += 1
        found = self.judged.get(self.miners[self._turn % len(self.miners)].name)
        if found is not None and found.answer is not None:
            yield from self._example(found)

    def _example(self, found: Judged) -> Iterator[Line]:
        self.example = found
        yield from example_lines(found)
        why = next((part.caught for part in self.miners if part.name == found.miner), "")
        if found.cheated and why and self._first(f"caught {found.miner}"):
            yield Line("", why, example=True)
            yield from self._once("fraud", "proven fraud wipes its score: no weight, no incentive, no alpha")

    def _weights(self, validator: str, weights: Mapping[str, float]) -> Iterator[Line]:
        shares = {self._name(int(uid)): float(share) for uid, share in weights.items()}
        words = ", ".join(f"{part.name} {_percent(shares.get(part.name, 0))}" for part in self.miners)
        yield Line("weights", f"{validator}: {words}")
        yield from self._once("weights", "what each miner is worth to a validator; they count from the next epoch")

    def _note(self, exchange: AnyExchange, verdict: Verdict) -> None:
        name, reply = self._name(exchange.miner.uid), exchange.reply
        found = Judged(
            miner=name,
            question=self.cast.question(exchange.task),
            answer=None if reply is None else self.cast.answer(exchange.task, reply.answer),
            seconds=None if reply is None else round(reply.seconds, 3),
            score=round(verdict.score, 4),
            cheated=verdict.cheated,
            reason=verdict.reason,
        )
        known = self.judged.get(name)
        # An answer that was refused teaches less than the one before.
        if found.answer is not None or known is None or known.answer is None:
            self.judged[name] = found

    def _once(self, what: str, explanation: str) -> Iterator[Line]:
        if self._first(what):
            yield Line("", explanation)

    def _first(self, what: str) -> bool:
        new = what not in self._told
        self._told.add(what)
        return new

    def _name(self, uid: Any) -> str:
        return self.names.get(int(uid), f"uid {uid}")


def example_lines(found: Judged) -> Iterator[Line]:
    """Yield what a miner was asked, what it answered, and what that was worth and why."""
    yield Line("question", f"to {found.miner}: ", found.question, keep_end=True, example=True)
    yield Line("answer", "", found.answer or "", f" after {found.seconds or 0:.2f} s", example=True)
    verdict = "caught" if found.cheated else f"{found.score:.2f}"
    yield Line("verdict", f"{verdict}: {found.reason}", example=True)


def _percent(share: float) -> str:
    return "0" if share == 0 else f"{share:.1%}"
