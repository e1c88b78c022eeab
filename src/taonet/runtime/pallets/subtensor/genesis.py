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
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.accounts.types import ZERO_ACCOUNT
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.neurons.seats import storage_index
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets.names import symbol_of
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.subtensor.tao import deposit_credit, mint_tao, subnet_account

ROOT_SEATS = 64
TEMPO = 100  # blocks
FIRST_SUBNET = NetUid(1)
FIRST_POOL = 10_000_000_000  # rao and alpha units: 10 of each
FIRST_STAKE = 1_000_000_000  # alpha units: 1
FIRST_SEATS = 256
FIRST_VALIDATORS = 64


@final
class GenesisConfig(msgspec.Struct, frozen=True, kw_only=True):
    """What a chain's presets choose.

    `balances_issuance` is what this pallet counts as issued at the start, in rao; the real development chain says 0
    whatever accounts hold. `sound_books` mints the first pool's TAO and writes the totals, so that all invariants of
    the pallet hold from the start.
    """

    balances_issuance: Tao = Tao(0)
    start_call_delay: int | None = None
    root_owner: AccountId = ZERO_ACCOUNT
    root_owner_hotkey: AccountId = ZERO_ACCOUNT
    first_subnet: bool = True
    sound_books: bool = False


def build_genesis(s: State, config: GenesisConfig) -> None:
    """Write the pallet's genesis state; balances come before."""
    Staking.TotalIssuance.put(s, config.balances_issuance)
    if config.start_call_delay is not None:
        Subnets.StartCallDelay.put(s, config.start_call_delay)
    _build_root(s, config)
    if config.first_subnet:
        _build_first_subnet(s)
        if config.sound_books:
            _back_first_subnet(s)


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
