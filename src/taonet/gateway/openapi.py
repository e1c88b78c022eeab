"""What the gateway takes and returns: an OpenAPI document, and a page of it for people that needs nothing from elsewhere."""

import json
from collections.abc import Iterator, Mapping
from html import escape
from importlib.metadata import version
from typing import Any, Final

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from taonet.gateway.account import Line
from taonet.gateway.chat import ChatRequest
from taonet.gateway.images import ImagesRequest
from taonet.gateway.page_files import PAGE_HEADERS

_OPEN: Final[list[Mapping[str, list[str]]]] = []
_JSON: Final = "application/json"
_PATHS: Final[Mapping[tuple[str, str], tuple[str, str]]] = {
    ("post", "/v1/chat/completions"): ("ChatRequest", "Answer a chat, whole or, with `stream`, as server-sent events."),
    ("post", "/v1/images/generations"): ("ImagesRequest", "Draw pictures of a prompt, as PNG in base64."),
    ("get", "/v1/models"): ("", "List the models that can be asked for."),
    ("get", "/v1/models/{name}"): ("", "Describe one of them."),
    ("get", "/v1/account"): ("", "Tell how the chain ranks the miners, and what each did since the gateway started."),
    ("get", "/health"): ("", "Tell whether there are miners and the ranking is fresh; 503 if not. Needs no key."),
    ("get", "/metrics"): ("", "Prometheus metrics, for this machine and its own network. Needs no key."),
}


def document(*, with_keys: bool) -> dict[str, Any]:
    """Return the OpenAPI document; `with_keys` says that /v1 asks for one."""
    _, schemas = msgspec.json.schema_components(
        [ChatRequest, ImagesRequest, Line], ref_template="#/components/schemas/{name}"
    )
    paths: dict[str, dict[str, Any]] = {}
    for (method, path), (body, text) in _PATHS.items():
        told: dict[str, Any] = {"summary": text, "responses": {"200": {"description": "Done."}}}
        if path.startswith("/v1"):
            told["responses"]["4XX"] = told["responses"]["5XX"] = {"$ref": "#/components/responses/Error"}
        else:
            told["security"] = _OPEN
        if body:
            told["requestBody"] = {
                "required": True,
                "content": {_JSON: {"schema": {"$ref": f"#/components/schemas/{body}"}}},
            }
        if "{name}" in path:
            told["parameters"] = [{"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}]
        paths.setdefault(path, {})[method] = told
    error = {"description": "Refused.", "content": {_JSON: {"schema": {"$ref": "#/components/schemas/Error"}}}}
    keys = {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}} if with_keys else {}
    return {
        "openapi": "3.1.0",
        "info": {"title": "taonet gateway", "version": version("taonet")},
        "paths": paths,
        "components": {"schemas": {**schemas, "Error": _ERROR}, "responses": {"Error": error}, **keys},
        **({"security": [{"key": []}]} if with_keys else {}),
    }


_ERROR: Final = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["message", "type", "param", "code"],
            "properties": {
                "message": {"type": "string"},
                "type": {"type": "string"},
                "param": {"type": ["string", "null"]},
                "code": {"type": "string"},
            },
        }
    },
}


def docs_routes(*, with_keys: bool) -> list[Route]:
    """Return the routes `/openapi.json` and `/docs`."""
    made = document(with_keys=with_keys)
    page = "".join(_page(made))

    async def raw(request: Request) -> Response:
        del request
        return JSONResponse(made)

    async def shown(request: Request) -> Response:
        del request
        return Response(page, media_type="text/html", headers=PAGE_HEADERS)

    return [Route("/openapi.json", raw, methods=["GET"]), Route("/docs", shown, methods=["GET"])]


def _page(made: Mapping[str, Any]) -> Iterator[str]:
    yield (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>taonet gateway: API</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/page/style.css">'
        '<header><h1>taonet gateway: API</h1><nav><a href="/">Try it</a> <a href="/openapi.json">openapi.json</a></nav>'
        "</header><main>"
    )
    for path, methods in made["paths"].items():
        for method, told in methods.items():
            yield f"<h2><code>{method.upper()} {escape(path)}</code></h2><p>{escape(told['summary'])}</p>"
    yield "<h2>Types</h2>"
    for name, schema in made["components"]["schemas"].items():
        text = escape(json.dumps(schema, indent=2))
        yield f"<details><summary><code>{escape(name)}</code></summary><div class=scroll><pre>{text}</pre></div></details>"
    yield "</main></html>\n"
