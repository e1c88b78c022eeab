"""Events of hyperparameters that root and owners set through the pallet AdminUtils: a new value each."""

from __future__ import annotations

from typing import final

from taonet.frame.event import Event, event
from taonet.runtime.types import netuid, per_u16, tao
from taonet.scale import u8, u16, u64


@final
@event(index=14, named=False)
class RegistrationPerIntervalSet(Event, frozen=True):
    """Registration on a subnet aims at this many neurons an interval; only root obeys three times of it."""

    netuid: netuid
    value: u16


@final
@event(index=15, named=False)
class MaxRegistrationsPerBlockSet(Event, frozen=True):
    """So many neurons may register on a subnet in a block."""

    netuid: netuid
    value: u16


@final
@event(index=19, named=False)
class KappaSet(Event, frozen=True):
    """This share of the stake must agree on a weight; 65535 is all of it."""

    netuid: netuid
    value: u16


@final
@event(index=23, named=False)
class WeightsSetRateLimitSet(Event, frozen=True):
    """So many blocks must lie between two settings of weights by one validator."""

    netuid: netuid
    value: u64


@final
@event(index=25, named=False)
class BondsMovingAverageSet(Event, frozen=True):
    """An epoch keeps this many millionths of the former bonds."""

    netuid: netuid
    value: u64


@final
@event(index=26, named=False)
class BondsPenaltySet(Event, frozen=True):
    """Bonds ignore weights above consensus this strongly; 65535 is wholly."""

    netuid: netuid
    value: u16


@final
@event(index=33, named=False)
class WeightsVersionKeySet(Event, frozen=True):
    """Validators must state at least this version with their weights."""

    netuid: netuid
    value: u64


@final
@event(index=36, named=False)
class ServingRateLimitSet(Event, frozen=True):
    """So many blocks must lie between two announcements of an endpoint by one neuron."""

    netuid: netuid
    value: u64


@final
@event(index=38, named=False)
class MaxBurnSet(Event, frozen=True):
    """Registering never costs more than this, in rao."""

    netuid: netuid
    value: tao


@final
@event(index=39, named=False)
class MinBurnSet(Event, frozen=True):
    """Registering never costs less than this, in rao."""

    netuid: netuid
    value: tao


@final
@event(index=40, named=False)
class MaxEpochsPerBlockSet(Event, frozen=True):
    """So many epochs may run in one block."""

    value: u8


@final
@event(index=42, named=False)
class TxDelegateTakeRateLimitSet(Event, frozen=True):
    """So many blocks must lie between a change of a take and its next increase."""

    value: u64


@final
@event(index=44, named=False)
class AdminFreezeWindowSet(Event, frozen=True):
    """Owners change nothing in this many blocks before an epoch."""

    value: u16


@final
@event(index=45, named=False)
class OwnerHyperparamRateLimitSet(Event, frozen=True):
    """So many tempos must lie between two changes of one hyperparameter by an owner."""

    value: u16


@final
@event(index=47, named=False)
class MinChildKeyTakePerSubnetSet(Event, frozen=True):
    """Children on a subnet take at least this; 65535 is all of it."""

    netuid: netuid
    value: per_u16


@final
@event(index=54, named=False)
class RAORecycledForRegistrationSet(Event, frozen=True):
    """The count of rao spent on registrations on a subnet was set."""

    netuid: netuid
    value: tao


@final
@event(index=55, named=False)
class StakeThresholdSet(Event, frozen=True):
    """Validators need this stake weight in rao to set weights."""

    value: u64


@final
@event(index=58, named=False)
class SubnetOwnerCutSet(Event, frozen=True):
    """Owners get this share of the emission of their subnets; 65535 is all of it."""

    value: u16


@final
@event(index=59, named=False)
class NetworkRateLimitSet(Event, frozen=True):
    """So many blocks must lie between the creations of two subnets."""

    value: u64


@final
@event(index=61, named=False)
class StartCallDelaySet(Event, frozen=True):
    """A subnet can be started so many blocks after it was created."""

    value: u64


@final
@event(index=62, named=False)
class NetworkMinLockCostSet(Event, frozen=True):
    """A new subnet never costs less than this, in rao."""

    value: tao


@final
@event(index=63, named=False)
class SubnetLimitSet(Event, frozen=True):
    """There may be so many subnets."""

    value: u16


@final
@event(index=64, named=False)
class NetworkLockCostReductionIntervalSet(Event, frozen=True):
    """The price of a new subnet falls by the last one paid in so many blocks."""

    value: u64


@final
@event(index=68, named=False)
class MaxDelegateTakeSet(Event, frozen=True):
    """No hotkey may take more than this; 65535 is all of it."""

    value: per_u16


@final
@event(index=69, named=False)
class MinDelegateTakeSet(Event, frozen=True):
    """No hotkey may set a take below this; 65535 is all of it."""

    value: per_u16


@final
@event(index=94, named=False)
class TransferToggle(Event, frozen=True):
    """Transfers of stake between coldkeys were allowed or forbidden on a subnet."""

    netuid: netuid
    enabled: bool


@final
@event(index=101, named=False)
class CommitRevealPeriodsSet(Event, frozen=True):
    """Weights are revealed so many epochs after their commit."""

    netuid: netuid
    value: u64


@final
@event(index=102, named=False)
class CommitRevealEnabled(Event, frozen=True):
    """Committing to weights before they are set was made a rule on a subnet, or no rule."""

    netuid: netuid
    enabled: bool


@final
@event(index=112, named=False)
class MinAllowedUidsSet(Event, frozen=True):
    """The neurons of a subnet can be cut down to this many."""

    netuid: netuid
    value: u16


@final
@event(index=114, named=False)
class MinNonImmuneUidsSet(Event, frozen=True):
    """Of the neurons past immunity so many are left in peace."""

    netuid: netuid
    value: u16
