"""One market as it runs: what is read of the chain, of the records and of the logs, and what that tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, final

from taonet.demo.figures import Picture, take_picture
from taonet.demo.lines import Line
from taonet.demo.logs import Follower
from taonet.demo.plan import VALIDATORS
from taonet.demo.processes import Children
from taonet.demo.records import RecordFollower
from taonet.demo.stage import Stage
from taonet.demo.story import Story
from taonet.neuron.steps import Client

GOES_AFTER: Final = 3
"""Paid epochs after which the miners that go offline do, where the demo has no end of its own."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A market now, what happened since the last moment, and how many epochs have paid its validators."""

    stage: Stage
    picture: Picture
    story: Story
    lines: tuple[Line, ...]
    paid_epochs: int
    ended: Mapping[str, str]
    """How neurons ended that should not have, by name."""


@final
class Watcher:
    """Looks at one market again and again, and takes the miners away that go offline."""

    def __init__(self, stage: Stage, client: Client, children: Children, epochs: int | None) -> None:
        self.stage = stage
        self.ended: dict[str, str] = {}
        """How neurons ended that should not have, by name."""
        self._client = client
        self._children = children
        self._goes_after = GOES_AFTER if epochs is None else max((epochs + 1) // 2, 1)
        self._epochs = epochs
        names = {row.uid: row.name for row in stage.start.rows}
        self._story = Story(stage.cast, names)
        self._logs = {row.name: Follower(children.log_of(stage.process(row.name))) for row in stage.start.rows}
        self._record = RecordFollower(stage.record(VALIDATORS[0].name), stage.cast.protocol)
        self._before: int | None = None
        self._offline: set[str] = set()
        tuple(self._story.see(stage.start))

    def look(self) -> Moment:
        """Return the market at this moment."""
        heard = list(self._heard())
        picture = take_picture(self._client, self.stage.netuid, self.stage.seats)
        paid = self._paid(picture)
        heard += [*self._story.see(picture), *self._leaving(paid)]
        return Moment(self.stage, picture, self._story, tuple(heard), paid, dict(self.ended))

    @property
    def over(self) -> bool:
        """Tell whether nobody asks the miners any more."""
        return all(seat.name in self.ended for seat in VALIDATORS)

    def done(self, moment: Moment) -> bool:
        """Tell whether enough epochs have paid."""
        return self._epochs is not None and moment.paid_epochs >= self._epochs

    def _heard(self) -> Iterator[Line]:
        for name, log in self._logs.items():
            for entry in log.new():
                yield from self._story.hear(name, entry)
        for judged in self._record.new():
            yield from self._story.judge(judged)
        yield from self._deaths()

    def _deaths(self) -> Iterator[Line]:
        """Tell which processes have ended that should not have: the others go on without them."""
        for seat in self.stage.seats.values():
            gone = self._offline | self.ended.keys()
            if seat.role == "owner" or seat.name in gone:
                continue
            why = self._children.why_ended(self.stage.process(seat.name))
            if why is not None:
                self.ended[seat.name] = why
                yield Line("ended", why)

    def _paid(self, picture: Picture) -> int:
        """Return how many epochs have paid every validator that is still there."""
        validators = [seat.name for seat in VALIDATORS if seat.name not in self.ended]
        if self._before is None and validators and all(picture.of(name).dividends > 0 for name in validators):
            self._before = picture.epochs - 1
        return 0 if self._before is None else picture.epochs - self._before

    def _leaving(self, paid: int) -> Iterator[Line]:
        if paid < self._goes_after:
            return
        for part in self.stage.cast.miners:
            if part.kind == "offline" and part.name not in self._offline | self.ended.keys():
                self._offline.add(part.name)
                self._children.kill(self.stage.process(part.name))
                yield Line("offline", f"{part.name} is gone, and told nobody: from here its questions have no answer")
