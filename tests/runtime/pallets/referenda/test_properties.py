"""Whatever is done to referenda in whatever order: counts, queues, alarms, deposits and preimages stay what they promise."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from tests.runtime.pallets.referenda.assembly import NEXT, Assembly

from taonet.frame.error import DispatchError
from taonet.primitives.amounts import RAO_PER_TAO, Tao
from taonet.runtime.origins import RawRoot
from taonet.runtime.pallets.balances.logic import reserved_balance, total_issuance
from taonet.runtime.pallets.balances.storage import Storage as Balances
from taonet.runtime.pallets.origins.types import NetworkParameters, ReferendumCanceller
from taonet.runtime.pallets.preimage.bounded import Lookup
from taonet.runtime.pallets.preimage.events import Noted
from taonet.runtime.pallets.referenda import hooks, polls, queue
from taonet.runtime.pallets.referenda.storage import Storage
from taonet.runtime.pallets.referenda.tally import Tally
from taonet.runtime.pallets.referenda.turnout import all_that_could_vote
from taonet.runtime.pallets.referenda.types import Ended, Ongoing
from taonet.sim import Chain

WHO = st.sampled_from([Chain.alice, Chain.bob, Chain.charlie])
ORIGIN = st.sampled_from([RawRoot(), NetworkParameters(), ReferendumCanceller()])
WHICH = st.integers(0, 12)
PERCENT = st.integers(0, 100)


class Machine(RuleBasedStateMachine):
    """Anybody does anything; refusals are part of it."""

    def __init__(self) -> None:
        super().__init__()
        self.assembly = Assembly()
        self.c = self.assembly.c
        self.issued = total_issuance(self.c.s)

    def _try(self, caller: Any, *call: Any) -> None:
        try:
            self.c.call(caller, *call)
        except DispatchError:
            return

    @rule(who=WHO, origin=ORIGIN)
    def submit(self, who: Any, origin: Any) -> None:
        self.assembly.submit(self.assembly.change(9), who=who, origin=origin)

    @rule(who=WHO, size=st.integers(130, 140), wrong=st.integers(0, 3))
    def submit_by_preimage(self, who: Any, size: int, wrong: int) -> None:
        data = self.c.runtime.call_codec.encode(self.assembly.remark(b"z" * size))
        before = len(self.assembly.told(Noted))
        self._try(who, "Preimage", "note_preimage", data)
        noted = self.assembly.told(Noted)[before:]
        if noted:
            length = len(data) + (wrong == 3)
            self._try(who, "Referenda", "submit", RawRoot(), Lookup(noted[0].hash, length), NEXT)
            self._try(who, "Preimage", "unnote_preimage", noted[0].hash)

    @rule(who=WHO, index=WHICH)
    def place(self, who: Any, index: int) -> None:
        self._try(who, "Referenda", "place_decision_deposit", index)

    @rule(who=WHO, index=WHICH, amount=st.integers(0, 300))
    def share(self, who: Any, index: int, amount: int) -> None:
        self._try(who, "Referenda", "share_decision_deposit", index, Tao(amount * RAO_PER_TAO))

    @rule(index=WHICH, ayes=PERCENT, nays=PERCENT, support=PERCENT)
    def vote(self, index: int, ayes: int, nays: int, support: int) -> None:
        info = Storage.ReferendumInfoFor.get(self.c.s, index)
        if isinstance(info, Ongoing):
            part = all_that_could_vote(self.c.s, info.status.track) // 100
            polls.change_tally(self.c.s, index, lambda _: Tally(ayes * part, nays * part, support * part))

    @rule(index=WHICH, call=st.sampled_from(["cancel", "kill", "nudge_referendum"]))
    def end(self, index: int, call: str) -> None:
        self._try_as_root(call, index)

    @rule(track=st.sampled_from([0, 10, 20, 21]))
    def fill(self, track: int) -> None:
        self._try_as_root("one_fewer_deciding", track)

    def _try_as_root(self, call: str, argument: int) -> None:
        try:
            self.c.as_root("Referenda", call, argument)
        except DispatchError:
            return

    @rule(who=WHO, index=WHICH, call=st.sampled_from(["refund_decision_deposit", "refund_submission_deposit"]))
    def refund(self, who: Any, index: int, call: str) -> None:
        self._try(who, "Referenda", call, index)

    @rule(blocks=st.sampled_from([1, 1, 50, 600, 3_600, 7_200, 50_400]))
    def wait(self, blocks: int) -> None:
        self.assembly.run(blocks)

    @invariant()
    def all_promises_hold(self) -> None:
        self.c.check()

    def teardown(self) -> None:
        """End all and give everything back: nothing stays reserved of what was not taken."""
        for index in range(Storage.ReferendumCount.get(self.c.s)):
            self._try_as_root("cancel", index)
            for call in ("refund_decision_deposit", "refund_submission_deposit"):
                self._try(Chain.bob, "Referenda", call, index)
        ended = [info for _, info in Storage.ReferendumInfoFor.items(self.c.s) if isinstance(info, Ended)]
        lost = sum(info.submission_deposit.amount for info in ended if info.submission_deposit is not None)
        reserved = sum(reserved_balance(self.c.s, who) for who in (Chain.alice, Chain.bob, Chain.charlie))
        held = sum(hold.amount for who in (Chain.alice, Chain.bob, Chain.charlie) for hold in _holds(self.c, who))
        assert reserved - held == lost
        assert Storage.DecidingCount.get(self.c.s, 0) == 0
        assert [entry for _, entry in Storage.TrackQueue.items(self.c.s)] == []


def _holds(c: Chain, who: Any) -> list[Any]:
    return Balances.Holds.get(c.s, who)


@pytest.fixture(autouse=True)
def small_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let queues and blocks be full soon."""
    monkeypatch.setattr(hooks, "MOST_IN_A_BLOCK", 2)
    monkeypatch.setattr(queue.inserted, "__defaults__", (2,))


TestReferenda = Machine.TestCase
TestReferenda.settings = settings(max_examples=15, stateful_step_count=40, deadline=None)


@pytest.mark.slow
class TestReferendaLong(Machine.TestCase):
    """The same for longer."""

    settings = settings(max_examples=400, stateful_step_count=60, deadline=None)
