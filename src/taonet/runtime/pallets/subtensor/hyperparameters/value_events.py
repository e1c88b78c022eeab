"""Events of hyperparameters that root and owners set through the pallet AdminUtils: a new value each."""

from __future__ import annotations

from typing import final

from taonet.frame.event import Event, event
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import NetUid
from taonet.runtime.types import NET_UID, PER_U16, TAO
from taonet.scale import BOOL, U8, U16, U64

_NUMBER_16 = {"netuid": NET_UID, "value": U16}
_NUMBER_64 = {"netuid": NET_UID, "value": U64}
_AMOUNT = {"netuid": NET_UID, "value": TAO}
_SHARE = {"netuid": NET_UID, "value": PER_U16}
_SWITCH = {"netuid": NET_UID, "enabled": BOOL}


@final
@event(index=14, fields=_NUMBER_16, named=False)
class RegistrationPerIntervalSet(Event, frozen=True):
    """Registration on a subnet aims at this many neurons an interval; only root obeys three times of it."""

    netuid: NetUid
    value: int


@final
@event(index=15, fields=_NUMBER_16, named=False)
class MaxRegistrationsPerBlockSet(Event, frozen=True):
    """So many neurons may register on a subnet in a block."""

    netuid: NetUid
    value: int


@final
@event(index=19, fields=_NUMBER_16, named=False)
class KappaSet(Event, frozen=True):
    """This share of the stake must agree on a weight; 65535 is all of it."""

    netuid: NetUid
    value: int


@final
@event(index=23, fields=_NUMBER_64, named=False)
class WeightsSetRateLimitSet(Event, frozen=True):
    """So many blocks must lie between two settings of weights by one validator."""

    netuid: NetUid
    value: int


@final
@event(index=25, fields=_NUMBER_64, named=False)
class BondsMovingAverageSet(Event, frozen=True):
    """An epoch keeps this many millionths of the former bonds."""

    netuid: NetUid
    value: int


@final
@event(index=26, fields=_NUMBER_16, named=False)
class BondsPenaltySet(Event, frozen=True):
    """Bonds ignore weights above consensus this strongly; 65535 is wholly."""

    netuid: NetUid
    value: int


@final
@event(index=33, fields=_NUMBER_64, named=False)
class WeightsVersionKeySet(Event, frozen=True):
    """Validators must state at least this version with their weights."""

    netuid: NetUid
    value: int


@final
@event(index=36, fields=_NUMBER_64, named=False)
class ServingRateLimitSet(Event, frozen=True):
    """So many blocks must lie between two announcements of an endpoint by one neuron."""

    netuid: NetUid
    value: int


@final
@event(index=38, fields=_AMOUNT, named=False)
class MaxBurnSet(Event, frozen=True):
    """Registering never costs more than this, in rao."""

    netuid: NetUid
    value: Tao


@final
@event(index=39, fields=_AMOUNT, named=False)
class MinBurnSet(Event, frozen=True):
    """Registering never costs less than this, in rao."""

    netuid: NetUid
    value: Tao


@final
@event(index=40, fields={"value": U8}, named=False)
class MaxEpochsPerBlockSet(Event, frozen=True):
    """So many epochs may run in one block."""

    value: int


@final
@event(index=42, fields={"value": U64}, named=False)
class TxDelegateTakeRateLimitSet(Event, frozen=True):
    """So many blocks must lie between a change of a take and its next increase."""

    value: int


@final
@event(index=44, fields={"value": U16}, named=False)
class AdminFreezeWindowSet(Event, frozen=True):
    """Owners change nothing in this many blocks before an epoch."""

    value: int


@final
@event(index=45, fields={"value": U16}, named=False)
class OwnerHyperparamRateLimitSet(Event, frozen=True):
    """So many tempos must lie between two changes of one hyperparameter by an owner."""

    value: int


@final
@event(index=47, fields=_SHARE, named=False)
class MinChildKeyTakePerSubnetSet(Event, frozen=True):
    """Children on a subnet take at least this; 65535 is all of it."""

    netuid: NetUid
    value: int


@final
@event(index=54, fields=_AMOUNT, named=False)
class RAORecycledForRegistrationSet(Event, frozen=True):
    """The count of rao spent on registrations on a subnet was set."""

    netuid: NetUid
    value: Tao


@final
@event(index=55, fields={"value": U64}, named=False)
class StakeThresholdSet(Event, frozen=True):
    """Validators need this stake weight in rao to set weights."""

    value: int


@final
@event(index=58, fields={"value": U16}, named=False)
class SubnetOwnerCutSet(Event, frozen=True):
    """Owners get this share of the emission of their subnets; 65535 is all of it."""

    value: int


@final
@event(index=59, fields={"value": U64}, named=False)
class NetworkRateLimitSet(Event, frozen=True):
    """So many blocks must lie between the creations of two subnets."""

    value: int


@final
@event(index=61, fields={"value": U64}, named=False)
class StartCallDelaySet(Event, frozen=True):
    """A subnet can be started so many blocks after it was created."""

    value: int


@final
@event(index=62, fields={"value": TAO}, named=False)
class NetworkMinLockCostSet(Event, frozen=True):
    """A new subnet never costs less than this, in rao."""

    value: Tao


@final
@event(index=63, fields={"value": U16}, named=False)
class SubnetLimitSet(Event, frozen=True):
    """There may be so many subnets."""

    value: int


@final
@event(index=64, fields={"value": U64}, named=False)
class NetworkLockCostReductionIntervalSet(Event, frozen=True):
    """The price of a new subnet falls by the last one paid in so many blocks."""

    value: int


@final
@event(index=68, fields={"value": PER_U16}, named=False)
class MaxDelegateTakeSet(Event, frozen=True):
    """No hotkey may take more than this; 65535 is all of it."""

    value: int


@final
@event(index=69, fields={"value": PER_U16}, named=False)
class MinDelegateTakeSet(Event, frozen=True):
    """No hotkey may set a take below this; 65535 is all of it."""

    value: int


@final
@event(index=94, fields=_SWITCH, named=False)
class TransferToggle(Event, frozen=True):
    """Transfers of stake between coldkeys were allowed or forbidden on a subnet."""

    netuid: NetUid
    enabled: bool


@final
@event(index=101, fields=_NUMBER_64, named=False)
class CommitRevealPeriodsSet(Event, frozen=True):
    """Weights are revealed so many epochs after their commit."""

    netuid: NetUid
    value: int


@final
@event(index=102, fields=_SWITCH, named=False)
class CommitRevealEnabled(Event, frozen=True):
    """Committing to weights before they are set was made a rule on a subnet, or no rule."""

    netuid: NetUid
    enabled: bool


@final
@event(index=112, fields=_NUMBER_16, named=False)
class MinAllowedUidsSet(Event, frozen=True):
    """The neurons of a subnet can be cut down to this many."""

    netuid: NetUid
    value: int


@final
@event(index=114, fields=_NUMBER_16, named=False)
class MinNonImmuneUidsSet(Event, frozen=True):
    """Of the neurons past immunity so many are left in peace."""

    netuid: NetUid
    value: int
