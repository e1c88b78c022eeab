"""Settings of consensus, bonds and mechanisms: how an epoch turns weights into rewards."""

from __future__ import annotations

from taonet.frame.call import call
from taonet.frame.origin import Origin, ensure_root
from taonet.frame.state import State
from taonet.frame.weight import reads_writes
from taonet.runtime.pallets.admin_utils import errors
from taonet.runtime.pallets.admin_utils.events import Yuma3EnableToggled
from taonet.runtime.pallets.admin_utils.guards import ensure_subnet, owner_action, owner_change
from taonet.runtime.pallets.subtensor.accounts.types import Hyperparameter
from taonet.runtime.pallets.subtensor.hyperparameters import mechanism_changes, value_events
from taonet.runtime.pallets.subtensor.hyperparameters import value_errors as refusals
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.hyperparameters.types import ConsensusMode
from taonet.runtime.pallets.subtensor.rate_limits import TransactionType
from taonet.runtime.types import mech_id, netuid
from taonet.scale import i16, u16, u64

MAX_BONDS_MOVING_AVERAGE = 975_000  # millionths
MIN_ALPHA = 65_535 // 40
MECHANISM_RATE_LIMIT = 7_200  # blocks: a day of 12 s blocks


@call(index=16, weight=reads_writes(16_301_000, 1, 1, 4_084))
def sudo_set_kappa(s: State, origin: Origin, netuid: netuid, kappa: u16) -> None:
    """Set the share of the stake that must agree on a weight; 65535 is all of it. For root."""
    ensure_root(origin)
    ensure_subnet(s, netuid)

    Hyperparameters.Kappa.put(s, netuid, kappa)
    s.emit(value_events.KappaSet(netuid, kappa))


@call(index=17, weight=reads_writes(31_268_000, 5, 1, 4_383))
def sudo_set_rho(s: State, origin: Origin, netuid: netuid, rho: u16) -> None:
    """Set the number that clients show as rho; no rule reads it any more. For owner and root."""
    with owner_change(s, origin, netuid, Hyperparameter.Rho):
        ensure_subnet(s, netuid)
        Hyperparameters.Rho.put(s, netuid, rho)


@call(index=26, weight=reads_writes(34_495_000, 5, 1, 4_383))
def sudo_set_bonds_moving_average(s: State, origin: Origin, netuid: netuid, bonds_moving_average: u64) -> None:
    """Set how many millionths of the former bonds an epoch keeps; an owner at most 975000. For owner and root."""
    with owner_change(s, origin, netuid, Hyperparameter.BondsMovingAverage) as owner:
        if owner is not None and bonds_moving_average > MAX_BONDS_MOVING_AVERAGE:
            raise errors.BondsMovingAverageMaxReached
        ensure_subnet(s, netuid)

        Hyperparameters.BondsMovingAverage.put(s, netuid, bonds_moving_average)
        s.emit(value_events.BondsMovingAverageSet(netuid, bonds_moving_average))


@call(index=60, weight=reads_writes(34_354_000, 5, 1, 4_383))
def sudo_set_bonds_penalty(s: State, origin: Origin, netuid: netuid, bonds_penalty: u16) -> None:
    """Set how strongly bonds ignore weights above consensus; 65535 is wholly. For owner and root."""
    with owner_change(s, origin, netuid, Hyperparameter.BondsPenalty):
        ensure_subnet(s, netuid)
        Hyperparameters.BondsPenalty.put(s, netuid, bonds_penalty)
        s.emit(value_events.BondsPenaltySet(netuid, bonds_penalty))


@call(index=50, weight=reads_writes(25_538_000, 4, 1, 4_280))
def sudo_set_liquid_alpha_enabled(
    s: State,
    origin: Origin,
    netuid: netuid,
    enabled: bool,
) -> None:
    """Decide whether bonds adapt at a rate that depends on consensus. For owner and root."""
    with owner_change(s, origin, netuid, Hyperparameter.LiquidAlphaEnabled):
        Hyperparameters.LiquidAlphaOn.put(s, netuid, enabled)


