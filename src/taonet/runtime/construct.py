"""The runtimes: the real chain's at spec 475, and one on which the holders of TAO decide by votes.

The order of pallets is the order of their hooks; the numbers are those of the real chain.
"""

from __future__ import annotations

from taonet.frame.pallet import Pallet
from taonet.frame.runtime import Runtime
from taonet.runtime.api import APIS, VOTES_APIS
from taonet.runtime.extensions import EXTRINSICS
from taonet.runtime.pallets import (
    admin_utils,
    alpha_assets,
    aura,
    balances,
    commitments,
    conviction_voting,
    drand,
    multisig,
    origins,
    preimage,
    proxy,
    referenda,
    safe_mode,
    scheduler,
    shield,
    subtensor,
    sudo,
    swap,
    system,
    timestamp,
    transaction_payment,
    utility,
    validator_votes,
)
from taonet.runtime.pallets.sudo.migrations import forget_key
from taonet.runtime.rules import Rules
from taonet.runtime.version import VERSION, VOTES_VERSION, WITHOUT_SUDO_VERSION

PALLETS: tuple[Pallet, ...] = (
    system.PALLET,
    timestamp.PALLET,
    aura.PALLET,
    balances.PALLET,
    transaction_payment.PALLET,
    subtensor.PALLET,
    utility.PALLET,
    sudo.PALLET,
    multisig.PALLET,
    preimage.PALLET,
    scheduler.PALLET,
    proxy.PALLET,
    commitments.PALLET,
    admin_utils.PALLET,
    safe_mode.PALLET,
    drand.PALLET,
    swap.PALLET,
    shield.PALLET,
    alpha_assets.PALLET,
)

GOVERNANCE: tuple[Pallet, ...] = (
    origins.PALLET,
    referenda.PALLET,
    validator_votes.PALLET,
    conviction_voting.PALLET,
)
"""Pallets that only chains with votes have."""

RUNTIME = Runtime(VERSION, PALLETS, APIS, EXTRINSICS)
VOTES = Runtime(VOTES_VERSION, (*PALLETS, *GOVERNANCE), VOTES_APIS, EXTRINSICS)

WITHOUT_SUDO = Runtime(
    WITHOUT_SUDO_VERSION,
    tuple(pallet for pallet in VOTES.pallets if pallet is not sudo.PALLET),
    VOTES.apis,
    VOTES.extrinsics,
    migrations=(forget_key,),
)
"""Version 476 of chains with votes: the pallet Sudo is gone, so that nobody can ever be given root's powers but by a vote."""

RULES = Rules(standard=(RUNTIME,), votes=(VOTES, WITHOUT_SUDO))
