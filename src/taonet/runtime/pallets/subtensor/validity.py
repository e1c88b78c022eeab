"""What the pool refuses before a call is dispatched, so that calls without a fee cannot be used to flood the chain.

Each check raises the refusal that the call itself would raise. It is asked twice: by the pool (`validate_call`), where
the refusal becomes a number, and before every dispatch (`guard_call`), nested calls included, where it stays what it
is. A slice adds its checks to `CHECKS`.
Source: pallets/subtensor/src/extensions/subtensor.rs and pallets/subtensor/src/guards.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from taonet.frame.call import RuntimeCall
from taonet.frame.error import DispatchError
from taonet.frame.origin import Origin, Signed
from taonet.frame.state import State
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.subtensor import rate_limits
from taonet.runtime.pallets.subtensor.accounts import keys
from taonet.runtime.pallets.subtensor.errors import NetworkTxRateLimitExceeded
from taonet.runtime.pallets.subtensor.neurons.seats import uid_of
from taonet.runtime.pallets.subtensor.serving import endpoints
from taonet.runtime.pallets.subtensor.subnets.registry import ensure_exists
from taonet.runtime.pallets.subtensor.weights.admission import CHECKS as WEIGHT_CHECKS
from taonet.runtime.transaction.validity import Invalid, TransactionInvalid

Arguments = dict[str, Any]
Check = Callable[[State, AccountId, Arguments], None]

PALLET_NAME = "SubtensorModule"

BAD_REQUEST = 255
CODES: dict[str, int] = {
    "ColdkeySwapAnnounced": 0,
    "AmountTooLow": 1,
    "NotEnoughStakeToSetWeights": 1,
    "NotEnoughBalanceToStake": 2,
    "SubnetNotExists": 3,
    "HotKeyAccountNotExists": 4,
    "NotEnoughStakeToWithdraw": 5,
    "CommittingWeightsTooFast": 6,
    "SettingWeightsTooFast": 6,
    "NetworkTxRateLimitExceeded": 6,
    "InsufficientLiquidity": 7,
    "SlippageTooHigh": 8,
    "TransferDisallowed": 9,
    "HotKeyNotRegisteredInNetwork": 10,
    "InvalidIpAddress": 11,
    "ServingRateLimitExceeded": 12,
    "InvalidPort": 13,
    "InvalidRevealRound": 15,
    "NoWeightsCommitFound": 16,
    "RevealTooEarly": 17,
    "InputLengthsUnequal": 18,
    "HotKeyNotRegisteredInSubNet": 19,
    "EvmKeyAssociateRateLimitExceeded": 20,
    "ColdkeySwapDisputed": 21,
    "NonAssociatedColdKey": 25,
    "DelegateTakeTooLow": 26,
    "DelegateTakeTooHigh": 27,
}
"""Numbers of the pool's refusals by the name of the pallet's own; all others are BAD_REQUEST."""


def check_take(s: State, who: AccountId, arguments: Arguments) -> None:
    """Refuse a take out of bounds or for a foreign hotkey."""
    keys.check_take(s, who, arguments["hotkey"], arguments["take"])


def check_axon(s: State, who: AccountId, arguments: Arguments) -> None:
    """Refuse an axon that the call would refuse."""
    endpoints.check_axon(s, who, arguments["netuid"], arguments["ip"], arguments["port"], arguments["ip_type"])


def check_prometheus(s: State, who: AccountId, arguments: Arguments) -> None:
    """Refuse an endpoint of metrics that the call would refuse."""
    endpoints.check_prometheus(s, who, arguments["netuid"], arguments["ip"], arguments["port"], arguments["ip_type"])


def check_register_network(s: State, who: AccountId, arguments: Arguments) -> None:  # noqa: ARG001  the limit is the chain's
    """Refuse a subnet too soon after the last. The call with an identity is not checked here, as on the chain."""
    if not rate_limits.may_register_network(s):
        raise NetworkTxRateLimitExceeded


CHECKS: dict[str, Check] = {
    "decrease_take": check_take,
    "increase_take": check_take,
    "serve_axon": check_axon,
    "serve_axon_tls": check_axon,
    "serve_prometheus": check_prometheus,
    "register_network": check_register_network,
    **WEIGHT_CHECKS,
}
"""Checks by the name of the call."""


def check_commitment(s: State, who: AccountId, arguments: Arguments) -> None:
    """Refuse what a hotkey publishes on a subnet where it is not registered."""
    ensure_exists(s, arguments["netuid"])
    uid_of(s, arguments["netuid"], who)


ONLY_FOR_THE_POOL: dict[tuple[str, str], Check] = {("Commitments", "set_commitment"): check_commitment}
"""Checks of other pallets' calls by pallet and call; dispatched, these calls refuse for themselves."""


def validate_call(s: State, who: AccountId, call: RuntimeCall) -> None:
    """Refuse a transaction for the pool, with `Invalid.Custom` and the number of the refusal."""
    try:
        _check(s, who, call)
        other = ONLY_FOR_THE_POOL.get((call.call.pallet_name, call.call.name))
        if other is not None:
            other(s, who, call.arguments())
    except DispatchError as refusal:
        code = CODES.get(type(refusal).__name__, BAD_REQUEST)
        raise TransactionInvalid(Invalid.Custom, code) from refusal


def guard_call(s: State, origin: Origin, call: RuntimeCall) -> None:
    """Refuse a signed call before it is dispatched, with the pallet's own refusal."""
    if isinstance(origin, Signed):
        _check(s, origin.account, call)


def _check(s: State, who: AccountId, call: RuntimeCall) -> None:
    if call.call.pallet_name == PALLET_NAME:
        check = CHECKS.get(call.call.name)
        if check is not None:
            check(s, who, call.arguments())
