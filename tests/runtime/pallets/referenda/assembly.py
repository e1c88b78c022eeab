"""A chain with votes, and what a test does with its referenda. Votes are written into the tally: who casts them is not asked."""

from __future__ import annotations

from typing import Any, final

from msgspec.structs import replace

from taonet.frame.call import RuntimeCall
from taonet.frame.origin import OriginCaller
from taonet.frame.runtime import Runtime
from taonet.primitives.amounts import RAO_PER_TAO, Tao
from taonet.primitives.ids import AccountId
from taonet.runtime.api import VOTES_APIS
from taonet.runtime.construct import PALLETS
from taonet.runtime.extensions import EXTRINSICS
from taonet.runtime.genesis.types import Genesis
from taonet.runtime.origins import RawRoot
from taonet.runtime.pallets import origins, referenda
from taonet.runtime.pallets.preimage.bounded import Bounded, Inline
from taonet.runtime.pallets.referenda import polls, tracks
from taonet.runtime.pallets.referenda.life import UNDECIDING_TIMEOUT
from taonet.runtime.pallets.referenda.storage import Storage
from taonet.runtime.pallets.referenda.tally import Tally
from taonet.runtime.pallets.referenda.tracks import TrackInfo
from taonet.runtime.pallets.referenda.turnout import all_that_could_vote
from taonet.runtime.pallets.referenda.types import After, DispatchTime, Info, Ongoing, Status
from taonet.runtime.pallets.scheduler.storage import Storage as Scheduler
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.version import VOTES_VERSION
from taonet.sim import Chain

WITHOUT_VOTERS = Runtime(VOTES_VERSION, (*PALLETS, origins.PALLET, referenda.PALLET), VOTES_APIS, EXTRINSICS)
"""The runtime of chains with votes without the pallets that count votes, and that hold tallies against them."""

MILLION = 1_000_000 * RAO_PER_TAO
NEXT = After(0)


def jump(c: Chain, number: int) -> None:
    """Go to a block: those in which no alarm and no scheduled call is due are not made."""
    while c.number < number:
        due = [block for block, _ in Storage.Alarms.items(c.s)]
        due += [block for block, _ in Scheduler.Agenda.items(c.s)]
        target = min([number, *(block for block in due if block > c.number)])
        c.go_to(target - 1)
        Scheduler.IncompleteSince.put(c.s, target)
        c.blocks(1)


@final
class Assembly:
    """A chain on which holders decide, and its referenda."""

    def __init__(self, runtime: Runtime = WITHOUT_VOTERS) -> None:
        holders = {who: Tao(MILLION) for who in (Chain.alice, Chain.bob, Chain.charlie)}
        genesis = Genesis(name="assembly", balances=holders, authorities=(), votes=True)
        self.c = Chain(genesis, runtime=runtime, keep_root=False)
        self.c.blocks(1)

    def remark(self, text: bytes = b"hello") -> RuntimeCall:
        """Return a call without an effect."""
        return self.c.runtime.call("System", "remark", text)

    def change(self, limit: int = 7) -> RuntimeCall:
        """Return a call that changes a setting of the network."""
        return self.c.runtime.call("AdminUtils", "sudo_set_admin_freeze_window", limit)

    def window(self) -> int:
        """Return that setting."""
        return Hyperparameters.AdminFreezeWindow.get(self.c.s)

    def inline(self, call: RuntimeCall) -> Inline:
        """Return a short call as a proposal."""
        return Inline(self.c.runtime.call_codec.encode(call))

    def submit(
        self,
        call: RuntimeCall | Bounded | None = None,
        *,
        origin: OriginCaller | None = None,
        who: AccountId = Chain.alice,
        at: DispatchTime = NEXT,
    ) -> int:
        """Submit a referendum and return its index."""
        proposal: Any = self.remark() if call is None else call
        if isinstance(proposal, RuntimeCall):
            proposal = self.inline(proposal)
        self.c.call(who, "Referenda", "submit", RawRoot() if origin is None else origin, proposal, at)
        return Storage.ReferendumCount.get(self.c.s) - 1

    def place(self, index: int, who: AccountId = Chain.bob) -> None:
        """Place a decision deposit."""
        self.c.call(who, "Referenda", "place_decision_deposit", index)

    def open(self, call: RuntimeCall | Bounded | None = None, **how: Any) -> int:
        """Submit a referendum, place its deposit, and wait until it is ready to be decided on."""
        index = self.submit(call, **how)
        self.place(index)
        self.run_to(self.status(index).submitted + self.rules(index).prepare_period)
        return index

    def vote(self, index: int, ayes: int = 0, nays: int = 0, support: int | None = None) -> None:
        """Let the tally of a referendum be these hundredths of all that could vote."""
        part = all_that_could_vote(self.c.s, self.status(index).track) // 100
        tally = Tally(ayes * part, nays * part, (ayes if support is None else support) * part)
        polls.change_tally(self.c.s, index, lambda _: tally)

    def info(self, index: int) -> Info | None:
        """Return what a referendum is."""
        return Storage.ReferendumInfoFor.get(self.c.s, index)

    def status(self, index: int) -> Status:
        """Return an ongoing referendum."""
        info = self.info(index)
        assert isinstance(info, Ongoing), info
        return info.status

    def rules(self, index: int) -> TrackInfo:
        """Return the rules of a referendum's track."""
        rules = tracks.info(self.status(index).track)
        assert rules is not None
        return rules

    def rewrite(self, index: int, **changes: Any) -> None:
        """Change a referendum in the state."""
        Storage.ReferendumInfoFor.put(self.c.s, index, Ongoing(replace(self.status(index), **changes)))

    def next(self) -> None:
        """Make the next block."""
        self.c.blocks(1)

    def run_to(self, number: int) -> None:
        """Go to a block: those in which nothing is due are not made."""
        jump(self.c, number)

    def run(self, blocks: int) -> None:
        """Go on by so many blocks."""
        self.run_to(self.c.number + blocks)

    def time_out(self) -> None:
        """Wait until what was submitted by now has timed out."""
        self.run(UNDECIDING_TIMEOUT)

    def told(self, kind: type[Any]) -> list[Any]:
        """Return the newest block's events of a kind."""
        return self.c.events(kind)
