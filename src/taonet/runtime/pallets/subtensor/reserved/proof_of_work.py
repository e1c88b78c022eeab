"""Names around proof of work that no rule of today uses: the faucet and the former adjustment of prices."""

from __future__ import annotations

from typing import final

from taonet.frame.error import ModuleError
from taonet.frame.event import Event, event
from taonet.runtime.types import account, netuid
from taonet.scale import u16, u64


@final
class FaucetDisabled(ModuleError, index=40):
    """This chain gives away no TAO. Use an account that has some."""


@final
@event(index=13, named=False)
class AdjustmentIntervalSet(Event, frozen=True):
    """Price and difficulty of a subnet are adjusted every so many blocks."""

    netuid: netuid
    blocks: u16


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
