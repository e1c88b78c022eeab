"""Acting for an account: a call is made as if it had signed, within what the delegate may do.

The filters of the delegate's own origin hold on: a proxy of a proxy may never do more than either. The call may fail; an
event and an item tell how it went.

Source: pallets/proxy/src/impls.rs dispatch_filtered_proxy_call
"""

from __future__ import annotations

from taonet.frame.call import RuntimeCall
from taonet.frame.origin import OriginFilter, Signed
from taonet.frame.runtime import Runtime
from taonet.frame.state import State
from taonet.primitives.ids import AccountId
from taonet.runtime.dispatch import try_dispatch
from taonet.runtime.pallets.proxy.events import ProxyExecuted
from taonet.runtime.pallets.proxy.permissions import covers, permits
from taonet.runtime.pallets.proxy.storage import Storage
from taonet.runtime.pallets.proxy.types import ProxyDefinition, ProxyType
from taonet.runtime.pallets.system.errors import CallFiltered

_OF_ONE_TYPE = {("Proxy", "add_proxy"), ("Proxy", "remove_proxy")}
_OF_ALL_TYPES = {("Proxy", "remove_proxies"), ("Proxy", "kill_pure"), ("Proxy", "set_real_pays_fee")}
"""Calls that only a delegate for everything makes. The last is not public upstream: a delegate that may not transfer could
let the account pay for it, and give its funds away as tips."""


def act(s: State, delegate: Signed, definition: ProxyDefinition, real: AccountId, call: RuntimeCall) -> None:
    """Make a call for an account, and say how it went."""
    inside = Signed(real, (*delegate.filters, _filter_of(s.runtime, definition.proxy_type)))
    result = s.runtime.result(try_dispatch(s, inside, call))

    Storage.LastCallResult.put(s, real, result)
    s.emit(ProxyExecuted(result))


def _filter_of(runtime: Runtime, mine: ProxyType) -> OriginFilter:
    """Return what refuses the calls that a delegate of a type may not make."""

    def refuse(call: RuntimeCall) -> None:
        name = runtime.name_of(call.call)
        if name in _OF_ONE_TYPE and not covers(mine, call.arguments()["proxy_type"]):
            raise CallFiltered
        if name in _OF_ALL_TYPES and mine is not ProxyType.Any:
            raise CallFiltered
        if not permits(runtime, mine, call):
            raise CallFiltered

    return refuse
