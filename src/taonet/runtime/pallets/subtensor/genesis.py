"""The pallet's part of a genesis state: root, and on development chains a first subnet.

The first subnet of the real development chain has a pool and a stake
that no account's TAO stands behind; `sound_books` fills that in.

Source: macros/genesis.rs build
"""

from __future__ import annotations

from typing import final

import msgspec

from taonet.frame.state import State
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.ids import ROOT, AccountId, MechId, NetUid
from taonet.primitives.safe_float import SafeFloat
from taonet.runtime.pallets.subtensor import founding
from taonet.runtime.pallets.subtensor.accounts import keys
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.accounts.types import ZERO_ACCOUNT
from taonet.runtime.pallets.subtensor.block import now
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.hyperparameters.types import EpochConsensus
from taonet.runtime.pallets.subtensor.math.emission import REAL_CURVE, Curve
from taonet.runtime.pallets.subtensor.neurons import seats
from taonet.runtime.pallets.subtensor.neurons.seats import storage_index
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets import registry
from taonet.runtime.pallets.subtensor.subnets.names import symbol_of
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.subtensor.supply import choose_curve
from taonet.runtime.pallets.subtensor.tao import deposit_credit, mint_tao, subnet_account

ROOT_SEATS = 64
TEMPO = 100  # blocks
FIRST_SUBNET = NetUid(1)
FIRST_POOL = 10_000_000_000  # rao and alpha units: 10 of each
FIRST_STAKE = 1_000_000_000  # alpha units: 1
FIRST_SEATS = 256
FIRST_VALIDATORS = 64


@final
class FirstSubnet(msgspec.Struct, frozen=True, kw_only=True):
    """A subnet that is there from the start: its rules, its owner with the first seat, if it has one, and its pool.

    Its values are those of a subnet that somebody creates, but for these. `difficulty` opens registration by work.
    """

    netuid: NetUid
    dynamic: bool
    null: bool
    tempo: int
    seats: int
    validators: int
    owner: AccountId | None
    owner_hotkey: AccountId | None
    pool_tao: Tao
    pool_alpha: Alpha
    trading: bool
    emission: bool
    owner_cut: bool
    commit_reveal: bool
    difficulty: int | None


@final
class GenesisConfig(msgspec.Struct, frozen=True, kw_only=True):
    """What a chain's presets choose.

    `balances_issuance` is what this pallet counts as issued at the start, in rao; the real development chain says 0
    whatever accounts hold. `sound_books` mints the first pool's TAO and writes the totals, so that all invariants of
    the pallet hold from the start.
    """

    curve: Curve = REAL_CURVE
    balances_issuance: Tao = Tao(0)
    start_call_delay: int | None = None
    root_owner: AccountId = ZERO_ACCOUNT
    root_owner_hotkey: AccountId = ZERO_ACCOUNT
    first_subnet: bool = True
    sound_books: bool = False
    subnets: tuple[FirstSubnet, ...] = ()


def build_genesis(s: State, config: GenesisConfig) -> None:
    """Write the pallet's genesis state; balances come before."""
    choose_curve(s, config.curve)
    Staking.TotalIssuance.put(s, config.balances_issuance)
    if config.start_call_delay is not None:
        Subnets.StartCallDelay.put(s, config.start_call_delay)
    _build_root(s, config)
    if config.first_subnet:
        _build_first_subnet(s)
        if config.sound_books:
            _back_first_subnet(s)
    for subnet in config.subnets:
        _build_subnet(s, subnet)
    s.events.clear()  # what is told of a new subnet has no block to stand in


def _build_root(s: State, config: GenesisConfig) -> None:
    _open(s, ROOT, seats=ROOT_SEATS, validators=ROOT_SEATS, owner=config.root_owner)
    Subnets.SubnetOwnerHotkey.put(s, ROOT, config.root_owner_hotkey)
    Hyperparameters.TargetRegistrationsPerInterval.put(s, ROOT, 1)
    Subnets.SubnetworkN.put(s, ROOT, 0)


def _build_first_subnet(s: State) -> None:
    nobody = ZERO_ACCOUNT
    netuid = FIRST_SUBNET
    _open(s, netuid, seats=FIRST_SEATS, validators=FIRST_VALIDATORS, owner=nobody)
    Subnets.SubnetMechanism.put(s, netuid, 1)
    Subnets.SubnetLocked.put(s, netuid, Tao(1))
    Subnets.LargestLocked.put(s, netuid, 1)
    Staking.SubnetTAO.put(s, netuid, Tao(FIRST_POOL))
    Staking.SubnetAlphaIn.put(s, netuid, Alpha(FIRST_POOL))
    Accounts.Owner.put(s, nobody, nobody)
    Accounts.StakingHotkeys.put(s, nobody, [nobody])
    share = SafeFloat.from_u64(FIRST_STAKE)
    Staking.AlphaV2.put(s, (nobody, nobody, netuid), share)
    Staking.TotalHotkeySharesV2.put(s, nobody, netuid, share)
    Staking.TotalHotkeyAlpha.put(s, nobody, netuid, Alpha(FIRST_STAKE))
    Staking.SubnetAlphaOut.put(s, netuid, Alpha(FIRST_STAKE))
    _seat_nobody(s, netuid)


