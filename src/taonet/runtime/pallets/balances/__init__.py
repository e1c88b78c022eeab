"""Balances: the TAO of accounts (free, reserved, held, locked) and its total issuance."""

from taonet.frame.pallet import Reference, pallet, part
from taonet.runtime.pallets.balances import calls, errors, events, reserved
from taonet.runtime.pallets.balances.invariants import (
    frozen_funds_are_the_highest_lock,
    holds_and_named_reserves_are_covered,
    issuance_is_the_sum_of_accounts,
    no_account_is_below_the_deposit,
)
from taonet.runtime.pallets.balances.storage import Constants, Storage

PALLET = pallet(
    "Balances",
    5,
    "pallet_balances",
    part(
        storage=[Storage],
        calls=[calls],
        events=[events],
        errors=[errors],
        reserved=[reserved],
        constants=[Constants],
        invariants=[
            issuance_is_the_sum_of_accounts,
            no_account_is_below_the_deposit,
            holds_and_named_reserves_are_covered,
            frozen_funds_are_the_highest_lock,
        ],
    ),
    parameters=("T", "I"),
    storage_version=1,
    parity=Reference("polkadot-sdk/substrate/frame/balances", "7cc54bf"),
)
