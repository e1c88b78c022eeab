"""Storage of serving: where the neurons of a subnet can be reached."""

from __future__ import annotations

from typing import final

from taonet.frame.hashers import BLAKE2_128_CONCAT, IDENTITY
from taonet.frame.storage import OptionDoubleMap, storage
from taonet.runtime.pallets.subtensor.serving.types import AXON_INFO, NEURON_CERTIFICATE, PROMETHEUS_INFO
from taonet.runtime.types import ACCOUNT_ID, NET_UID


@final
@storage("SubtensorModule")
class Serving:
    """Items of this slice in the state."""

    Axons = OptionDoubleMap(
        NET_UID,
        ACCOUNT_ID,
        AXON_INFO,
        hashers=(IDENTITY, BLAKE2_128_CONCAT),
        doc="Where a hotkey answers requests.",
    )
    Prometheus = OptionDoubleMap(
        NET_UID,
        ACCOUNT_ID,
        PROMETHEUS_INFO,
        hashers=(IDENTITY, BLAKE2_128_CONCAT),
        doc="Where a hotkey shows its metrics.",
    )
    NeuronCertificates = OptionDoubleMap(
        NET_UID,
        ACCOUNT_ID,
        NEURON_CERTIFICATE,
        hashers=(IDENTITY, BLAKE2_128_CONCAT),
        doc="Public key with which connections to a hotkey are secured.",
    )
