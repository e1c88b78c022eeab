"""Names of proof of work: seats for computation instead of TAO."""

from __future__ import annotations

from typing import final

from taonet.frame.error import ModuleError
from taonet.frame.event import Event, event
from taonet.runtime.types import account, netuid
from taonet.scale import u16, u64


@final
class InvalidWorkBlock(ModuleError, index=24):
    """The work names a block that is too old or yet to come. Work on a recent one."""


@final
class InvalidDifficulty(ModuleError, index=25):
    """The work is easier than the subnet asks for. Search on for a better nonce."""


@final
class InvalidSeal(ModuleError, index=26):
    """The seal does not follow from block, nonce and keys. Compute it anew from what is sent."""


@final
class FaucetDisabled(ModuleError, index=40):
    """This chain gives away no TAO. Use an account that has some."""


@final
@event(index=12, named=False)
class DifficultySet(Event, frozen=True):
    """Registering by work on a subnet is this hard."""

    netuid: netuid
    difficulty: u64


@final
@event(index=13, named=False)
class AdjustmentIntervalSet(Event, frozen=True):
    """Price and difficulty of a subnet are adjusted every so many blocks."""

    netuid: netuid
    blocks: u16


@final
@event(index=34, named=False)
class MinDifficultySet(Event, frozen=True):
    """Work on a subnet never gets easier than this."""

    netuid: netuid
    difficulty: u64


@final
@event(index=35, named=False)
class MaxDifficultySet(Event, frozen=True):
    """Work on a subnet never gets harder than this."""

    netuid: netuid
    difficulty: u64


@final
@event(index=52, named=False)
class PowRegistrationAllowed(Event, frozen=True):
    """Registration by work was opened or closed on a subnet."""

    netuid: netuid
    allowed: bool


@final
@event(index=56, named=False)
class AdjustmentAlphaSet(Event, frozen=True):
    """An adjustment keeps this part of the former difficulty, of 2^64 - 1."""

    netuid: netuid
    part: u64


@final
@event(index=57, named=False)
class Faucet(Event, frozen=True):
    """An account was given TAO for work."""

    account: account
    rao: u64
