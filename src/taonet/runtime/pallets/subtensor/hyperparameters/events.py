"""Events of hyperparameters. Most say that a value is a new one, and are a row of number, type and text."""

from __future__ import annotations

from typing import Annotated, Any, final

import msgspec

from taonet.frame.event import Event, event
from taonet.runtime.pallets.subtensor.hyperparameters.types import (
    CONSENSUS_MODE,
    ConsensusMode,
    ValueSet,
    ValueSetOnSubnet,
)
from taonet.runtime.types import account, netuid, per_u16, tao
from taonet.scale import u8, u16, u32, u64


def _of_subnet(name: str, index: int, value: Any, doc: str) -> type[ValueSetOnSubnet]:
    """Declare the event of a subnet's value. `value` is the annotation of its type."""
    return event(index=index, named=False)(_declared(name, value, doc, ValueSetOnSubnet))


def _of_chain(name: str, index: int, value: Any, doc: str) -> type[ValueSet]:
    """Declare the event of a value that holds for all subnets."""
    return event(index=index, named=False)(_declared(name, value, doc, ValueSet))


def _declared(name: str, value: Any, doc: str, base: type[Any]) -> Any:
    fields = [("value", value)]
    return msgspec.defstruct(name, fields, bases=(base,), module=__name__, namespace={"__doc__": doc}, frozen=True)


