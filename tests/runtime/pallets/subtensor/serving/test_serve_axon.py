"""Announcing endpoints."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.helpers import ALICE_HOT, BOB_HOT, OWN

from taonet.frame.origin import Signed
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.subtensor.errors import HotKeyNotRegisteredInNetwork, SubnetNotExists
from taonet.runtime.pallets.subtensor.serving import calls
from taonet.runtime.pallets.subtensor.serving.errors import (
    InvalidIpAddress,
    InvalidIpType,
    InvalidPort,
    ServingRateLimitExceeded,
)
from taonet.runtime.pallets.subtensor.serving.events import AxonServed, PrometheusServed
from taonet.runtime.pallets.subtensor.serving.storage import Serving
from taonet.runtime.pallets.subtensor.serving.types import AxonInfo, NeuronCertificate, PrometheusInfo
from taonet.sim import Chain

IP = 1_676_056_785


# Not dispatched: the check before every call refuses some of this with another error.
def axon(net: Chain, *, ip: int = IP, port: int = 8_091, ip_type: int = 4, who: AccountId | None = None) -> None:
    calls.serve_axon(net.s, Signed(who or ALICE_HOT), OWN, 2, ip, port, ip_type, 1, 7, 8)


def prometheus(net: Chain, *, ip: int = IP, port: int = 8_091, ip_type: int = 4, who: AccountId | None = None) -> None:
    calls.serve_prometheus(net.s, Signed(who or ALICE_HOT), OWN, 2, ip, port, ip_type)


BOTH = pytest.mark.parametrize("serve", [axon, prometheus])


def test_an_axon_is_stored_with_its_block(own_net: Chain) -> None:
    own_net.go_to(7)
    axon(own_net)

    assert Serving.Axons.get(own_net.s, OWN, ALICE_HOT) == AxonInfo(7, 2, IP, 8_091, 4, 1, 7, 8)
    assert own_net.events(AxonServed) == [AxonServed(OWN, ALICE_HOT)]


def test_metrics_are_stored_with_their_block(own_net: Chain) -> None:
    prometheus(own_net)

    stored = Serving.Prometheus.get(own_net.s, OWN, ALICE_HOT)
    assert stored == PrometheusInfo(1, 2, IP, 8_091, 4)
    assert own_net.events(PrometheusServed) == [PrometheusServed(OWN, ALICE_HOT)]


def test_a_certificate_is_its_algorithm_and_its_key(own_net: Chain) -> None:
    arguments = (OWN, 2, IP, 1, 4, 0, 0, 0)
    own_net.call(ALICE_HOT, calls.serve_axon_tls, *arguments, b"\x05" + b"k" * 64)

    stored = Serving.NeuronCertificates.get(own_net.s, OWN, ALICE_HOT)
    assert stored == NeuronCertificate(b"k" * 64, 5)
    assert Serving.Axons.exists(own_net.s, OWN, ALICE_HOT)


@pytest.mark.parametrize("raw", [b"", b"x" * 66])
def test_an_unreadable_certificate_is_left_out(own_net: Chain, raw: bytes) -> None:
    own_net.call(ALICE_HOT, calls.serve_axon_tls, OWN, 2, IP, 1, 4, 0, 0, 0, raw)

    assert not Serving.NeuronCertificates.exists(own_net.s, OWN, ALICE_HOT)
    assert Serving.Axons.exists(own_net.s, OWN, ALICE_HOT)


@BOTH
def test_only_hotkeys_with_a_seat_serve(own_net: Chain, serve: Callable[..., Any]) -> None:
    with own_net.refused(HotKeyNotRegisteredInNetwork):
        serve(own_net, who=BOB_HOT)


@BOTH
@pytest.mark.parametrize("ip_type", [0, 5, 255])
def test_an_address_is_of_version_4_or_6(own_net: Chain, serve: Callable[..., Any], ip_type: int) -> None:
    with own_net.refused(InvalidIpType):
        serve(own_net, ip_type=ip_type)


@BOTH
@pytest.mark.parametrize(
    ("ip_type", "ip"), [(4, 0x7F00_0001), (4, (1 << 32) - 1), (4, 1 << 32), (6, 1), (6, (1 << 128) - 1)]
)
def test_some_addresses_lead_nowhere(own_net: Chain, serve: Callable[..., Any], ip_type: int, ip: int) -> None:
    with own_net.refused(InvalidIpAddress):
        serve(own_net, ip_type=ip_type, ip=ip)


@pytest.mark.parametrize(("ip_type", "ip"), [(4, (1 << 32) - 2), (4, 1), (6, 0x7F00_0001), (6, (1 << 128) - 2)])
def test_their_neighbours_do(own_net: Chain, ip_type: int, ip: int) -> None:
    axon(own_net, ip_type=ip_type, ip=ip)


def test_address_zero_withdraws_an_axon_but_is_no_place_for_metrics(own_net: Chain) -> None:
    axon(own_net, ip=0)
    with own_net.refused(InvalidIpAddress):
        prometheus(own_net, ip=0)


@BOTH
def test_port_zero_is_refused(own_net: Chain, serve: Callable[..., Any]) -> None:
    with own_net.refused(InvalidPort):
        serve(own_net, port=0)


@BOTH
def test_the_next_announcement_waits_for_the_rate_limit(own_net: Chain, serve: Callable[..., Any]) -> None:
    serve(own_net)
    own_net.skip(49)
    with own_net.refused(ServingRateLimitExceeded):
        serve(own_net)
    own_net.skip(1)
    serve(own_net)


def test_a_refused_metrics_address_is_seen_before_the_missing_seat(own_net: Chain) -> None:
    with own_net.refused(InvalidIpType):
        prometheus(own_net, who=BOB_HOT, ip_type=5)
    with own_net.refused(HotKeyNotRegisteredInNetwork):
        axon(own_net, who=BOB_HOT, ip_type=5)


@BOTH
def test_a_missing_subnet_is_told_apart_from_a_missing_seat(net: Chain, serve: Callable[..., Any]) -> None:
    with net.refused(SubnetNotExists):
        serve(net)
