"""`GET /metrics` and `GET /health` of a neuron, and a server for a neuron that has no other."""

import ipaddress
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager, closing
from typing import Any, Final

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from taonet.http import LIMITED, listen, running

Health = Callable[[], tuple[bool, Mapping[str, object]]]
"""Tells whether a neuron does its work, and the facts that say so."""

SERVER: Final[dict[str, Any]] = {
    **LIMITED,
    "log_level": "critical",
    "limit_concurrency": 256,
    "timeout_keep_alive": 5,
}


def status_routes(registry: CollectorRegistry, health: Health) -> list[Route]:
    """Return the two routes. Metrics are for callers on this machine or in its own network."""

    async def metrics(request: Request) -> Response:
        if request.client is None or not _is_near(request.client.host):
            return JSONResponse({"error": "metrics are for this machine and its own network"}, 403)
        return Response(generate_latest(registry), headers={"content-type": CONTENT_TYPE_LATEST})

    async def state(request: Request) -> Response:
        del request
        well, facts = health()
        return JSONResponse({"ok": well, **facts}, 200 if well else 503)

    return [Route("/metrics", metrics, methods=["GET"]), Route("/health", state, methods=["GET"])]


@asynccontextmanager
async def serving_status(
    host: str, port: int, registry: CollectorRegistry, health: Health
) -> AsyncGenerator[tuple[str, int]]:
    """Serve metrics and health alone while the block runs; yield where. Raises `CannotListen`."""
    with closing(listen(host, port, flags=("--metrics-host", "--metrics-port"))) as listener:
        async with running(Starlette(routes=status_routes(registry, health)), listener, **SERVER):
            yield host, listener.getsockname()[1]


def _is_near(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False
