"""What `/metrics` shows."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()
RPC_CALLS = Counter("taonet_rpc_calls", "Calls by method.", ["method"], registry=REGISTRY)
RPC_ERRORS = Counter("taonet_rpc_errors", "Calls that ended in an error, by method.", ["method"], registry=REGISTRY)
SESSIONS = Gauge("taonet_rpc_sessions", "Open WebSocket connections.", registry=REGISTRY)
HEIGHT = Gauge("taonet_block_height", "Number of the newest block.", registry=REGISTRY)
READY = Gauge("taonet_pool_ready", "Transactions that could enter the next block.", registry=REGISTRY)
FUTURE = Gauge("taonet_pool_future", "Transactions that wait for a smaller nonce.", registry=REGISTRY)
EXTRINSICS = Counter("taonet_extrinsics", "Extrinsics in blocks, inherents included.", registry=REGISTRY)
BLOCK_SECONDS = Histogram(
    "taonet_block_seconds", "Wall seconds to build, execute and store a block.", registry=REGISTRY,
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 12),
)  # fmt: skip