@call(index=51, weight=reads_writes(34_224_000, 5, 1, 4_427))
def sudo_set_alpha_values(s: State, origin: Origin, netuid: netuid, alpha_low: u16, alpha_high: u16) -> None:
    """Set the lowest and the highest rate at which bonds adapt, at least 1638; 65535 is at once. For owner and root."""
    with owner_change(s, origin, netuid, Hyperparameter.AlphaValues):
        if not Hyperparameters.LiquidAlphaOn.get(s, netuid):
            raise refusals.LiquidAlphaDisabled
        if alpha_high < MIN_ALPHA:
            raise refusals.AlphaHighTooLow
        if not MIN_ALPHA <= alpha_low <= alpha_high:
            raise refusals.AlphaLowOutOfRange

        Hyperparameters.AlphaValues.put(s, netuid, (alpha_low, alpha_high))


@call(index=104, weight=reads_writes(34_224_000, 5, 1, 4_427))
def sudo_set_liquid_alpha_consensus_mode(s: State, origin: Origin, netuid: netuid, mode: ConsensusMode) -> None:
    """Choose the consensus that adaptive bonds compare weights with. For owner and root."""
    with owner_change(s, origin, netuid, Hyperparameter.LiquidAlphaConsensusMode):
        Hyperparameters.LiquidAlphaConsensusMode.put(s, netuid, mode)


@call(index=68, weight=reads_writes(31_438_000, 5, 1, 4_383))
def sudo_set_alpha_sigmoid_steepness(s: State, origin: Origin, netuid: netuid, steepness: i16) -> None:
    """Set how steeply the rate of bonds rises between its bounds; only root may make it fall. For owner and root."""
    with owner_change(s, origin, netuid, Hyperparameter.AlphaSigmoidSteepness) as owner:
        ensure_subnet(s, netuid)
        if owner is not None and steepness < 0:
            raise errors.NegativeSigmoidSteepness

        Hyperparameters.AlphaSigmoidSteepness.put(s, netuid, steepness)


@call(index=69, weight=reads_writes(28_583_000, 4, 1, 4_280))
def sudo_set_yuma3_enabled(
    s: State,
    origin: Origin,
    netuid: netuid,
    enabled: bool,
) -> None:
    """Decide whether bonds follow the third version of the rules. For owner and root."""
    with owner_change(s, origin, netuid, Hyperparameter.Yuma3Enabled):
        Hyperparameters.Yuma3On.put(s, netuid, enabled)
        s.emit(Yuma3EnableToggled(netuid, enabled))


@call(index=76, weight=reads_writes(15_000_000, 18, 1))
def sudo_set_mechanism_count(s: State, origin: Origin, netuid: netuid, mechanism_count: mech_id) -> None:
    """Set how many mechanisms a subnet has; those that go lose all they kept. For owner and root, once a day."""
    with owner_action(s, origin, netuid, TransactionType.MechanismCountUpdate, MECHANISM_RATE_LIMIT):
        mechanism_changes.set_count(s, netuid, mechanism_count)


@call(index=77, weight=reads_writes(15_000_000, 1, 1))
def sudo_set_mechanism_emission_split(s: State, origin: Origin, netuid: netuid, maybe_split: list[u16] | None) -> None:
    """Share the emission among mechanisms: parts of 65535, or evenly for none. For owner and root, once a day."""
    with owner_action(s, origin, netuid, TransactionType.MechanismEmission, MECHANISM_RATE_LIMIT):
        mechanism_changes.set_split(s, netuid, maybe_split)


@call(index=88, weight=reads_writes(15_000_000, 1, 1))
def sudo_set_max_mechanism_count(s: State, origin: Origin, max_mechanism_count: mech_id) -> None:
    """Set how many mechanisms a subnet may have, 1 to 16. For root."""
    ensure_root(origin)

    mechanism_changes.set_max_count(s, max_mechanism_count)
