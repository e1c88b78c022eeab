"""Types of serving: endpoints and certificates."""

from __future__ import annotations

from typing import final

import msgspec

from taonet.scale import U8, U16, U32, U64, U128, Typed, bounded_bytes, struct

MAX_PUBLIC_KEY = 64
"""Bytes of a certificate's public key at most."""


@final
class AxonInfo(msgspec.Struct, frozen=True):
    """Where a neuron answers requests, and the block in which it said so. `ip_type` is 4 or 6."""

    block: int
    version: int
    ip: int
    port: int
    ip_type: int
    protocol: int
    placeholder1: int
    placeholder2: int


@final
class PrometheusInfo(msgspec.Struct, frozen=True):
    """Where a neuron shows its metrics, and the block in which it said so."""

    block: int
    version: int
    ip: int
    port: int
    ip_type: int


@final
class NeuronCertificate(msgspec.Struct, frozen=True):
    """The key with which connections to a neuron are secured, and the number of its algorithm."""

    public_key: bytes
    algorithm: int


AXON_INFO = struct(
    AxonInfo,
    "pallet_subtensor::pallet::AxonInfo",
    {
        "block": U64,
        "version": U32,
        "ip": U128,
        "port": U16,
        "ip_type": U8,
        "protocol": U8,
        "placeholder1": U8,
        "placeholder2": U8,
    },
)
PROMETHEUS_INFO = struct(
    PrometheusInfo,
    "pallet_subtensor::pallet::PrometheusInfo",
    {"block": U64, "version": U32, "ip": U128, "port": U16, "ip_type": U8},
)
NEURON_CERTIFICATE = struct(
    NeuronCertificate,
    "pallet_subtensor::pallet::NeuronCertificate",
    {
        "public_key": Typed(bounded_bytes(MAX_PUBLIC_KEY), "BoundedVec<u8, ConstU32<64>>"),
        "algorithm": U8,
    },
)
