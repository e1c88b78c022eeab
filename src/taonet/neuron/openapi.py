"""What a miner says of itself: `GET /openapi.json`, made of the market's message types, and `GET /docs`, the same to read."""

import html
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any, Final

import msgspec
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from taonet.neuron import events
from taonet.neuron.market import Protocol

_REF: Final = "#/components/schemas/{name}"
_HEADERS: Final = (
    ("X-Bittensor-Version", r"\d{1,4}", "1"),
    ("X-Bittensor-Hotkey", "", "who asks, an SS58 address"),
    ("X-Bittensor-Receiver", "", "this miner's hotkey"),
    ("X-Bittensor-Nonce", r"[1-9]\d{0,19}", "Unix time in nanoseconds, good for ten seconds and for once"),
    (
        "X-Bittensor-Signature",
        "0x[0-9a-f]{128}",
        "over version, scheme, method, path, hash of the body, nonce and hotkeys",
    ),
)
_OLDER: Final = (
    ("bt_header_axon_hotkey", "", "this miner's hotkey"),
    ("bt_header_dendrite_version", r"\d+", "of the SDK, as a number"),
    ("bt_header_dendrite_hotkey", "", "who asks, an SS58 address"),
    ("bt_header_dendrite_nonce", r"[1-9]\d{0,19}", "Unix time in nanoseconds"),
    ("bt_header_dendrite_uuid", "", "of the dendrite"),
    ("bt_header_dendrite_signature", "0x[0-9a-f]{128}", "over nonce, hotkeys, uuid and body hash"),
    ("computed_body_hash", "", "sha3-256 of the hashed fields"),
)
_REFUSALS: Final = {
    400: "not a task of this protocol",
    401: "not signed as it must be, or taken before",
    403: "this hotkey may not give work here",
    408: "the body came too slowly",
    413: "the body is too long",
    415: "the body is compressed",
    422: "a task that nobody could do",
    429: "the caller has its share in work; Retry-After says when to come again",
    500: "the miner failed",
    503: "busy, then Retry-After says when to come again; or no answer now",
    504: "the answer took too long",
}
_STYLE: Final = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:56rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}td,th{border-top:1px solid #ddd;padding:.3rem .6rem;"
    "text-align:left;vertical-align:top}code{background:#f4f4f4;padding:0 .2rem}h2{margin-top:2rem}"
)


def docs_routes(protocol: Protocol[Any, Any], hotkey: str) -> list[Route]:
    """Return the two routes of a miner of a protocol."""
    described = document(protocol, hotkey)
    data, page = msgspec.json.encode(described), page_of(described)
    safe = {
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
        "X-Content-Type-Options": "nosniff",
    }

    async def openapi(request: Request) -> Response:
        del request
        return Response(data, media_type="application/json")

    async def docs(request: Request) -> Response:
        del request
        return HTMLResponse(page, headers=safe)

    return [Route("/openapi.json", openapi, methods=["GET"]), Route("/docs", docs, methods=["GET"])]


def document(protocol: Protocol[Any, Any], hotkey: str) -> dict[str, Any]:
    """Return the OpenAPI document of a miner."""
    kinds = [protocol.task, protocol.answer, *([] if protocol.part is None else [protocol.part])]
    refs, schemas = msgspec.json.schema_components(kinds, ref_template=_REF)
    answers: dict[str, Any] = {
        "application/json": {"schema": refs[1]},
        events.MEDIA_TYPE: {"schema": {"type": "string"}},
    }
    paths: dict[str, Any] = {
        protocol.path: {
            "post": _operation(f"Give a task of {protocol.name}.", _stream_words(protocol), _HEADERS, refs[0], answers)
        }
    }
    if protocol.synapse is not None:
        schemas["taonet.Synapse"] = {
            "type": "object",
            "description": "The task's and the answer's fields side by side, and both ends' facts.",
            "properties": _synapse_fields(protocol, schemas),
        }
        schema = {"$ref": _REF.format(name="taonet.Synapse")}
        words = "For neurons of SDK 9 and 10: the body is the whole synapse."
        paths[protocol.synapse.path] = {
            "post": _operation(
                "Give the same task in the older way.", words, _OLDER, schema, {"application/json": {"schema": schema}}
            )
        }
    schemas["taonet.Refusal"] = {"type": "object", "properties": {"error": {"type": "string"}}, "required": ["error"]}
    paths["/health"] = {"get": _plain("Tell whether the miner does its work.", {200: "it does", 503: "it does not"})}
    paths["/metrics"] = {
        "get": _plain(
            "Give the numbers for Prometheus, to this machine and its network.", {200: "text", 403: "from afar"}
        )
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"A miner of {protocol.name}",
            "version": version("taonet"),
            "description": f"Hotkey {hotkey}. Requests are signed by a hotkey that may validate; replies are signed by this one.",
        },
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _stream_words(protocol: Protocol[Any, Any]) -> str:
    parts = "" if protocol.part is None else f"`part` events of {protocol.part.__name__}, then "
    return (
        f"A body has at most {protocol.max_task_bytes:,} bytes, an answer {protocol.max_answer_bytes:,}. With "
        f"`Accept: {events.MEDIA_TYPE}` come {parts}an `answer` event and a `signature` event."
    )


