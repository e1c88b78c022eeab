"""Proxy: keys that act for other accounts, as far as their type allows, and accounts without a key of their own."""

from taonet.frame.pallet import Reference, pallet, part
from taonet.runtime.pallets.proxy import calls, errors, events, reserved
from taonet.runtime.pallets.proxy.hooks import HOOKS
from taonet.runtime.pallets.proxy.invariants import delegates_are_in_order, deposits_follow_their_lists
from taonet.runtime.pallets.proxy.storage import Constants, Storage

PALLET = pallet(
    "Proxy",
    16,
    "pallet_subtensor_proxy",
    part(
        storage=[Storage],
        calls=[calls],
        events=[events],
        errors=[errors],
        reserved=[reserved],
        constants=[Constants],
        hooks=HOOKS,
        invariants=[deposits_follow_their_lists, delegates_are_in_order],
    ),
    alias="pallet_proxy",
    parity=Reference("pallets/proxy", "8e9322e"),
)
