"""What the runtime API tells of a referendum: what is true now, and what comes true if no vote changes."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.runtime.pallets.referenda.assembly import Assembly

from taonet.primitives.perbill import ONE, percent
from taonet.runtime.api.referenda import STANDING, Standing, base, standing
from taonet.runtime.pallets.origins.types import NetworkParameters
from taonet.runtime.pallets.referenda.curves import threshold
from taonet.runtime.pallets.referenda.forecast import Ending, Stage
from taonet.runtime.pallets.referenda.life import UNDECIDING_TIMEOUT
from taonet.runtime.pallets.referenda.tracks import DAY
from taonet.runtime.pallets.referenda.turnout import all_that_could_vote
from taonet.runtime.pallets.referenda.types import Approved, Cancelled, Rejected, TimedOut
from taonet.scale import U32, option

PARAMETERS = NetworkParameters()
KINDS = {
    Ending.Approved: Approved,
    Ending.Rejected: Rejected,
    Ending.TimedOut: TimedOut,
    Ending.Cancelled: Cancelled,
}


def ask(assembly: Assembly, index: int) -> Standing:
    """Ask as a client does."""
    answer = assembly.c.runtime.ask(assembly.c.s, "ReferendaApi_standing", U32.encode(index))
    found = option(STANDING).decode(answer)
    assert found is not None
    return found


def test_it_tells_the_base_and_what_is_needed_now(assembly: Assembly) -> None:
    index = assembly.open(origin=PARAMETERS)
    assembly.vote(index, ayes=30, nays=10)
    told = ask(assembly, index)

    assert told.base == all_that_could_vote(assembly.c.s, 10)
    assert told.stage is Stage.Deciding
    assert (told.approval, told.support) == (percent(75), percent(30))
    assert (told.min_approval, told.min_support) == (ONE, threshold(assembly.rules(index).min_support, 0))
    assert not told.passing


def test_it_tells_each_stage(assembly: Assembly) -> None:
    index = assembly.submit(origin=PARAMETERS)
    assert ask(assembly, index).stage is Stage.NoDeposit
    assert ask(assembly, index).deposit_missing == assembly.rules(index).decision_deposit
    assert ask(assembly, index).ends_at == assembly.c.number + UNDECIDING_TIMEOUT
    assembly.place(index)
    assert ask(assembly, index).stage is Stage.Preparing
    assert ask(assembly, index).deposit_missing == 0
    assembly.vote(index, ayes=60)
    assembly.run(assembly.rules(index).prepare_period)
    assert ask(assembly, index).stage is Stage.Confirming
    assembly.run(DAY)
    assert standing(assembly.c.s, index) is None
    assert standing(assembly.c.s, 99) is None
    assert base(assembly.c.s, index) > 0
    assert base(assembly.c.s, 99) == 0

    opened = [assembly.open() for _ in range(3)]
    assert ask(assembly, opened[2]).stage is Stage.Queued
    assert ask(assembly, opened[2]).ends_at is None


@settings(max_examples=15, deadline=None)
@given(ayes=st.integers(0, 60), nays=st.integers(0, 40), support=st.integers(0, 60), after=st.integers(0, 8 * DAY))
def test_what_it_foretells_comes_true(ayes: int, nays: int, support: int, after: int) -> None:
    assembly = Assembly()
    index = assembly.submit(origin=PARAMETERS)
    assembly.place(index)
    assembly.vote(index, ayes, nays, support)
    assembly.next()
    assembly.run(after)
    told = standing(assembly.c.s, index)
    if told is None:
        return
    assert told.ends_at is not None
    assert told.ends_as is not None
    assembly.run_to(told.ends_at - 1)
    assert standing(assembly.c.s, index) is not None

    assembly.next()
    assert isinstance(assembly.info(index), KINDS[told.ends_as])
