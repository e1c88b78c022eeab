"""Names of upgrades of the chain's code and of removing accounts on demand, which no transaction does here."""

from __future__ import annotations

from typing import Annotated, final

from taonet.frame.error import ModuleError, dispatch_error
from taonet.frame.event import Event, event
from taonet.primitives.ids import Hash
from taonet.runtime.types import H256
from taonet.scale import Typed


@final
class InvalidSpecName(ModuleError, index=0):
    """The new code is another chain's. Build it under this chain's name."""


@final
class SpecVersionNeedsToIncrease(ModuleError, index=1):
    """The new code is no newer than what runs. Raise its version."""


@final
class FailedToExtractRuntimeVersion(ModuleError, index=2):
    """The new code tells no version. Send a whole, valid runtime."""


@final
class MultiBlockMigrationsOngoing(ModuleError, index=6):
    """An upgrade is still being carried out. Wait for its end."""


@final
class NothingAuthorized(ModuleError, index=7):
    """No upgrade was authorised. Root must name its hash first."""


@final
class Unauthorized(ModuleError, index=8):
    """This is not the code that was authorised. Send the one with that hash."""


@final
class NonDefaultComposite(ModuleError, index=3):
    """The account still holds data of its own and cannot be removed."""


@final
class NonZeroRefCount(ModuleError, index=4):
    """The account is still referenced and cannot be removed."""


@final
@event(index=2)
class CodeUpdated(Event, frozen=True):
    """The chain has new code."""


@final
@event(index=6)
class UpgradeAuthorized(Event, frozen=True):
    """Root named the hash of the next code."""

    code_hash: Annotated[Hash, Typed(H256, "T::Hash")]
    check_version: bool


@final
@event(index=7)
class RejectedInvalidAuthorizedUpgrade(Event, frozen=True):
    """Code with the authorised hash was refused for this reason."""

    code_hash: Annotated[Hash, Typed(H256, "T::Hash")]
    error: dispatch_error
