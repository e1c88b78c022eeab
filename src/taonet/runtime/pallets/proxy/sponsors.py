"""Who pays for a delegate's transaction: the account that it acts for, where that agreed to.

A proxy inside a proxy is paid for by the innermost account that agreed, down to two; a batch of proxies counts as one when
all are for the same account. Announced calls are paid for by whoever sends them.

Source: runtime/src/transaction_payment_wrapper.rs extract_real_fee_payer, extract_proxy_parts
Source: runtime/src/transaction_payment_wrapper.rs extract_inner_proxy_payer, extract_batch_proxy_payer
"""

from __future__ import annotations

from taonet.frame.call import RuntimeCall
from taonet.frame.error import CannotLookup
from taonet.frame.state import State
from taonet.primitives.ids import AccountId
from taonet.runtime.address import lookup
from taonet.runtime.pallets.proxy.storage import Storage

_PROXY = ("Proxy", "proxy")
_BATCHES = {("Utility", "batch"), ("Utility", "batch_all"), ("Utility", "force_batch")}


def sponsor(s: State, signer: AccountId, call: RuntimeCall) -> AccountId | None:
    """Return the account that pays for a proxy call, or None when the signer does."""
    outer = real_of(s, call)
    if outer is None or not pays(s, outer, signer):
        return None
    inner = _common_real(s, call.arguments()["call"])
    return inner if inner is not None and pays(s, inner, outer) else outer


def pays(s: State, real: AccountId, delegate: AccountId) -> bool:
    """Tell whether an account agreed to pay for what a delegate does for it."""
    return Storage.RealPaysFeeConsentV1.exists(s, real, delegate)


def real_of(s: State, call: RuntimeCall) -> AccountId | None:
    """Return for which account a proxy call is; None for any other call, and for addresses of nobody."""
    if s.runtime.name_of(call.call) != _PROXY:
        return None
    try:
        return lookup(call.arguments()["real"])
    except CannotLookup:
        return None


def _common_real(s: State, call: RuntimeCall) -> AccountId | None:
    """Return the account of a proxy call, or of all proxy calls of a batch when it is the same."""
    if s.runtime.name_of(call.call) not in _BATCHES:
        return real_of(s, call)
    reals = [real_of(s, one) for one in call.args[0]]
    return reals[0] if reals and reals.count(reals[0]) == len(reals) else None
