"""A client for a node in another process: where it listens, and one JSON-RPC call over HTTP."""

from __future__ import annotations

import json
import urllib.request
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
        raise NodeFailure(f"{address[:80]!r} is no address of a node, such as http://127.0.0.1:9944")
    try:
        return _ask(f"{_HTTP[scheme]}://{rest}", method, params)
    except Refusal as refusal:
        raise NodeFailure(f"the node at {address} refused {method}: {refusal}") from refusal
    except (OSError, ValueError, HTTPException) as error:
        raise NodeFailure(f"no answer from a node at {address}: {error}") from error


def _ask(url: str, method: str, params: tuple[object, ...]) -> Any:
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})  # noqa: S310  http alone
    with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:  # noqa: S310
        reply = json.loads(answer.read(MOST_BYTES))
    if "error" in reply:
        raise Refusal(reply["error"])
    return reply["result"]
