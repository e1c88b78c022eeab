"""The promises of the scheduler tell a state that breaks them."""

from collections.abc import Callable

import pytest

from taonet.frame.call import RuntimeCall
from taonet.frame.hooks import BrokenInvariant
from taonet.frame.state import State
from taonet.runtime.origins import RawRoot
from taonet.runtime.pallets.preimage.bounded import bound
from taonet.runtime.pallets.scheduler import PALLET
from taonet.runtime.pallets.scheduler.storage import Storage
from taonet.runtime.pallets.scheduler.tasks import schedule_named

names, blocks = PALLET.invariants
NAME = b"n" * 32


@pytest.mark.parametrize("place", [(3, 1), (4, 0)])
def test_a_name_that_leads_elsewhere_is_told(
    s: State, note: Callable[..., RuntimeCall], place: tuple[int, int]
) -> None:
    schedule_named(s, NAME, 3, bound(s, note(b"key")), RawRoot(), priority=0)
    names(s)
    Storage.Lookup.put(s, NAME, place)

    with pytest.raises(BrokenInvariant, match="is not at"):
        names(s)


def test_a_block_left_out_is_told(s: State) -> None:
    Storage.IncompleteSince.put(s, 1)
    blocks(s)
    Storage.IncompleteSince.put(s, 2)

    with pytest.raises(BrokenInvariant, match="come next"):
        blocks(s)
