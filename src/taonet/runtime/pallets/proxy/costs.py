"""What calls of the proxy pallet declare: the most that lists of full length cost, and the calls inside.

Source: pallets/proxy/src/weights.rs proxy, proxy_announced, add_proxy, remove_proxy, remove_proxies, create_pure
Source: pallets/proxy/src/weights.rs kill_pure, announce, remove_announcement, reject_announcement, poke_deposit
Source: pallets/proxy/src/weights.rs set_real_pays_fee
Source: runtime/tests/fee_baseline.rs proxy_proxy, proxy_set_real_pays_fee @045dd81
"""

from __future__ import annotations

from taonet.frame.call import Declared, RuntimeCall
from taonet.frame.state import State
from taonet.frame.weight import reads_writes
from taonet.runtime.dispatch import dispatch_info
from taonet.runtime.pallets.proxy.types import MAX_PENDING, MAX_PROXIES, ProxyType
from taonet.runtime.types import MultiAddress

_LIST, _PENDING = 4_254, 8_615
_ACTING_FOR = reads_writes(0, 1, 1)
"""The account that a call is made for."""

PROXY = reads_writes(30_112_000, 3, 1, _LIST + 37 * MAX_PROXIES).plus(_ACTING_FOR)
PROXY_ANNOUNCED = reads_writes(72_892_000, 5, 3, _PENDING + 68 * MAX_PENDING + 37 * MAX_PROXIES).plus(_ACTING_FOR)
ADD_PROXY = reads_writes(27_392_000, 1, 1, _LIST)
REMOVE_PROXY = reads_writes(29_332_000, 1, 2, _LIST)
REMOVE_PROXIES = reads_writes(28_940_000, 1, 1, _LIST)
CREATE_PURE = reads_writes(28_812_000, 1, 1, _LIST)
KILL_PURE = reads_writes(28_068_000, 1, 1, _LIST)
ANNOUNCE = reads_writes(51_392_000, 3, 2, _PENDING)
REMOVE_ANNOUNCEMENT = reads_writes(43_088_000, 2, 2, _PENDING)
REJECT_ANNOUNCEMENT = reads_writes(43_092_000, 2, 2, _PENDING)
POKE_DEPOSIT = reads_writes(46_696_000, 3, 3, _PENDING)
SET_REAL_PAYS_FEE = reads_writes(15_796_000, 1, 1, _LIST)


def proxy_declared(s: State, real: MultiAddress, force_proxy_type: ProxyType | None, call: RuntimeCall) -> Declared:
    """Declare a `proxy`: free when the call inside is, and always of the normal class."""
    inner = dispatch_info(s, call)
    return Declared(PROXY.plus(inner.weight), pays=inner.pays)


def proxy_announced_declared(
    s: State, delegate: MultiAddress, real: MultiAddress, force_proxy_type: ProxyType | None, call: RuntimeCall
) -> Declared:
    """Declare a `proxy_announced`: never free."""
    return Declared(PROXY_ANNOUNCED.plus(dispatch_info(s, call).weight))
