"""Types of serving: endpoints and certificates."""

from __future__ import annotations

from typing import Annotated, final

import msgspec

from taonet.scale import Typed, bounded_bytes, struct, u8, u16, u32, u64, u128

MAX_PUBLIC_KEY = 64
"""Bytes of a certificate's public key at most."""


@final
class AxonInfo(msgspec.Struct, frozen=True):
    """Where a neuron answers requests, and the block in which it said so. `ip_type` is 4 or 6."""

    block: u64
    version: u32
    ip: u128
    port: u16
    ip_type: u8
    protocol: u8
    placeholder1: u8
    placeholder2: u8


@final
class PrometheusInfo(msgspec.Struct, frozen=True):
    """Where a neuron shows its metrics, and the block in which it said so."""

    block: u64
    version: u32
    ip: u128
    port: u16
    ip_type: u8


@final
class NeuronCertificate(msgspec.Struct, frozen=True):
    """The key with which connections to a neuron are secured, and the number of its algorithm."""

    public_key: Annotated[bytes, Typed(bounded_bytes(MAX_PUBLIC_KEY), "BoundedVec<u8, ConstU32<64>>")]
    algorithm: u8


AXON_INFO = struct(AxonInfo, "pallet_subtensor::pallet::AxonInfo")
PROMETHEUS_INFO = struct(PrometheusInfo, "pallet_subtensor::pallet::PrometheusInfo")
NEURON_CERTIFICATE = struct(NeuronCertificate, "pallet_subtensor::pallet::NeuronCertificate")
