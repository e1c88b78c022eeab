"""What a miner says of itself is the protocol's, whole, and safe to look at."""

import asyncio
import json
import re
from typing import Annotated, Any

import httpx
import msgspec
from msgspec import Meta, Struct
from tests.e2e.sdk10.sums import MARKET, SUMS

from taonet.markets.text.protocol import TEXT_PROTOCOL
from taonet.neuron.market import Protocol
from taonet.neuron.miner import MinerSettings, serve_miner
from taonet.neuron.openapi import document, page_of
from taonet.testing.neurons import Lab, dev_key

BOB = dev_key("Bob")


def _refs(value: Any) -> set[str]:
    return set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(value)))


def test_the_document_describes_task_and_answer_with_their_bounds() -> None:
    found = document(SUMS, BOB.ss58_address)

    terms = found["components"]["schemas"]["Task"]["properties"]["terms"]
    assert (terms["type"], terms["minItems"], terms["maxItems"]) == ("array", 1, 100)
    assert found["components"]["schemas"]["Sum"]["required"] == ["value"]
    post = found["paths"]["/taonet/sum/1"]["post"]
    assert post["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Task"}
    assert {one["name"] for one in post["parameters"]} >= {"X-Bittensor-Hotkey", "X-Bittensor-Signature"}
    assert {"200", "401", "429", "503"} <= post["responses"].keys()
    older = found["components"]["schemas"]["taonet.Synapse"]["properties"]
    assert list(older) == ["numbers", "note", "share", "total"]
    assert "/SumSynapse" in found["paths"]


def test_every_reference_leads_somewhere() -> None:
    for protocol in (SUMS, TEXT_PROTOCOL):
        found = document(protocol, BOB.ss58_address)

        assert _refs(found) <= found["components"]["schemas"].keys()


class Odd(Struct, frozen=True):
    """A <script>alert(1)</script> in a docstring."""

    field: Annotated[str, Meta(description="<img src=x>", pattern="^<b>$")]


def test_a_page_shows_all_fields_and_runs_nothing() -> None:
    page = page_of(document(Protocol("odd/1", Odd, Odd, part=None), "<hotkey>"))

    assert "&lt;script&gt;" in page
    assert "&lt;img src=x&gt;" in page
    assert "&lt;hotkey&gt;" in page
    assert not re.search(r"<script|<img|<b>|https?://", page)


def test_a_miner_serves_both_beside_its_tasks() -> None:
    async def scene() -> tuple[httpx.Response, httpx.Response, httpx.Response]:
        lab = Lab()
        lab.register(BOB)
        async with (
            serve_miner(lab.chain(BOB), MARKET, MinerSettings(port=0)) as miner,
            httpx.AsyncClient(base_url=f"http://{miner.host}:{miner.port}", trust_env=False) as http,
        ):
            return await http.get("/openapi.json"), await http.get("/docs"), await http.get("/nothing")

    described, page, nothing = asyncio.run(scene())

    assert msgspec.json.decode(described.content) == document(SUMS, BOB.ss58_address)
    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "terms" in page.text
    assert (nothing.status_code, nothing.json()["error"]) == (404, "Not Found")
