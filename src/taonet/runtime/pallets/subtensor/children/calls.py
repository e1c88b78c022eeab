"""Calls about parents and children.

Source: macros/dispatches.rs set_auto_parent_delegation_enabled
"""

from __future__ import annotations

from taonet.frame.call import call
from taonet.frame.origin import Origin, ensure_signed
from taonet.frame.state import State
from taonet.frame.weight import reads_writes
from taonet.primitives.ids import ROOT
from taonet.runtime.pallets.subtensor.accounts import keys
from taonet.runtime.pallets.subtensor.children.events import AutoParentDelegationEnabledSet
from taonet.runtime.pallets.subtensor.children.storage import Children
from taonet.runtime.pallets.subtensor.errors import HotKeyNotRegisteredInSubNet, NonAssociatedColdKey
from taonet.runtime.pallets.subtensor.neurons import seats
from taonet.runtime.types import account


@call(index=135, weight=reads_writes(17_452_000, 1, 1, 4_364))
def set_auto_parent_delegation_enabled(
    s: State,
    origin: Origin,
    hotkey: account,
    enabled: bool,
) -> None:
    """Choose whether a root validator lends its stake to owners of subnets that come. Signed by its coldkey."""
    coldkey = ensure_signed(origin)
    if not keys.owns(s, coldkey, hotkey):
        raise NonAssociatedColdKey
    if not seats.is_registered(s, ROOT, hotkey):
        raise HotKeyNotRegisteredInSubNet

    Children.AutoParentDelegationEnabled.put(s, hotkey, enabled)
    s.emit(AutoParentDelegationEnabledSet(hotkey, enabled))
