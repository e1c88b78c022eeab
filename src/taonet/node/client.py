"""A client for a node in another process: where it listens, and JSON-RPC calls over HTTP, one or many at once."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Sequence
from http.client import HTTPException
from pathlib import Path
from typing import Any

ANSWER_SECONDS = 30.0
MOST_BYTES = 64 << 20
_HTTP = {"http": "http", "https": "https", "ws": "http", "wss": "https"}
"""Nodes answer single calls over HTTP at the address of their WebSocket."""


class NodeFailure(Exception):
    """A node cannot be asked, or refused; says why."""


class Refusal(Exception):
    """The node answered with an error object."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(f"{error.get('code')}: {error.get('message')} ({error.get('data')})")
        self.code: int = error["code"]
        self.message: str = error["message"]
        self.data: Any = error.get("data")


def listening_port(log: Path) -> int | None:
    """Return the port that a node started with `--json` says in its log to listen on, None if it does not yet."""
    for line in log.read_text(errors="replace").splitlines():
        if '"websocket"' in line and line.endswith("}"):
            return int(json.loads(line)["websocket"].rpartition(":")[2])
    return None


def ask(port: int, method: str, *params: object) -> Any:
    """Make one JSON-RPC call to a local node; raise `Refusal` for an error object, `OSError` for no answer."""
    return _ask(f"http://127.0.0.1:{port}", method, params)


def call(address: str, method: str, *params: object) -> Any:
    """Make one JSON-RPC call to a node at an http(s):// or ws(s):// address; raise `NodeFailure` where that fails."""
    scheme, _, rest = address.partition("://")
    if scheme not in _HTTP or not rest:
        raise _no_address(address)
    try:
        return _ask(f"{_HTTP[scheme]}://{rest}", method, params)
    except Refusal as refusal:
        raise NodeFailure(f"the node at {address} refused {method}: {refusal}") from refusal
    except (OSError, ValueError, HTTPException) as error:
        raise NodeFailure(f"no answer from a node at {address}: {error}") from error


def call_many(address: str, calls: Sequence[tuple[str, Sequence[object]]]) -> list[Any]:
    """Make JSON-RPC calls to a node in one request and return what each answered; raise `NodeFailure` where one fails.

    A node refuses more than a thousand at once, and may refuse answers that are too long together.
    """
    scheme, _, rest = address.partition("://")
    if scheme not in _HTTP or not rest:
        raise _no_address(address)
    batch = [
        {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
        for number, (method, params) in enumerate(calls)
    ]
    try:
        replies: list[dict[str, Any]] | dict[str, Any] = _post(f"{_HTTP[scheme]}://{rest}", batch)
        answers = {reply["id"]: reply for reply in (replies if isinstance(replies, list) else ())}
        refusal = next((reply["error"] for reply in answers.values() if "error" in reply), None)
        if isinstance(replies, dict):
            refusal = replies["error"]
        results = None if refusal is not None else [answers[number]["result"] for number in range(len(calls))]
    except (OSError, ValueError, KeyError, TypeError, HTTPException) as error:
        raise NodeFailure(f"no answer from a node at {address}: {error}") from error
    if results is None:
        raise NodeFailure(f"the node at {address} refused one of {len(calls)} calls at once: {refusal}")
    return results


def _no_address(address: str) -> NodeFailure:
    return NodeFailure(f"{address[:80]!r} is no address of a node, such as http://127.0.0.1:9944")


def _ask(url: str, method: str, params: tuple[object, ...]) -> Any:
    reply = _post(url, {"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
    if "error" in reply:
        raise Refusal(reply["error"])
    return reply["result"]


def _post(url: str, question: object) -> Any:
    request = urllib.request.Request(url, json.dumps(question).encode(), {"Content-Type": "application/json"})  # noqa: S310  http alone
    with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:  # noqa: S310
        return json.loads(answer.read(MOST_BYTES))
