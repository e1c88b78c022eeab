"""What the node says to a browser, or to anyone who asks for its root: what it is and where to go."""

from __future__ import annotations

from html import escape
from importlib.metadata import version

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from taonet.node.node import Node

_REQUEST = '{"jsonrpc":"2.0","id":1,"method":"rpc_methods"}'


def welcome(node: Node, request: Request) -> Response:
    """Return the text, as a small page where HTML is wanted."""
    place = request.headers.get("host", "127.0.0.1:9944")
    title = f"taonet {version('taonet')}"
    about = f"A node of the chain {node.chain_name} in Python, at block #{node.view.best_number}."
    lines = (
        ("Clients (btcli, the Bittensor SDK, polkadot.js, polkadot-api) connect to", f"ws://{place}"),
        ("JSON-RPC is posted here", f"curl -H 'content-type: application/json' -d '{_REQUEST}' http://{place}"),
        ("Whether the node goes on", f"http://{place}/health"),
        ("Metrics for Prometheus", f"http://{place}/metrics"),
        (
            "A page to ask a subnet's miners, and OpenAI's interface",
            f"taonet gateway --network ws://{place} --netuid N",
        ),
        ("What each method takes and returns", "docs/reference/rpc.md in the project"),
    )
    if "text/html" in request.headers.get("accept", ""):
        items = "".join(f"<dt>{escape(what)}</dt><dd><code>{_linked(where)}</code></dd>" for what, where in lines)
        page = f"<!doctype html><meta charset=utf-8><title>{escape(title)}</title>"
        return HTMLResponse(f"{page}<h1>{escape(title)}</h1><p>{escape(about)}</p><dl>{items}</dl>\n")
    text = "\n".join(f"{what}:\n    {where}" for what, where in lines)
    return PlainTextResponse(f"{title}\n{about}\n\n{text}\n")


def _linked(where: str) -> str:
    shown = escape(where)
    return f'<a href="{shown}">{shown}</a>' if where.startswith("http://") else shown