def _operation(
    summary: str, words: str, headers: tuple[tuple[str, str, str], ...], task: Any, answers: dict[str, Any]
) -> dict[str, Any]:
    refusal = {"application/json": {"schema": {"$ref": _REF.format(name="taonet.Refusal")}}}
    return {
        "summary": summary,
        "description": words,
        "parameters": [
            {
                "name": name,
                "in": "header",
                "required": True,
                "description": what,
                "schema": {"type": "string", **({"pattern": f"^{form}$"} if form else {})},
            }
            for name, form, what in headers
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": task}}},
        "responses": {
            "200": {"description": "the answer", "content": answers},
            **{str(status): {"description": what, "content": refusal} for status, what in _REFUSALS.items()},
        },
    }


def _plain(summary: str, responses: Mapping[int, str]) -> dict[str, Any]:
    return {"summary": summary, "responses": {str(status): {"description": what} for status, what in responses.items()}}


def _synapse_fields(protocol: Protocol[Any, Any], schemas: Mapping[str, Any]) -> dict[str, Any]:
    synapse = protocol.synapse
    sides = () if synapse is None else ((protocol.task, synapse.task), (protocol.answer, synapse.answer))
    return {
        names.get(name, name): field
        for kind, names in sides
        for name, field in schemas[kind.__name__].get("properties", {}).items()
    }


def page_of(described: Mapping[str, Any]) -> str:
    """Return a document as a page that needs nothing from elsewhere."""
    info = described["info"]
    parts = [f"<h1>{_safe(info['title'])}</h1><p>{_safe(info['description'])}</p>"]
    parts.append(f"<p>taonet {_safe(info['version'])}. For programs: <a href='/openapi.json'>openapi.json</a>.</p>")
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            parts.append(
                f"<h2><code>{method.upper()} {_safe(path)}</code></h2><p>{_safe(operation['summary'])} "
                f"{_safe(operation.get('description', ''))}</p>"
            )
            parts.append(
                _table(
                    ("header", "what"), [(one["name"], one["description"]) for one in operation.get("parameters", [])]
                )
            )
            parts.append(
                _table(
                    ("status", "when"), [(status, one["description"]) for status, one in operation["responses"].items()]
                )
            )
    for name, schema in described["components"]["schemas"].items():
        needed = schema.get("required", [])
        rows = [
            (field, _kind(what), "yes" if field in needed else "no", what.get("description", ""))
            for field, what in schema.get("properties", {}).items()
        ]
        parts.append(f"<h2>{_safe(name)}</h2><p>{_safe(schema.get('description', ''))}</p>")
        parts.append(_table(("field", "type", "needed", "what"), rows))
    return (
        f"<!doctype html><html lang='en'><meta charset='utf-8'><meta name='viewport' content='width=device-width'>"
        f"<title>{_safe(info['title'])}</title><style>{_STYLE}</style>{''.join(parts)}</html>"
    )


def _kind(schema: Mapping[str, Any]) -> str:
    """Return a type and its bounds in a line."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"])
    told = str(schema.get("type", "any"))
    if told == "array":
        told = f"array of {_kind(schema.get('items') or {})}"
    bounds = [
        f"{name} {value}" for name, value in schema.items() if name.startswith(("min", "max", "exclusive", "pattern"))
    ]
    return ", ".join([told, *bounds])


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    if not rows:
        return ""
    head = "".join(f"<th>{_safe(one)}</th>" for one in heads)
    body = "".join("<tr>" + "".join(f"<td>{_safe(one)}</td>" for one in row) + "</tr>" for row in rows)
    return f"<table><tr>{head}</tr>{body}</table>"


def _safe(text: str) -> str:
    return html.escape(str(text))
