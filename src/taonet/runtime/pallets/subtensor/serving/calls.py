"""Calls by which neurons announce where they can be reached. They are signed by hotkeys and free.

Source: subnets/serving.rs do_serve_axon, do_serve_prometheus
"""

from __future__ import annotations

from taonet.frame.call import Arguments, Policy, call
from taonet.frame.origin import Origin, ensure_signed
from taonet.frame.state import State
from taonet.frame.weight import Pays, reads_writes
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.pallets.subtensor.accounts.keys import owner_of_hotkey
from taonet.runtime.pallets.subtensor.block import now
from taonet.runtime.pallets.subtensor.serving import endpoints
from taonet.runtime.pallets.subtensor.serving.events import AxonServed, PrometheusServed
from taonet.runtime.pallets.subtensor.serving.storage import Serving
from taonet.runtime.pallets.subtensor.serving.types import AxonInfo, PrometheusInfo
from taonet.runtime.pallets.subtensor.subnets import registry
from taonet.runtime.types import netuid
from taonet.scale import u8, u16, u32, u128

CHECK_WEIGHT = reads_writes(11_000_000, 3, 0, 4_112)
"""What checking an endpoint weighs before each dispatch."""


def check_axon(s: State, who: AccountId, arguments: Arguments) -> None:
    """Refuse an axon that the call would refuse."""
    endpoints.check_axon(s, who, arguments["netuid"], arguments["ip"], arguments["port"], arguments["ip_type"])


def check_prometheus(s: State, who: AccountId, arguments: Arguments) -> None:
    """Refuse an endpoint of metrics that the call would refuse."""
    endpoints.check_prometheus(s, who, arguments["netuid"], arguments["ip"], arguments["port"], arguments["ip_type"])


@call(
    index=4,
    weight=reads_writes(19_000_000, 4, 1, 4_293),
    pays=Pays.No,
    policy=Policy(check=check_axon, check_weight=CHECK_WEIGHT, payer=owner_of_hotkey),
)
def serve_axon(
    s: State,
    origin: Origin,
    netuid: netuid,
    version: u32,
    ip: u128,
    port: u16,
    ip_type: u8,
    protocol: u8,
    placeholder1: u8,
    placeholder2: u8,
) -> None:
    """Announce where the signing hotkey answers requests; `ip_type` is 4 or 6."""
    hotkey = ensure_signed(origin)
    registry.ensure_exists(s, netuid)
    endpoints.check_axon(s, hotkey, netuid, ip, port, ip_type)

    axon = AxonInfo(now(s), version, ip, port, ip_type, protocol, placeholder1, placeholder2)
    _put_axon(s, netuid, hotkey, axon)


@call(
    index=40,
    weight=reads_writes(19_000_000, 4, 1, 4_293),
    pays=Pays.No,
    policy=Policy(check=check_axon, check_weight=CHECK_WEIGHT, payer=owner_of_hotkey),
)
def serve_axon_tls(
    s: State,
    origin: Origin,
    netuid: netuid,
    version: u32,
    ip: u128,
    port: u16,
    ip_type: u8,
    protocol: u8,
    placeholder1: u8,
    placeholder2: u8,
    certificate: bytes,
) -> None:
    """Announce where the signing hotkey answers requests, with its certificate.

    The certificate's first byte names the algorithm, at most 64 bytes of key follow; any other is ignored.
    """
    hotkey = ensure_signed(origin)
    registry.ensure_exists(s, netuid)
    endpoints.check_axon(s, hotkey, netuid, ip, port, ip_type)

    read = endpoints.certificate_of(certificate)
    if read is not None:
        Serving.NeuronCertificates.put(s, netuid, hotkey, read)
    axon = AxonInfo(now(s), version, ip, port, ip_type, protocol, placeholder1, placeholder2)
    _put_axon(s, netuid, hotkey, axon)


@call(
    index=5,
    weight=reads_writes(18_000_000, 4, 1, 4_392),
    pays=Pays.No,
    policy=Policy(check=check_prometheus, check_weight=CHECK_WEIGHT, payer=owner_of_hotkey),
)
def serve_prometheus(s: State, origin: Origin, netuid: netuid, version: u32, ip: u128, port: u16, ip_type: u8) -> None:
    """Announce where the signing hotkey shows its metrics; `ip_type` is 4 or 6."""
    hotkey = ensure_signed(origin)
    registry.ensure_exists(s, netuid)
    endpoints.check_prometheus(s, hotkey, netuid, ip, port, ip_type)

    Serving.Prometheus.put(s, netuid, hotkey, PrometheusInfo(now(s), version, ip, port, ip_type))
    s.emit(PrometheusServed(netuid, hotkey))


def _put_axon(s: State, netuid: NetUid, hotkey: AccountId, axon: AxonInfo) -> None:
    Serving.Axons.put(s, netuid, hotkey, axon)
    s.emit(AxonServed(netuid, hotkey))
