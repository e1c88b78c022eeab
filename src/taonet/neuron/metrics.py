"""What neurons count, for Prometheus. Each neuron has a registry of its own; a market's own metrics join it."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Final, final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, ProcessCollector
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from taonet.neuron.chain import Chain

SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 60)
"""Of the histograms of answers."""


@final
class _OfChain(Collector):
    """The connection to the chain, read on request."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain

    def collect(self) -> Iterable[Metric]:
        """Yield the numbers of the connection."""
        connected = self._chain.client is not None
        yield GaugeMetricFamily("taonet_chain_connected", "Whether a connection to a node is open.", int(connected))
        yield CounterMetricFamily("taonet_chain_errors", "Calls that failed for want of a node.", self._chain.errors)


def registry_of(chain: Chain) -> CollectorRegistry:
    """Return a registry with what every neuron has: the build, the process, the connection to the chain."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    build = {"version": version("taonet"), "hotkey": chain.signer.ss58_address, "netuid": str(chain.netuid)}
    Info("taonet_build", "The program, its key and its subnet.", registry=registry).info(build)
    registry.register(_OfChain(chain))
    return registry


@final
@dataclass(frozen=True, slots=True)
class MinerMetrics:
    """What a miner counts."""

    requests: Counter
    answered: Counter
    """The requests of status 200."""
    refused: Counter
    seconds: Histogram
    answer_bytes: Counter
    in_work: Gauge
    queued: Gauge
    callers: Gauge


def miner_metrics(registry: CollectorRegistry) -> MinerMetrics:
    """Return the metrics of a miner, in a registry."""
    requests = Counter("taonet_miner_requests", "Requests by HTTP status.", ["status"], registry=registry)
    return MinerMetrics(
        requests,
        requests.labels(200),
        Counter("taonet_miner_refused", "Requests that got no answer, by reason.", ["reason"], registry=registry),
        Histogram("taonet_miner_answer_seconds", "Seconds to an answer.", buckets=SECONDS, registry=registry),
        Counter("taonet_miner_answer_bytes", "Bytes of all answers.", registry=registry),
        Gauge("taonet_miner_in_work", "Tasks in work.", registry=registry),
        Gauge("taonet_miner_queued", "Tasks that wait for a place.", registry=registry),
        Gauge("taonet_miner_callers", "Hotkeys that may call.", registry=registry),
    )


@final
@dataclass(frozen=True, slots=True)
class ValidatorMetrics:
    """What a validator counts."""

    rounds: Counter
    exchanges: Counter
    seconds: Histogram
    faults: Counter
    cheats: Counter
    scores: Gauge
    weights: Counter
    weights_block: Gauge
    unrecorded: Gauge
    last_step: Gauge

    def stepped(self) -> None:
        """Note that a round ended now."""
        self.last_step.set(time.time())


def validator_metrics(registry: CollectorRegistry) -> ValidatorMetrics:
    """Return the metrics of a validator, in a registry."""
    return ValidatorMetrics(
        Counter("taonet_validator_rounds", "Rounds by how they ended.", ["end"], registry=registry),
        Counter("taonet_validator_exchanges", "Tasks given, by what came of them.", ["end"], registry=registry),
        Histogram(
            "taonet_validator_answer_seconds", "Seconds to a miner's answer.", buckets=SECONDS, registry=registry
        ),
        Counter("taonet_validator_faults", "Faults of the market's own functions.", ["part"], registry=registry),
        Counter("taonet_validator_cheats", "Verdicts of fraud.", registry=registry),
        Gauge("taonet_validator_score", "A miner's average score.", ["uid", "hotkey"], registry=registry),
        Counter("taonet_validator_weights", "Weights due, by what came of them.", ["end"], registry=registry),
        Gauge("taonet_validator_weights_block", "The block at which weights were last set.", registry=registry),
        Gauge("taonet_validator_unrecorded", "Rounds that wait for a record that takes nothing.", registry=registry),
        Gauge("taonet_validator_last_step_seconds", "When a round last ended, in Unix time.", registry=registry),
    )
