"""A client for a node in another process: where it listens, and one JSON-RPC call over HTTP."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path
from typing import Any

ANSWER_SECONDS = 30.0


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
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:  # noqa: S310  the address is ours
        reply = json.load(answer)
    if "error" in reply:
        raise Refusal(reply["error"])
    return reply["result"]
