"""Everything about subnets, as clients ask for it."""

from __future__ import annotations

from typing import Annotated, Any

from taonet.frame.api import runtime_api
from taonet.frame.state import State
from taonet.primitives.amounts import Tao
from taonet.primitives.arithmetic import U64_MAX, saturating_add
from taonet.primitives.ids import ROOT
from taonet.runtime.api import hyperparameters, metagraphs, subnet_infos
from taonet.runtime.api.hyperparameters import HYPERPARAMS, HYPERPARAMS_V2, HyperparamEntry
from taonet.runtime.api.metagraphs import METAGRAPH, SELECTIVE_METAGRAPH, Metagraph
from taonet.runtime.api.subnet_infos import (
    DYNAMIC,
    DYNAMIC_INFO,
    INFO,
    INFO_V2,
    STATE,
    SUBNET_INFO,
    SUBNET_INFO_V2,
    SUBNET_STATE,
    Record,
)
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.epoch.storage import Epochs
from taonet.runtime.pallets.subtensor.founding import subnet_to_prune
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.math.emission import block_emission
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.subtensor.supply import curve_of
from taonet.runtime.pallets.subtensor.tao import subnet_account
from taonet.runtime.types import account_id, mech_id, netuid, tao
from taonet.scale import option, u16, u64, vec

API = runtime_api("SubnetInfoRuntimeApi", version=2, doc="Subnets: terms, pools, neurons, times.")


@API.method()
def get_subnet_info(s: State, netuid: netuid) -> Annotated[Record | None, option(SUBNET_INFO)]:
    """Return the terms of a subnet."""
    return subnet_infos.summary(s, netuid, INFO)


@API.method()
def get_subnets_info(s: State) -> Annotated[list[Record | None], vec(option(SUBNET_INFO))]:
    """Return the terms of all subnets, by number."""
    return subnet_infos.numbered_summaries(s, INFO)


@API.method()
def get_subnet_info_v2(s: State, netuid: netuid) -> Annotated[Record | None, option(SUBNET_INFO_V2)]:
    """Return the terms of a subnet and what its owner says about it."""
    return subnet_infos.summary(s, netuid, INFO_V2)


@API.method()
def get_subnets_info_v2(s: State) -> Annotated[list[Record | None], vec(option(SUBNET_INFO_V2))]:
    """Return the terms of all subnets and what their owners say about them, by number."""
    return subnet_infos.numbered_summaries(s, INFO_V2)


@API.method()
def get_subnet_hyperparams(s: State, netuid: netuid) -> Annotated[dict[str, Any] | None, option(HYPERPARAMS)]:
    """Return the hyperparameters of a subnet, the first list of them."""
    return hyperparameters.hyperparams(s, netuid)


@API.method()
def get_subnet_hyperparams_v2(s: State, netuid: netuid) -> Annotated[dict[str, Any] | None, option(HYPERPARAMS_V2)]:
    """Return the hyperparameters of a subnet, the second list of them."""
    return hyperparameters.hyperparams_v2(s, netuid)


@API.method()
def get_subnet_hyperparams_v3(s: State, netuid: netuid) -> list[HyperparamEntry] | None:
    """Return the hyperparameters of a subnet by name. Pass over names you do not know: the list grows."""
    return hyperparameters.hyperparams_v3(s, netuid)


@API.method()
def get_dynamic_info(s: State, netuid: netuid) -> Annotated[Record | None, option(DYNAMIC_INFO)]:
    """Return the pool, the emission and the times of a subnet."""
    return subnet_infos.summary(s, netuid, DYNAMIC)


@API.method()
def get_all_dynamic_info(s: State) -> Annotated[list[Record | None], vec(option(DYNAMIC_INFO))]:
    """Return the pools, the emissions and the times of all subnets."""
    return subnet_infos.summaries(s, DYNAMIC)


@API.method()
def get_subnet_state(s: State, netuid: netuid) -> Annotated[Record | None, option(SUBNET_STATE)]:
    """Return the lists of a subnet's neurons."""
    return subnet_infos.summary(s, netuid, STATE)


@API.method()
def get_metagraph(s: State, netuid: netuid) -> Annotated[Metagraph | None, option(METAGRAPH)]:
    """Return all of a subnet."""
    return metagraphs.metagraph(s, netuid)


@API.method()
def get_all_metagraphs(s: State) -> Annotated[list[Metagraph | None], vec(option(METAGRAPH))]:
    """Return all of every subnet."""
    return metagraphs.all_metagraphs(s)


@API.method()
def get_mechagraph(s: State, netuid: netuid, mecid: mech_id) -> Annotated[Metagraph | None, option(METAGRAPH)]:
    """Return all of a subnet as one of its mechanisms has it."""
    return metagraphs.mechagraph(s, netuid, mecid)


@API.method()
def get_all_mechagraphs(s: State) -> Annotated[list[Metagraph | None], vec(option(METAGRAPH))]:
    """Return all of every mechanism of every subnet."""
    return metagraphs.all_mechagraphs(s)


@API.method()
def get_selective_metagraph(
    s: State, netuid: netuid, metagraph_indexes: list[u16]
) -> Annotated[Metagraph | None, option(SELECTIVE_METAGRAPH)]:
    """Return the fields of a subnet that have these numbers."""
    return metagraphs.selective_metagraph(s, netuid, metagraph_indexes)


@API.method()
def get_selective_mechagraph(
    s: State, netuid: netuid, subid: mech_id, metagraph_indexes: list[u16]
) -> Annotated[Metagraph | None, option(SELECTIVE_METAGRAPH)]:
    """Return the fields of a mechanism of a subnet that have these numbers."""
    return metagraphs.selective_mechagraph(s, netuid, subid, metagraph_indexes)


@API.method()
def get_coldkey_auto_stake_hotkey(s: State, coldkey: account_id, netuid: netuid) -> account_id | None:
    """Return the hotkey on which a coldkey's mining rewards are staked by themselves, if it chose one."""
    return Accounts.AutoStakeDestination.get(s, coldkey, netuid)


@API.method()
def get_subnet_to_prune(s: State) -> netuid | None:
    """Return the subnet that gives way to the next new one when all places are taken."""
    return subnet_to_prune(s)


@API.method()
def get_subnet_account_id(s: State, netuid: netuid) -> account_id | None:
    """Return the account that holds the TAO of a subnet's pool, if the subnet exists."""
    return subnet_account(netuid) if netuid == ROOT or Subnets.NetworksAdded.exists(s, netuid) else None


@API.method()
def get_next_epoch_start_block(s: State, netuid: netuid) -> u64 | None:
    """Return the block in which the next epoch of a subnet is due, or nothing for a tempo of 0."""
    tempo = Hyperparameters.Tempo.get(s, netuid)
    if tempo == 0:
        return None
    regular = saturating_add(Epochs.LastEpochBlock.get(s, netuid), tempo, U64_MAX)
    return min(regular, Epochs.PendingEpochAt.get(s, netuid) or regular)


@API.method()
def get_block_emission(s: State) -> tao:
    """Return the TAO that the next block creates, in rao."""
    return Tao(block_emission(Staking.TotalIssuance.get(s), curve_of(s)))