MaxAllowedUidsSet = _of_subnet("MaxAllowedUidsSet", 10, u16, "A subnet may have this many neurons.")
DifficultySet = _of_subnet("DifficultySet", 12, u64, "Registering by work on a subnet is this hard.")
RegistrationPerIntervalSet = _of_subnet(
    "RegistrationPerIntervalSet",
    14,
    u16,
    "Registration on a subnet aims at this many neurons an interval; only root obeys three times of it.",
)
MaxRegistrationsPerBlockSet = _of_subnet(
    "MaxRegistrationsPerBlockSet", 15, u16, "So many neurons may register on a subnet in a block."
)
KappaSet = _of_subnet("KappaSet", 19, u16, "This share of the stake must agree on a weight; 65535 is all of it.")
MinAllowedWeightSet = _of_subnet(
    "MinAllowedWeightSet", 20, u16, "A validator of a subnet must set at least this many weights."
)
WeightsSetRateLimitSet = _of_subnet(
    "WeightsSetRateLimitSet", 23, u64, "So many blocks must lie between two settings of weights by one validator."
)
ImmunityPeriodSet = _of_subnet("ImmunityPeriodSet", 24, u16, "New neurons of a subnet are immune for this many blocks.")
BondsMovingAverageSet = _of_subnet(
    "BondsMovingAverageSet", 25, u64, "An epoch keeps this many millionths of the former bonds."
)
BondsPenaltySet = _of_subnet(
    "BondsPenaltySet", 26, u16, "Bonds ignore weights above consensus this strongly; 65535 is wholly."
)
MaxAllowedValidatorsSet = _of_subnet("MaxAllowedValidatorsSet", 28, u16, "A subnet may have this many validators.")
WeightsVersionKeySet = _of_subnet(
    "WeightsVersionKeySet", 33, u64, "Validators must state at least this version with their weights."
)
MinDifficultySet = _of_subnet("MinDifficultySet", 34, u64, "Work on a subnet never gets easier than this.")
MaxDifficultySet = _of_subnet("MaxDifficultySet", 35, u64, "Work on a subnet never gets harder than this.")
ServingRateLimitSet = _of_subnet(
    "ServingRateLimitSet", 36, u64, "So many blocks must lie between two announcements of an endpoint by one neuron."
)
MaxBurnSet = _of_subnet("MaxBurnSet", 38, tao, "Registering never costs more than this, in rao.")
MinBurnSet = _of_subnet("MinBurnSet", 39, tao, "Registering never costs less than this, in rao.")
CommitRevealVersionSet = _of_chain("CommitRevealVersionSet", 107, u16, "Weights are sealed in this form from now on.")
MaxEpochsPerBlockSet = _of_chain("MaxEpochsPerBlockSet", 40, u8, "So many epochs may run in one block.")
TxDelegateTakeRateLimitSet = _of_chain(
    "TxDelegateTakeRateLimitSet", 42, u64, "So many blocks must lie between a change of a take and its next increase."
)
AdminFreezeWindowSet = _of_chain(
    "AdminFreezeWindowSet", 44, u16, "Owners change nothing in this many blocks before an epoch."
)
OwnerHyperparamRateLimitSet = _of_chain(
    "OwnerHyperparamRateLimitSet",
    45,
    u16,
    "So many tempos must lie between two changes of one hyperparameter by an owner.",
)
MinChildKeyTakePerSubnetSet = _of_subnet(
    "MinChildKeyTakePerSubnetSet", 47, per_u16, "Children on a subnet take at least this; 65535 is all of it."
)
RegistrationAllowed = _of_subnet(
    "RegistrationAllowed", 51, bool, "Registration by paying the price was opened or closed on a subnet."
)
PowRegistrationAllowed = _of_subnet(
    "PowRegistrationAllowed", 52, bool, "Registration by work was opened or closed on a subnet."
)
TempoSet = _of_subnet("TempoSet", 53, u16, "A subnet has an epoch every so many blocks.")
RAORecycledForRegistrationSet = _of_subnet(
    "RAORecycledForRegistrationSet", 54, tao, "So many rao were spent on registrations on a subnet so far."
)
StakeThresholdSet = _of_chain("StakeThresholdSet", 55, u64, "Validators need this stake weight in rao to set weights.")
SubnetOwnerCutSet = _of_chain(
    "SubnetOwnerCutSet", 58, u16, "Owners get this share of the emission of their subnets; 65535 is all of it."
)
NetworkRateLimitSet = _of_chain(
    "NetworkRateLimitSet", 59, u64, "So many blocks must lie between the creations of two subnets."
)
StartCallDelaySet = _of_chain(
    "StartCallDelaySet", 61, u64, "A subnet can be started so many blocks after it was created."
)
NetworkMinLockCostSet = _of_chain("NetworkMinLockCostSet", 62, tao, "A new subnet never costs less than this, in rao.")
SubnetLimitSet = _of_chain("SubnetLimitSet", 63, u16, "There may be so many subnets.")
NetworkLockCostReductionIntervalSet = _of_chain(
    "NetworkLockCostReductionIntervalSet",
    64,
    u64,
    "The price of a new subnet falls by the last one paid in so many blocks.",
)
MaxDelegateTakeSet = _of_chain(
    "MaxDelegateTakeSet", 68, per_u16, "No hotkey may take more than this; 65535 is all of it."
)
MinDelegateTakeSet = _of_chain(
    "MinDelegateTakeSet", 69, per_u16, "No hotkey may set a take below this; 65535 is all of it."
)
TransferToggle = _of_subnet(
    "TransferToggle", 94, bool, "Transfers of stake between coldkeys were allowed or forbidden on a subnet."
)
CommitRevealPeriodsSet = _of_subnet(
    "CommitRevealPeriodsSet", 101, u64, "Weights are revealed so many epochs after their commit."
)
CommitRevealEnabled = _of_subnet(
    "CommitRevealEnabled",
    102,
    bool,
    "Committing to weights before they are set was made a rule on a subnet, or no rule.",
)
LiquidAlphaConsensusModeSet = _of_subnet(
    "LiquidAlphaConsensusModeSet",
    146,
    Annotated[ConsensusMode, CONSENSUS_MODE],
    "The adaptive bonds of a subnet compare weights with this consensus.",
)
MinAllowedUidsSet = _of_subnet("MinAllowedUidsSet", 112, u16, "The neurons of a subnet can be cut down to this many.")
MinNonImmuneUidsSet = _of_subnet(
    "MinNonImmuneUidsSet", 114, u16, "Of the neurons past immunity so many are left in peace."
)


@final
@event(index=135)
class ActivityCutoffFactorMilliSet(Event, frozen=True):
    """Neurons of a subnet count as inactive after so many thousandths of a tempo."""

    netuid: netuid
    factor_milli: u32


@final
@event(index=136)
class EpochTriggered(Event, frozen=True):
    """The owner of a subnet asked for an epoch in a block to come."""

    netuid: netuid
    by: account
    fires_at: u64
