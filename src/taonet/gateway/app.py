"""The gateway's web application: its routes, and refusals in OpenAI's form whatever goes wrong."""

import time
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from taonet.gateway import chats, images
from taonet.gateway.errors import ApiError, error_response
from taonet.gateway.openapi import docs_routes
from taonet.gateway.page_files import page_routes
from taonet.gateway.ranking import is_resting
from taonet.gateway.requests import guarded
from taonet.gateway.state import Gateway
from taonet.markets.image.weights import MODEL as IMAGE_MODEL
from taonet.markets.text.backends import MODEL

EXPOSED: Final = ("X-Taonet-Netuid", "X-Taonet-Uid", "X-Taonet-Hotkey", "X-Taonet-Block")


def make_app(gateway: Gateway, routes: Sequence[BaseRoute] = ()) -> Starlette:
    """Build the web application: OpenAI's endpoints, the account, the page to try it, and `routes`."""
    began = int(time.time())

    async def models(request: Request, who: str) -> Response:
        del request, who
        rows = [_model(name, netuid, began) for name, netuid in models_of(gateway).items()]
        return JSONResponse({"object": "list", "data": rows})

    async def model(request: Request, who: str) -> Response:
        del who
        name, found = request.path_params["name"], models_of(gateway)
        if name not in found:
            raise ApiError(404, "model_not_found", f"there is no model {name[:100]!r}", param="model")
        return JSONResponse(_model(name, found[name], began))

    async def account(request: Request, who: str) -> Response:
        del request, who
        return JSONResponse({"subnets": account_of(gateway)})

    async def unknown(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        words = "takes no such method" if status == 405 else "is not served here: /docs lists what is"
        return error_response(ApiError(status, "unknown_url", f"{request.method} {request.url.path[:200]} {words}"))

    async def failed(request: Request, error: Exception) -> Response:
        gateway.log("failed", endpoint=request.url.path, error=f"{type(error).__name__}: {error}")
        gateway.counts.requests.labels("other", 500).inc()
        return error_response(ApiError(500, "failed", "the gateway failed; its log says why"))

    own = [
        Route(chats.PATH, guarded(gateway, chats.chats(gateway)), methods=["POST"]),
        Route(images.PATH, guarded(gateway, images.images(gateway)), methods=["POST"]),
        Route("/v1/models", guarded(gateway, models), methods=["GET"]),
        Route("/v1/models/{name:path}", guarded(gateway, model), methods=["GET"]),
        Route("/v1/account", guarded(gateway, account), methods=["GET"]),
    ]
    origins = [origin for origin in (gateway.settings.cors_origin,) if origin is not None]
    cors = Middleware(
        CORSMiddleware,
        allow_origins=origins,
        allow_methods=["GET", "POST"],
        allow_headers=["Authorization", "Content-Type"],
        expose_headers=EXPOSED,
    )
    return Starlette(
        routes=[*own, *routes, *page_routes(), *docs_routes(with_keys=gateway.keys is not None)],
        middleware=[cors] if origins else [],
        exception_handlers={404: unknown, 405: unknown, Exception: failed},
    )


def models_of(gateway: Gateway) -> dict[str, int]:
    """Return the models that can be asked for, and the subnet behind each."""
    text = {} if gateway.text is None else {MODEL: gateway.text.front.chain.netuid}
    return text if gateway.image is None else {**text, IMAGE_MODEL: gateway.image.chain.netuid}


def account_of(gateway: Gateway) -> Mapping[str, object]:
    """Return each subnet's miners, ranked, and what each did since the gateway started."""
    now = time.monotonic()
    return {
        name: {
            "netuid": front.chain.netuid,
            "block": front.pool.block,
            "miners": [
                {
                    "uid": one.miner.uid,
                    "hotkey": one.miner.hotkey,
                    "incentive": one.incentive,
                    "in_work": front.pool.busy[one.miner.hotkey],
                    "resting": is_resting(front.pool, one, now),
                }
                for one in front.pool.miners
            ],
            "account": [msgspec.to_builtins(line) for line in reversed(front.account.lines.values())],
        }
        for name, front in gateway.fronts().items()
    }


def _model(name: str, netuid: int, created: int) -> dict[str, object]:
    return {"id": name, "object": "model", "created": created, "owned_by": f"subnet-{netuid}"}
