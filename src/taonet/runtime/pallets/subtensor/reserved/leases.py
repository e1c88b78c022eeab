"""Names of leases: a subnet that a crowdloan pays for and its beneficiary runs."""

from __future__ import annotations

from typing import Annotated, final

from taonet.frame.error import ModuleError
from taonet.frame.event import Event, event
from taonet.runtime.types import account, alpha, netuid
from taonet.scale import U32, Typed, option

lease_id = Annotated[int, Typed(U32, "LeaseId")]
last_block = Annotated[int | None, Typed(option(U32), "Option<BlockNumberFor<T>>")]


@final
class InvalidLeaseBeneficiary(ModuleError, index=99):
    """Only the creator of the crowdloan can lease a subnet with it. Sign with that coldkey."""


@final
class LeaseCannotEndInThePast(ModuleError, index=100):
    """The lease would end before it begins. Name a later block, or none."""


@final
class LeaseNetuidNotFound(ModuleError, index=101):
    """The subnet of the new lease is not there, so nothing was leased."""


@final
class LeaseDoesNotExist(ModuleError, index=102):
    """There is no lease of this number."""


@final
class LeaseHasNoEndBlock(ModuleError, index=103):
    """This lease has no end and cannot be terminated."""


@final
class LeaseHasNotEnded(ModuleError, index=104):
    """The lease still runs. Wait for its end."""


@final
class Overflow(ModuleError, index=105):
    """A counter of leases is at its end; no lease can be added."""


@final
class BeneficiaryDoesNotOwnHotkey(ModuleError, index=106):
    """The hotkey that would own the subnet is not the beneficiary's. Name one that is."""


@final
class ExpectedBeneficiaryOrigin(ModuleError, index=107):
    """Only the beneficiary of the lease may do this. Sign with its coldkey."""


@final
@event(index=104)
class SubnetLeaseCreated(Event, frozen=True):
    """A crowdloan leased a subnet for a beneficiary, until a block or for ever."""

    beneficiary: account
    lease_id: lease_id
    netuid: netuid
    end_block: last_block


@final
@event(index=105)
class SubnetLeaseTerminated(Event, frozen=True):
    """A lease ended, and its subnet belongs to the beneficiary."""

    beneficiary: account
    netuid: netuid


@final
@event(index=124)
class SubnetLeaseDividendsDistributed(Event, frozen=True):
    """A contributor to a lease got its part of the owner's alpha."""

    lease_id: lease_id
    contributor: account
    alpha: alpha


@final
@event(index=149)
class SubnetLeaseDividendSkipped(Event, frozen=True):
    """A contributor to a lease could not be paid; the alpha stays with the lease."""

    lease_id: lease_id
    contributor: account
    alpha: alpha
