"""Calls by which neurons announce where they can be reached. They are signed by hotkeys and free."""

from __future__ import annotations

from taonet.frame.call import call
from taonet.frame.origin import Origin, ensure_signed
from taonet.frame.state import State
from taonet.frame.weight import Pays, reads_writes
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.pallets.subtensor.block import now
from taonet.runtime.pallets.subtensor.serving import endpoints
from taonet.runtime.pallets.subtensor.serving.events import AxonServed, PrometheusServed
from taonet.runtime.pallets.subtensor.serving.storage import Serving
from taonet.runtime.pallets.subtensor.serving.types import AxonInfo, PrometheusInfo
from taonet.runtime.pallets.subtensor.subnets import registry
from taonet.runtime.types import NET_UID
from taonet.scale import BYTES, U8, U16, U32, U128

_ENDPOINT = {"netuid": NET_UID, "version": U32, "ip": U128, "port": U16, "ip_type": U8}
_AXON = _ENDPOINT | {"protocol": U8, "placeholder1": U8, "placeholder2": U8}


@call(index=4, args=_AXON, weight=reads_writes(31_278_000, 3, 1, 4_178), pays=Pays.No)
def serve_axon(
    s: State,
    origin: Origin,
    netuid: NetUid,
    version: int,
    ip: int,
    port: int,
    ip_type: int,
    protocol: int,
    placeholder1: int,
    placeholder2: int,
) -> None:
    """Announce where the signing hotkey answers requests; `ip_type` is 4 or 6."""
    hotkey = ensure_signed(origin)
    registry.ensure_exists(s, netuid)
    endpoints.check_axon(s, hotkey, netuid, ip, port, ip_type)

    axon = AxonInfo(now(s), version, ip, port, ip_type, protocol, placeholder1, placeholder2)
    _put_axon(s, netuid, hotkey, axon)


@call(index=40, args=_AXON | {"certificate": BYTES}, weight=reads_writes(30_617_000, 3, 1, 4_149), pays=Pays.No)
def serve_axon_tls(
    s: State,
    origin: Origin,
    netuid: NetUid,
    version: int,
    ip: int,
    port: int,
    ip_type: int,
    protocol: int,
    placeholder1: int,
    placeholder2: int,
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


@call(index=5, args=_ENDPOINT, weight=reads_writes(29_294_000, 3, 1, 4_277), pays=Pays.No)
def serve_prometheus(s: State, origin: Origin, netuid: NetUid, version: int, ip: int, port: int, ip_type: int) -> None:
    """Announce where the signing hotkey shows its metrics; `ip_type` is 4 or 6."""
    hotkey = ensure_signed(origin)
    registry.ensure_exists(s, netuid)
    endpoints.check_prometheus(s, hotkey, netuid, ip, port, ip_type)

    Serving.Prometheus.put(s, netuid, hotkey, PrometheusInfo(now(s), version, ip, port, ip_type))
    s.emit(PrometheusServed(netuid, hotkey))


def _put_axon(s: State, netuid: NetUid, hotkey: AccountId, axon: AxonInfo) -> None:
    Serving.Axons.put(s, netuid, hotkey, axon)
    s.emit(AxonServed(netuid, hotkey))
