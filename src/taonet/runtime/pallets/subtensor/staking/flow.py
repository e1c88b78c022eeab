"""The running difference between the TAO that stakers bring to a subnet and what they take away (i64, saturating)."""

from __future__ import annotations

from taonet.frame.state import State
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import NetUid
from taonet.runtime.pallets.subtensor.staking.storage import Staking

_MAX = (1 << 63) - 1
_MIN = -(1 << 63)


def record_tao_inflow(s: State, netuid: NetUid, tao: Tao) -> None:
    """Count TAO that stakers brought."""
    Staking.SubnetTaoFlow.update(s, netuid, lambda flow: _clamped(flow + tao))


def record_tao_outflow(s: State, netuid: NetUid, tao: Tao) -> None:
    """Count TAO that stakers took away."""
    Staking.SubnetTaoFlow.update(s, netuid, lambda flow: _clamped(flow - tao))


def record_protocol_inflow(s: State, netuid: NetUid, tao: Tao) -> None:
    """Count TAO that the chain itself brought."""
    Staking.SubnetProtocolFlow.update(s, netuid, lambda flow: _clamped(flow + tao))


def _clamped(flow: int) -> int:
    return min(max(flow, _MIN), _MAX)