def _open(s: State, netuid: NetUid, *, seats: int, validators: int, owner: AccountId) -> None:
    Subnets.NetworksAdded.put(s, netuid, value=True)
    Subnets.TotalNetworks.update(s, lambda count: count + 1)
    Subnets.SubnetOwner.put(s, netuid, owner)
    Subnets.NetworkRegistrationAllowed.put(s, netuid, value=True)
    Subnets.TokenSymbol.put(s, netuid, symbol_of(netuid))
    Hyperparameters.MaxAllowedUids.put(s, netuid, seats)
    Hyperparameters.MaxAllowedValidators.put(s, netuid, validators)
    Hyperparameters.MinAllowedWeights.put(s, netuid, 0)
    Hyperparameters.Tempo.put(s, netuid, TEMPO)


def _seat_nobody(s: State, netuid: NetUid) -> None:
    index = storage_index(netuid, MechId(0))
    Subnets.SubnetworkN.put(s, netuid, 1)
    Neurons.Active.put(s, netuid, [True])
    Neurons.Emission.put(s, netuid, [Alpha(0)])
    for numbers in (Neurons.Consensus, Neurons.Dividends, Neurons.ValidatorTrust):
        numbers.put(s, netuid, [0])
    Neurons.Incentive.put(s, index, [0])
    Neurons.LastUpdate.put(s, index, [0])
    Neurons.ValidatorPermit.put(s, netuid, [False])
    Neurons.Keys.put(s, netuid, 0, ZERO_ACCOUNT)
    Neurons.Uids.put(s, netuid, ZERO_ACCOUNT, 0)
    Neurons.BlockAtRegistration.put(s, netuid, 0, 0)
    Subnets.IsNetworkMember.put(s, ZERO_ACCOUNT, netuid, value=True)


def _back_first_subnet(s: State) -> None:
    deposit_credit(s, subnet_account(FIRST_SUBNET), mint_tao(s, Tao(FIRST_POOL)))
    Staking.TotalStake.put(s, Tao(FIRST_POOL))
    Staking.TotalAlphaStaked.put(s, FIRST_SUBNET, Alpha(FIRST_STAKE))
    Accounts.OwnedHotkeys.put(s, ZERO_ACCOUNT, [ZERO_ACCOUNT])


def _build_subnet(s: State, subnet: FirstSubnet) -> None:
    netuid = subnet.netuid
    founding.write_first_values(s, netuid, subnet.tempo)
    Subnets.TokenSymbol.put(s, netuid, symbol_of(netuid))
    Subnets.SubnetMechanism.put(s, netuid, int(subnet.dynamic))
    Hyperparameters.MaxAllowedUids.put(s, netuid, subnet.seats)
    Hyperparameters.MaxAllowedValidators.put(s, netuid, subnet.validators)
    Hyperparameters.OwnerCutEnabled.put(s, netuid, subnet.owner_cut)
    Hyperparameters.CommitRevealWeightsEnabled.put(s, netuid, subnet.commit_reveal)
    Hyperparameters.SubnetEmissionEnabled.put(s, netuid, subnet.emission)
    if subnet.null:
        Hyperparameters.SubnetEpochConsensus.put(s, netuid, EpochConsensus.Null)
        Hyperparameters.MaxAllowedValidators.put(s, netuid, 1)
    if subnet.trading:
        Subnets.SubtokenEnabled.put(s, netuid, value=True)
        Subnets.FirstEmissionBlockNumber.put(s, netuid, 1)
    if subnet.difficulty is not None:
        Subnets.NetworkPowRegistrationAllowed.put(s, netuid, value=True)
        Hyperparameters.MinDifficulty.put(s, netuid, subnet.difficulty)
        Hyperparameters.Difficulty.put(s, netuid, subnet.difficulty)
    _fill(s, netuid, subnet.pool_tao, subnet.pool_alpha)
    if subnet.owner is not None and subnet.owner_hotkey is not None:
        keys.associate(s, subnet.owner, subnet.owner_hotkey)
        seats.append(s, netuid, subnet.owner_hotkey, now(s))
        Subnets.SubnetOwner.put(s, netuid, subnet.owner)
        registry.set_owner_hotkey(s, netuid, subnet.owner_hotkey)


def _fill(s: State, netuid: NetUid, tao: Tao, alpha: Alpha) -> None:
    """Make the TAO of a pool, which counts as issued, and the alpha beside it."""
    if tao:
        deposit_credit(s, subnet_account(netuid), mint_tao(s, tao))
        Staking.SubnetTAO.put(s, netuid, tao)
        Staking.TotalStake.update(s, lambda total: Tao(total + tao))
    if alpha:
        Staking.SubnetAlphaIn.put(s, netuid, alpha)
