"""Names that the real chain keeps for their numbers.

It no longer uses them, or earlier checks leave nothing to them, or calls answer with them that it gave up.
"""

from __future__ import annotations

from typing import Annotated, final

from taonet.frame.error import ModuleError, dispatch_result
from taonet.frame.event import Event, event
from taonet.primitives.amounts import Tao
from taonet.runtime.types import TAO, account, alpha, block_number, h256, netuid, per_u16, storage_index, tao
from taonet.scale import Typed, i16, u16

_INSPECTED = "<<T as Config>::Currency as fungible::Inspect<<T as frame_system::\nConfig>::AccountId,>>::Balance"


@final
class NotEnoughStake(ModuleError, index=8):
    """Former chains: the hotkey had too little stake for this."""


@final
class BalanceWithdrawalError(ModuleError, index=13):
    """The TAO could not be taken from the account."""


@final
class ZeroBalanceAfterWithdrawn(ModuleError, index=14):
    """Former chains: paying would have emptied the account."""


@final
class MaxWeightExceeded(ModuleError, index=27):
    """One neuron gets a larger part of the weights than the subnet allows. Spread them."""


@final
class HotKeyAlreadyDelegate(ModuleError, index=28):
    """Former chains: the hotkey took stake of others already."""


@final
class StakingRateLimitExceeded(ModuleError, index=36):
    """Former chains: stake was moved too often."""


@final
class TransactorAccountShouldBeHotKey(ModuleError, index=39):
    """Former chains: the hotkey itself had to sign."""


@final
class StakeTooLowForRoot(ModuleError, index=43):
    """Former chains: every seat on root had more stake. A seat is paid for now."""


@final
class AllNetworksInImmunity(ModuleError, index=44):
    """Former chains: no subnet was old enough to make place for a new one. See `SubnetLimitReached`."""


@final
class NotRootSubnet(ModuleError, index=46):
    """Former chains: only root had such weights."""


@final
class CallDisabled(ModuleError, index=87):
    """Former chains: the call was switched off."""


@final
class NeedWaitingMoreBlocksToStarCall(ModuleError, index=89):
    """Former chains: the subnet was too young to start. See `StartCallNotReady`."""


@final
class NotEnoughAlphaOutToRecycle(ModuleError, index=90):
    """Former chains: the subnet had less alpha than would have been recycled."""


@final
class Deprecated(ModuleError, index=128):
    """The call was given up and does nothing. Its successor has another name."""


@final
class SubnetBuybackRateLimitExceeded(ModuleError, index=129):
    """Former chains: an owner bought back too often."""


@final
class AddStakeBurnRateLimitExceeded(ModuleError, index=131):
    """Former chains: stake was bought and burned too often."""


@final
class DisabledTemporarily(ModuleError, index=135):
    """Former chains: the call was switched off for a while."""


@final
class UnlockAmountTooHigh(ModuleError, index=142):
    """Former chains: less was locked than would have been released."""


@final
class InsufficientAlphaBalance(ModuleError, index=152):
    """The position holds less alpha than is taken from it; each call refuses that earlier, by another name."""


@final
class BasketHasNoWeights(ModuleError, index=155):
    """Former chains: a basket said not where its deposits go."""


@final
class RootWeightSettingDisabled(ModuleError, index=158):
    """Former chains: weights of root could not be set."""


@final
class RootWeightCapExceeded(ModuleError, index=160):
    """Former chains: a weight of root was too large a share."""


@final
@event(index=6, named=False)
class RootWeightsSet(Event, frozen=True):
    """Former chains: a validator set weights over subnets."""

    first: u16


@final
@event(index=8, named=False)
class BulkNeuronsRegistered(Event, frozen=True):
    """Former chains: genesis gave a subnet many neurons at once."""

    netuid: u16
    count: u16


@final
@event(index=9, named=False)
class BulkBalancesSet(Event, frozen=True):
    """Former chains: genesis gave many accounts TAO at once."""

    netuid: u16
    count: u16


@final
@event(index=11, named=False)
class MaxWeightLimitSet(Event, frozen=True):
    """Former chains: one weight could be this share of all."""

    netuid: netuid
    limit: u16


@final
@event(index=17, named=False)
class RhoSet(Event, frozen=True):
    """Former chains: the steepness of consensus on a subnet was set."""

    netuid: netuid
    rho: u16


@final
@event(index=18, named=False)
class AlphaSigmoidSteepnessSet(Event, frozen=True):
    """Former chains: the steepness of adaptive bonds on a subnet was set."""

    netuid: netuid
    steepness: i16


@final
@event(index=31, named=False)
class DelegateAdded(Event, frozen=True):
    """Former chains: a hotkey opened itself to stake of others."""

    coldkey: account
    hotkey: account
    take: per_u16


@final
@event(index=32, named=False)
class DefaultTakeSet(Event, frozen=True):
    """Former chains: hotkeys that chose no take got this one."""

    take: per_u16


@final
@event(index=37, named=False)
class BurnSet(Event, frozen=True):
    """Former chains: the price of registering on a subnet was set."""

    netuid: netuid
    price: tao


@final
@event(index=50, named=False)
class Sudid(Event, frozen=True):
    """Former chains: root made a call through this pallet, with this result."""

    result: dispatch_result


@final
@event(index=74)
class AllBalanceUnstakedAndTransferredToNewColdkey(Event, frozen=True):
    """Former chains: all stake of a coldkey was sold and its TAO sent to another."""

    current_coldkey: account
    new_coldkey: account
    total_balance: Annotated[Tao, Typed(TAO, _INSPECTED)]


@final
@event(index=75)
class ArbitrationPeriodExtended(Event, frozen=True):
    """Former chains: two new coldkeys were named for one, and the wait grew longer."""

    coldkey: account


@final
@event(index=81)
class DissolveNetworkScheduled(Event, frozen=True):
    """Former chains: an owner announced the end of a subnet."""

    account: account
    netuid: netuid
    execution_block: block_number


@final
@event(index=85, named=False)
class CRV3WeightsCommitted(Event, frozen=True):
    """Former chains: a validator committed to timelocked weights."""

    hotkey: account
    netuid: storage_index
    commit_hash: h256


@final
@event(index=100, named=False)
class CRV3WeightsRevealed(Event, frozen=True):
    """Former chains: timelocked weights were opened and set."""

    netuid: netuid
    hotkey: account


@final
@event(index=133)
class StakeUnlocked(Event, frozen=True):
    """Former chains: a coldkey released locked stake."""

    coldkey: account
    hotkey: account
    netuid: netuid
    amount: alpha


@final
@event(index=150)
class SharePoolDenominatorReconciled(Event, frozen=True):
    """An upgrade of the real chain set the whole of a hotkey's pool to the sum of its shares."""

    hotkey: account
    netuid: netuid
