"""The reserved names as one `part` of subtensor."""

from taonet.frame.pallet import part
from taonet.runtime.pallets.subtensor.reserved import (
    baskets,
    children,
    coldkey_swaps,
    evm_keys,
    hotkey_swaps,
    leases,
    locks,
    neurons,
    proof_of_work,
    retired,
    settings,
    subnets,
    voting_power,
    weights,
)

PART = part(
    reserved=[
        baskets,
        children,
        coldkey_swaps,
        evm_keys,
        hotkey_swaps,
        leases,
        locks,
        neurons,
        proof_of_work,
        retired,
        settings,
        subnets,
        voting_power,
        weights,
    ]
)
