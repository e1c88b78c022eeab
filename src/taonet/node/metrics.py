"""What `/metrics` shows: read from the node when somebody asks, so that nothing is counted twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import final

from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from taonet.node.node import Node

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 12)


@final
class NodeCollector(Collector):
    """The node's numbers at the moment of asking."""

    def __init__(self, node: Node) -> None:
        self._node = node

    def collect(self) -> Iterator[Metric]:
        """Yield every number with its name and meaning."""
        node = self._node
        pool, calls = node.pool, node.calls
        yield GaugeMetricFamily("taonet_block_height", "Number of the newest block.", node.view.best_number)
        yield GaugeMetricFamily("taonet_pool_ready", "Transactions that could enter the next block.", pool.ready_count)
        yield GaugeMetricFamily("taonet_pool_future", "Transactions that wait for a smaller nonce.", pool.future_count)
        yield GaugeMetricFamily("taonet_pool_bytes", "Bytes of all waiting transactions.", pool.size_in_bytes)
        yield GaugeMetricFamily("taonet_rpc_sessions", "Open WebSocket connections.", calls.sessions)
        yield CounterMetricFamily("taonet_extrinsics", "Extrinsics in blocks since the start.", node.extrinsics)
        called = CounterMetricFamily("taonet_rpc_calls", "Calls by method.", labels=["method"])
        for method, count in sorted(calls.called.items()):
            called.add_metric([method], count)
        failed = CounterMetricFamily("taonet_rpc_errors", "Calls that ended in an error.", labels=["method"])
        for method, count in sorted(calls.failed.items()):
            failed.add_metric([method], count)
        yield called
        yield failed


def metrics_of(node: Node) -> CollectorRegistry:
    """Return the registry of one node's numbers."""
    registry = CollectorRegistry()
    registry.register(NodeCollector(node))
    seconds = Histogram(
        "taonet_block_seconds", "Wall seconds to build, execute and store a block.", registry=registry, buckets=BUCKETS
    )
    node.block_seconds.append(seconds.observe)
    return registry
