"""Settings of consensus, bonds and mechanisms: how an epoch turns weights into rewards.

Source: lib.rs sudo_set_kappa, sudo_set_bonds_moving_average, sudo_set_mechanism_count
Source: pallets/subtensor/src/epoch/run_epoch.rs do_set_alpha_values
"""

from __future__ import annotations

from operator import ge, le

from taonet.frame.call import call
from taonet.frame.origin import Origin
from taonet.frame.state import State
from taonet.frame.weight import reads_writes
from taonet.runtime.pallets.admin_utils import errors, events
from taonet.runtime.pallets.admin_utils.setting import (
    exists,
    must,
    owner,
    owner_once_in,
    root,
    setting,
    within,
)
from taonet.runtime.pallets.subtensor.accounts.types import Hyperparameter as Limit
from taonet.runtime.pallets.subtensor.hyperparameters import changes
from taonet.runtime.pallets.subtensor.hyperparameters import errors as refusals
from taonet.runtime.pallets.subtensor.hyperparameters import events as told
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.hyperparameters.types import ConsensusMode
from taonet.runtime.pallets.subtensor.rate_limits import TransactionType
from taonet.runtime.types import mech_id, netuid
from taonet.scale import i16, u16, u64

MAX_BONDS_MOVING_AVERAGE = 975_000  # millionths
MIN_ALPHA = 65_535 // 40
MECHANISM_RATE_LIMIT = 7_200  # blocks: a day of 12 s blocks


@call(index=16, weight=reads_writes(16_592_000, 1, 1, 4_084))
@setting(root, Hyperparameters.Kappa, told.KappaSet, exists)
def sudo_set_kappa(s: State, origin: Origin, netuid: netuid, kappa: u16) -> None:
    """Set the share of the stake that must agree on a weight; 65535 is all of it. For root."""


@call(index=17, weight=reads_writes(30_948_000, 5, 1, 4_383))
@setting(owner(Limit.Rho), Hyperparameters.Rho, None, exists)
def sudo_set_rho(s: State, origin: Origin, netuid: netuid, rho: u16) -> None:
    """Set the number that clients show as rho; no rule reads it any more. For owner and root."""


@call(index=26, weight=reads_writes(33_944_000, 5, 1, 4_383))
@setting(
    owner(Limit.BondsMovingAverage),
    Hyperparameters.BondsMovingAverage,
    told.BondsMovingAverageSet,
    must(le, MAX_BONDS_MOVING_AVERAGE, errors.BondsMovingAverageMaxReached, for_owner=True),
    exists,
)
def sudo_set_bonds_moving_average(s: State, origin: Origin, netuid: netuid, bonds_moving_average: u64) -> None:
    """Set how many millionths of the former bonds an epoch keeps; an owner at most 975000. For owner and root."""


@call(index=60, weight=reads_writes(33_892_000, 5, 1, 4_383))
@setting(owner(Limit.BondsPenalty), Hyperparameters.BondsPenalty, told.BondsPenaltySet, exists)
def sudo_set_bonds_penalty(s: State, origin: Origin, netuid: netuid, bonds_penalty: u16) -> None:
    """Set how strongly bonds ignore weights above consensus; 65535 is wholly. For owner and root."""


@call(index=50, weight=reads_writes(25_596_000, 4, 1, 4_280))
@setting(owner(Limit.LiquidAlphaEnabled), Hyperparameters.LiquidAlphaOn, None)
def sudo_set_liquid_alpha_enabled(s: State, origin: Origin, netuid: netuid, enabled: bool) -> None:
    """Decide whether bonds adapt at a rate that depends on consensus. For owner and root."""


@call(index=51, weight=reads_writes(33_784_000, 5, 1, 4_427))
def sudo_set_alpha_values(s: State, origin: Origin, netuid: netuid, alpha_low: u16, alpha_high: u16) -> None:
    """Set the lowest and the highest rate at which bonds adapt, at least 1638; 65535 is at once. For owner and root."""
    with owner(Limit.AlphaValues)(s, origin, netuid):
        if not Hyperparameters.LiquidAlphaOn.get(s, netuid):
            raise refusals.LiquidAlphaDisabled
        if alpha_high < MIN_ALPHA:
            raise refusals.AlphaHighTooLow
        if not MIN_ALPHA <= alpha_low <= alpha_high:
            raise refusals.AlphaLowOutOfRange

        Hyperparameters.AlphaValues.put(s, netuid, (alpha_low, alpha_high))


@call(index=104, weight=reads_writes(33_784_000, 5, 1, 4_427))
@setting(
    owner(Limit.LiquidAlphaConsensusMode), Hyperparameters.LiquidAlphaConsensusMode, told.LiquidAlphaConsensusModeSet
)
def sudo_set_liquid_alpha_consensus_mode(s: State, origin: Origin, netuid: netuid, mode: ConsensusMode) -> None:
    """Choose the consensus that adaptive bonds compare weights with. For owner and root."""


@call(index=68, weight=reads_writes(30_896_000, 5, 1, 4_383))
@setting(
    owner(Limit.AlphaSigmoidSteepness),
    Hyperparameters.AlphaSigmoidSteepness,
    None,
    exists,
    must(ge, 0, errors.NegativeSigmoidSteepness, for_owner=True),
)
def sudo_set_alpha_sigmoid_steepness(s: State, origin: Origin, netuid: netuid, steepness: i16) -> None:
    """Set how steeply the rate of bonds rises between its bounds; only root may make it fall. For owner and root."""


@call(index=69, weight=reads_writes(28_464_000, 4, 1, 4_280))
@setting(owner(Limit.Yuma3Enabled), Hyperparameters.Yuma3On, events.Yuma3EnableToggled)
def sudo_set_yuma3_enabled(s: State, origin: Origin, netuid: netuid, enabled: bool) -> None:
    """Decide whether bonds follow the third version of the rules. For owner and root."""


@call(index=76, weight=reads_writes(52_768_000, 18, 1))
def sudo_set_mechanism_count(s: State, origin: Origin, netuid: netuid, mechanism_count: mech_id) -> None:
    """Set how many mechanisms a subnet has; those that go lose all they kept. For owner and root, once a day."""
    with owner_once_in(MECHANISM_RATE_LIMIT, TransactionType.MechanismCountUpdate)(s, origin, netuid):
        changes.set_mechanism_count(s, netuid, mechanism_count)


@call(index=77, weight=reads_writes(45_668_000, 8, 2))
def sudo_set_mechanism_emission_split(s: State, origin: Origin, netuid: netuid, maybe_split: list[u16] | None) -> None:
    """Share the emission among mechanisms: parts of 65535, or evenly for none. For owner and root, once a day."""
    with owner_once_in(MECHANISM_RATE_LIMIT, TransactionType.MechanismEmission)(s, origin, netuid):
        changes.set_emission_split(s, netuid, maybe_split)


@call(index=88, weight=reads_writes(2_836_000, 0, 1))
@setting(root, Hyperparameters.MaxMechanismCount, None, within(1, changes.MAX_MECHANISMS, refusals.InvalidValue))
def sudo_set_max_mechanism_count(s: State, origin: Origin, max_mechanism_count: mech_id) -> None:
    """Set how many mechanisms a subnet may have, 1 to 16. For root."""
