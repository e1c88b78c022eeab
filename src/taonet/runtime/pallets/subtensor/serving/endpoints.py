"""Checks of endpoints before they are stored.

Source: subnets/serving.rs validate_serve_axon, validate_serve_prometheus, validate_axon_data, is_valid_ip_type
Source: subnets/serving.rs is_valid_ip_address, axon_passes_rate_limit
"""

from __future__ import annotations

from taonet.frame.state import State
from taonet.primitives.arithmetic import U32_MAX, U128_MAX, saturating_sub
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.pallets.subtensor.block import now
from taonet.runtime.pallets.subtensor.errors import HotKeyNotRegisteredInNetwork
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.neurons import seats
from taonet.runtime.pallets.subtensor.serving.errors import (
    InvalidIpAddress,
    InvalidIpType,
    InvalidPort,
    ServingRateLimitExceeded,
)
from taonet.runtime.pallets.subtensor.serving.storage import Serving
from taonet.runtime.pallets.subtensor.serving.types import MAX_PUBLIC_KEY, NeuronCertificate

# Refused, by kind of address: localhost, and all from the last address on.
_LOCALHOST = {4: 0x7F00_0001, 6: 1}
_LAST = {4: U32_MAX, 6: U128_MAX}


def check_axon(s: State, hotkey: AccountId, netuid: NetUid, ip: int, port: int, ip_type: int) -> None:
    """Refuse an axon of an unregistered hotkey, at an unusable address, or too soon after the last.

    Address 0 is allowed: it withdraws the axon.
    """
    _ensure_registered(s, hotkey, netuid)
    _check_address(ip_type, ip, allow_zero=True)
    former = Serving.Axons.get(s, netuid, hotkey)
    _check_rate(s, netuid, 0 if former is None else former.block)
    if port == 0:
        raise InvalidPort


def check_prometheus(s: State, hotkey: AccountId, netuid: NetUid, ip: int, port: int, ip_type: int) -> None:
    """Refuse what `check_axon` refuses, address 0 too, and the address before the hotkey."""
    _check_address(ip_type, ip, allow_zero=False)
    _ensure_registered(s, hotkey, netuid)
    former = Serving.Prometheus.get(s, netuid, hotkey)
    _check_rate(s, netuid, 0 if former is None else former.block)
    if port == 0:
        raise InvalidPort


def certificate_of(raw: bytes) -> NeuronCertificate | None:
    """Read a certificate: a byte for the algorithm, then the key. None when empty or too long."""
    if not 0 < len(raw) <= 1 + MAX_PUBLIC_KEY:
        return None
    return NeuronCertificate(public_key=raw[1:], algorithm=raw[0])


def _ensure_registered(s: State, hotkey: AccountId, netuid: NetUid) -> None:
    if not seats.is_registered(s, netuid, hotkey):
        raise HotKeyNotRegisteredInNetwork


def _check_address(ip_type: int, ip: int, *, allow_zero: bool) -> None:
    if ip_type not in _LAST:
        raise InvalidIpType
    if ip >= _LAST[ip_type] or ip == _LOCALHOST[ip_type] or (ip == 0 and not allow_zero):
        raise InvalidIpAddress


def _check_rate(s: State, netuid: NetUid, last: int) -> None:
    limit = Hyperparameters.ServingRateLimit.get(s, netuid)
    if last != 0 and saturating_sub(now(s), last) < limit:
        raise ServingRateLimitExceeded
