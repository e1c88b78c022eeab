"""Names of settings that no rule here reads."""

from __future__ import annotations

from typing import final

from taonet.frame.error import ModuleError
from taonet.frame.event import Event, event
from taonet.runtime.pallets.subtensor.hyperparameters.types import EpochConsensus
from taonet.runtime.types import netuid, u64f64
from taonet.scale import u16, u64


@final
class ActivityCutoffTooLow(ModuleError, index=86):
    """The cutoff is below the least one that the chain allows. Choose a higher one."""


@final
@event(index=16, named=False)
class ActivityCutoffSet(Event, frozen=True):
    """Neurons of a subnet count as inactive after this many blocks."""

    netuid: netuid
    blocks: u16


@final
@event(index=21, named=False)
class ValidatorPruneLenSet(Event, frozen=True):
    """A value for validators of a subnet was set that no rule reads any more."""

    netuid: netuid
    length: u64


@final
@event(index=22, named=False)
class ScalingLawPowerSet(Event, frozen=True):
    """The exponent of a subnet's scaling law was set, in hundredths; no rule reads it any more."""

    netuid: netuid
    power: u16


@final
@event(index=27, named=False)
class BondsResetOnSet(Event, frozen=True):
    """Miners of a subnet may ask that bonds in them are forgotten, or may not."""

    netuid: netuid
    enabled: bool


@final
@event(index=41, named=False)
class TxRateLimitSet(Event, frozen=True):
    """So many blocks must lie between two rate limited calls of one account."""

    blocks: u64


@final
@event(index=60, named=False)
class NetworkImmunityPeriodSet(Event, frozen=True):
    """No subnet is removed in its first blocks, of which there are so many."""

    blocks: u64


@final
@event(index=129)
class BurnHalfLifeSet(Event, frozen=True):
    """The price of registering on a subnet halves in this many blocks."""

    netuid: netuid
    burn_half_life: u16


@final
@event(index=130)
class BurnIncreaseMultSet(Event, frozen=True):
    """A registration multiplies the price of the next by this, U64F64 bits."""

    netuid: netuid
    burn_increase_mult: u64f64


@final
@event(index=154, named=False)
class EpochConsensusSet(Event, frozen=True):
    """Epochs of a subnet reward in another way."""

    netuid: netuid
    consensus: EpochConsensus
