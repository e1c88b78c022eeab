"""What a node counts, for Prometheus: the process, the chain, its blocks, the pool, the store and the answers.

Counters begin at 0 with the process. Amounts are in TAO, times in seconds, sizes in bytes.
"""

from __future__ import annotations

import platform
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Any, Final, final

from prometheus_client import CollectorRegistry, GCCollector, Histogram, ProcessCollector
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from taonet import __version__
from taonet.frame.call import Call
from taonet.node.chain.block import Block
from taonet.node.node import ANSWER_SECONDS, Node
from taonet.primitives.amounts import RAO_PER_TAO
from taonet.runtime.pallets.balances.storage import Storage as Balances
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets

BLOCK_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 12)


def metrics_of(node: Node) -> CollectorRegistry:
    """Return the registry of one node's numbers."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    GCCollector(registry=registry)
    registry.register(_Numbers(node))
    seconds = Histogram(
        "taonet_block_seconds",
        "Wall seconds to build, execute and store a block.",
        registry=registry,
        buckets=BLOCK_SECONDS,
    )
    node.machine.feed.listeners.append(lambda block: seconds.observe(block.seconds))
    return registry


@final
class _Numbers(Collector):
    """The node's own numbers; those of blocks add up as they come, the others are read when asked for."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._outcomes: Counter[tuple[Call[..., Any], bool]] = Counter()
        self._fees = 0
        self._epochs = 0
        self._names = {call: place for rules in node.machine.rules.all() for place, call in rules.calls.items()}
        node.machine.feed.listeners.append(self._add)

    def _add(self, block: Block) -> None:
        tally = block.tally
        self._outcomes.update(tally.outcomes)
        self._fees += tally.fees
        self._epochs += tally.epochs

    def collect(self) -> Iterator[Metric]:
        """Yield every number with its name and meaning."""
        yield from self._about()
        yield from self._chain()
        yield from self._blocks()
        yield from self._pool()
        yield from self._answers()

    def _about(self) -> Iterator[Metric]:
        node = self._node
        spec = node.machine.runtime.spec
        yield InfoMetricFamily(
            "taonet_build",
            "The program and the rules it runs.",
            {"version": __version__, "spec_version": str(spec.spec_version), "python": platform.python_version()},
        )
        yield InfoMetricFamily(
            "taonet_chain",
            "The chain and its first block.",
            {"name": node.chain_name, "genesis": f"0x{node.machine.init_chain().hex()}"},
        )
        yield GaugeMetricFamily("taonet_store_bytes", "Bytes on disk; 0 in memory.", node.machine.store.size_in_bytes())

    def _chain(self) -> Iterator[Metric]:
        node, s = self._node, self._node.machine.state()
        yield GaugeMetricFamily("taonet_block_height", "Number of the newest block.", node.view.best_number)
        yield GaugeMetricFamily(
            "taonet_block_age_seconds", "Wall seconds since the newest block.", time.monotonic() - node.last_block_at
        )
        issued = Balances.TotalIssuance.get(s) / RAO_PER_TAO
        yield GaugeMetricFamily("taonet_issuance_tao", "All TAO in accounts and reserves.", issued)
        staked = Staking.TotalStake.get(s) / RAO_PER_TAO
        yield GaugeMetricFamily("taonet_stake_tao", "TAO that is staked.", staked)
        yield GaugeMetricFamily("taonet_subnets", "Subnets, root included.", Subnets.TotalNetworks.get(s))

    def _blocks(self) -> Iterator[Metric]:
        yield CounterMetricFamily("taonet_extrinsics", "Extrinsics in blocks.", self._node.extrinsics)
        calls = CounterMetricFamily(
            "taonet_calls", "Extrinsics in blocks by their call and outcome.", labels=["pallet", "call", "outcome"]
        )
        named = (
            ((*self._names[call], "success" if succeeded else "failure"), count)
            for (call, succeeded), count in self._outcomes.items()
        )
        for labels, count in sorted(named):
            calls.add_metric(labels, count)
        yield calls
        yield CounterMetricFamily("taonet_fees_tao", "Fees paid, tips included.", self._fees / RAO_PER_TAO)
        yield CounterMetricFamily("taonet_epochs", "Epochs of subnets.", self._epochs)

    def _pool(self) -> Iterator[Metric]:
        pool = self._node.pool
        yield GaugeMetricFamily("taonet_pool_ready", "Transactions that could enter the next block.", pool.ready_count)
        yield GaugeMetricFamily("taonet_pool_future", "Transactions that wait for a smaller nonce.", pool.future_count)
        yield GaugeMetricFamily("taonet_pool_bytes", "Bytes of all waiting transactions.", pool.size_in_bytes)

    def _answers(self) -> Iterator[Metric]:
        calls = self._node.calls
        yield GaugeMetricFamily("taonet_rpc_sessions", "Open WebSocket connections.", calls.sessions)
        yield _by_method("taonet_rpc_calls", "Calls by method.", calls.called.items())
        yield _by_method("taonet_rpc_errors", "Calls that ended in an error.", calls.failed.items())
        seconds = HistogramMetricFamily("taonet_rpc_seconds", "Wall seconds to an answer.", labels=["method"])
        bounds = [*map(str, ANSWER_SECONDS), "+Inf"]
        for method, buckets in sorted(calls.answered.items()):
            seconds.add_metric([method], list(zip(bounds, accumulate(buckets), strict=True)), calls.seconds[method])
        yield seconds


def _by_method(name: str, text: str, counts: Iterable[tuple[str, int]]) -> Metric:
    family = CounterMetricFamily(name, text, labels=["method"])
    for method, count in sorted(counts):
        family.add_metric([method], count)
    return family
