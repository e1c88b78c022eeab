"""The block step: what happens to all subnets at the beginning of every block. Read this first.

Registration prices fall, sealed weights whose time has come are set, the block's TAO is made and shared, pools get their liquidity, alpha is created and waits for
epochs, epochs that are due run and pay, and prices are smoothed. Extrinsics of the block see what this has left.

What the chain does here besides, and this runtime has no part of yet: children that wait for an epoch, takeover of a subnet by conviction, deposits into root funds. A block is charged for all
of it, as there.

Source: coinbase/block_step.rs block_step
Source: macros/hooks.rs on_initialize, clean_up_hotkey_swap_records
Source: weights.rs block_step
Source: staking/baskets.rs advance_beta_index_sweep_weight
Source: coinbase/run_coinbase.rs run_coinbase
"""

from __future__ import annotations

from collections.abc import Sequence

from taonet.frame.state import State
from taonet.frame.weight import Weight, reads_writes
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import ROOT, BlockNumber, NetUid
from taonet.runtime.pallets.subtensor.coinbase import liquidity, subnet_emission
from taonet.runtime.pallets.subtensor.coinbase.distribution import distribute, drain
from taonet.runtime.pallets.subtensor.coinbase.storage import Coinbase
from taonet.runtime.pallets.subtensor.coinbase.subnet_emission import (
    Emitter,
    add_to_pending,
    emitting_subnets,
    root_share_of,
    root_stake,
    share_emission,
)
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.math.emission import block_emission
from taonet.runtime.pallets.subtensor.math.subnet_shares import root_sell_flag
from taonet.runtime.pallets.subtensor.registration.burn import decay_registration_prices
from taonet.runtime.pallets.subtensor.schedule import deferred_epochs, epochs_of_block, note_distribution
from taonet.runtime.pallets.subtensor.staking.root_stakers import number_stakers_of_root
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets import registry
from taonet.runtime.pallets.subtensor.supply import curve_of
from taonet.runtime.pallets.subtensor.tao import mint_tao, recycle_credit
from taonet.runtime.pallets.subtensor.weights import timelocked

BLOCK_STEP = reads_writes(80_064_000_000, 13_414, 7_064, 38_160_831)
"""What every block is charged for the step, whatever it did: 128 subnets, of which two have an epoch."""

CLEAN_UP = reads_writes(0, 2, 0)
"""What looking for outdated swaps of hotkeys weighs, besides a read for each subnet."""

INDEX_SWEEP = reads_writes(0, 3, 1)
"""What the index of root funds weighs when there is none to sample."""


def block_step(s: State, block: int) -> None:
    """Run the block step of block `block` for all subnets."""
    decay_registration_prices(s, block)
    emission = Tao(block_emission(Staking.TotalIssuance.get(s), curve_of(s)))
    netuids = [netuid for netuid in registry.netuids(s) if netuid != ROOT]
    if timelocked.anything_waits(s):
        timelocked.reveal_due(s, netuids, deferred_epochs(s, netuids, block))
    credit = mint_tao(s, emission) if emission else Tao(0)
    emitters = emitting_subnets(s, netuids)
    emit(s, emitters, credit, block)
    run_epochs(s, netuids, block)
    settle_prices(s, emitters, block)
    number_stakers_of_root(s)


def emit(s: State, emitters: Sequence[Emitter], credit: Tao, block: int) -> None:
    """Share a block's credit among the subnets, and create their alpha. What is left is recycled."""
    root = root_stake(s)
    shares = share_emission(s, emitters, credit, block)
    terms = {netuid: liquidity.subnet_terms(s, netuid, tao, root) for netuid, tao in shares.items()}
    recycle_credit(s, liquidity.inject(s, emitters, terms, credit))

    owner_cut = Hyperparameters.SubnetOwnerCut.get(s)
    root_sells = root_sell_flag(emitter.smoothed_price for emitter in emitters)
    for emitter in emitters:
        alpha_out = terms[emitter.netuid].alpha_out
        add_to_pending(s, emitter.netuid, alpha_out, root, owner_cut, root_sells=root_sells)


def run_epochs(s: State, netuids: Sequence[NetUid], block: int) -> None:
    """Run the epochs of a block and pay what they decide. First all pools are emptied, then subnets are paid."""
    drained = {netuid: drain(s, netuid) for netuid in epochs_of_block(s, netuids, block)}
    for netuid in sorted(drained):
        distribute(s, netuid, drained[netuid])
        note_distribution(s, netuid, block)


def settle_prices(s: State, emitters: Sequence[Emitter], block: int) -> None:
    """Smooth the prices of the block, and note the part that root has in each subnet."""
    moving_alpha, root = Coinbase.SubnetMovingAlpha.get(s), root_stake(s)
    for emitter in emitters:
        subnet_emission.update_moving_prices(s, emitter, moving_alpha, block)
    for emitter in emitters:
        Coinbase.RootProp.put_changed(s, emitter.netuid, root_share_of(s, emitter.netuid, root))


def on_initialize(s: State, number: BlockNumber) -> Weight:
    """Run the block step for all subnets at the beginning of every block."""
    cleaned = CLEAN_UP.plus(reads_writes(0, len(registry.netuids(s)), 0))
    block_step(s, number)
    return BLOCK_STEP.plus(cleaned).plus(INDEX_SWEEP)
