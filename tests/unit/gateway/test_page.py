"""What the gateway serves beside its answers: the page to try it, the API's description, health, metrics, keys."""

import asyncio
import json
import re
import shutil
import subprocess
from collections.abc import Awaitable, Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from tests.unit.gateway.world import ASK, World, honest_miner, world

from taonet.markets.text.model import Model

FOLDER = Path(str(files("taonet.gateway") / "page"))
NODE = shutil.which("node")


def asked(model: Model, question: Callable[[World], Awaitable[Any]], **settings: Any) -> Any:
    async def scene() -> Any:
        async with asyncio.timeout(30), world(model, {"first": honest_miner(model)}, **settings) as w:
            return await question(w)

    return asyncio.run(scene())


def test_the_page_comes_whole_and_needs_nothing_from_elsewhere(tiny_model: Model) -> None:
    names = sorted(path.name for path in FOLDER.iterdir())

    async def question(w: World) -> dict[str, httpx.Response]:
        found = {name: await w.http.get(f"{w.url}/page/{name}") for name in names}
        return found | {"": await w.http.get(f"{w.url}/")}

    pages = asked(tiny_model, question)

    assert pages[""].text == pages["index.html"].text
    for name, page in pages.items():
        assert page.status_code == 200
        assert page.content == (FOLDER / (name or "index.html")).read_bytes()
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert not re.search(r"https?://|//cdn|@import|innerHTML|eval\(", page.text), name
    assert pages["main.js"].headers["content-type"].startswith("text/javascript")


def test_every_element_that_the_scripts_use_is_on_the_page() -> None:
    page = (FOLDER / "index.html").read_text()
    ids = re.findall(r'id="([\w-]+)"', page)
    used = {name for path in FOLDER.glob("*.js") for name in re.findall(r'\$\("([\w-]+)"\)', path.read_text())}

    assert used <= set(ids)
    assert len(ids) == len(set(ids))
    labelled = set(re.findall(r'<label for="([\w-]+)"', page))
    assert set(re.findall(r'<(?:input|textarea) id="([\w-]+)"', page)) == labelled
    assert set(re.findall(r'aria-(?:controls|labelledby)="([\w-]+)"', page)) <= set(ids)


@pytest.mark.skipif(NODE is None, reason="Node is not installed")
def test_the_page_s_own_reader_reads_a_stream(tiny_model: Model, tmp_path: Path) -> None:
    shutil.copy(FOLDER / "api.js", tmp_path / "api.mjs")
    (tmp_path / "ask.mjs").write_text(
        'import { ask, events } from "./api.mjs";\n'
        "const [place, body] = process.argv.slice(2);\n"
        'let text = ""; let by = null;\n'
        'const response = await ask("/v1/chat/completions", JSON.parse(body), { place });\n'
        'for await (const one of events(response)) { text += one.choices[0]?.delta.content ?? ""; by = one.taonet ?? by; }\n'
        'const refused = await ask("/v1/chat/completions", { model: "x" }, { place }).catch((error) => error);\n'
        "console.log(JSON.stringify({ text, by, refused: refused.message, status: refused.status }));\n"
    )

    async def question(w: World) -> tuple[Any, str]:
        words = [NODE or "", str(tmp_path / "ask.mjs"), w.url, json.dumps({**ASK, "stream": True})]
        child = await asyncio.create_subprocess_exec(*words, stdout=subprocess.PIPE)
        out, _ = await child.communicate()
        return json.loads(out), (await w.chat()).choices[0].message.content

    said, text = asked(tiny_model, question)

    assert said["text"] == text
    assert said["by"]["uid"] == 1
    assert (said["status"], said["refused"]) == (400, "Object missing required field `messages`")


def test_the_description_names_every_endpoint_and_its_types(tiny_model: Model) -> None:
    async def question(w: World) -> tuple[Any, str, list[int]]:
        made = (await w.http.get(f"{w.url}/openapi.json")).json()
        got = [path.replace("{name}", ASK["model"]) for path, methods in made["paths"].items() if "get" in methods]
        return (
            made,
            (await w.http.get(f"{w.url}/docs")).text,
            [(await w.http.get(w.url + path)).status_code for path in got],
        )

    made, page, statuses = asked(tiny_model, question)

    assert statuses == [200] * len(statuses)
    assert {"ChatRequest", "Error", "Line"} <= made["components"]["schemas"].keys()
    assert made["components"]["schemas"]["ChatRequest"]["properties"]["max_tokens"]
    assert all(f"{path}<" in page for path in made["paths"])
    references = re.findall(r'"#/components/(\w+)/(\w+)"', json.dumps(made))
    assert [name for kind, name in references if name not in made["components"][kind]] == []


def test_health_and_metrics_say_what_was_done(tiny_model: Model) -> None:
    async def question(w: World) -> tuple[Any, str]:
        await w.chat()
        _ = [one async for one in await w.chat(stream=True)]
        await w.post({"model": "x"})
        health = (await w.http.get(f"{w.url}/health")).json()
        return health, (await w.http.get(f"{w.url}/metrics")).text

    health, page = asked(tiny_model, question)
    numbers = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }

    assert health["ok"]
    assert {name: health["subnets"]["text"][name] for name in ("netuid", "block", "miners")} == {
        "netuid": 1, "block": 100, "miners": 1,
    }  # fmt: skip
    chats = "/v1/chat/completions"
    assert numbers["taonet_gateway_requests_total", chats, "200"] == 2
    assert numbers["taonet_gateway_requests_total", chats, "400"] == 1
    assert numbers["taonet_gateway_attempts_total", "answered"] == 2
    assert numbers["taonet_gateway_seconds_count",] == 2
    assert numbers["taonet_gateway_first_seconds_count",] == 1
    assert numbers["taonet_gateway_in_work",] == 0


def test_with_keys_v1_asks_for_one_and_the_rest_does_not(tiny_model: Model, tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_text("alice alice-has-a-long-key\n")

    async def question(w: World) -> tuple[list[int], list[int], Any]:
        closed = [(await w.http.get(w.url + path)).status_code for path in ("/v1/models", "/v1/account")]
        refused = await w.post(ASK, authorization="Bearer wrong")
        opened = [(await w.http.get(w.url + path)).status_code for path in ("/", "/docs", "/health", "/openapi.json")]
        asked_well = await w.post(ASK, authorization="Bearer alice-has-a-long-key")
        return [*closed, refused.status_code, asked_well.status_code], opened, (refused, w.lab.of("served"))

    statuses, opened, (refused, served) = asked(tiny_model, question, api_key_file=file)

    assert statuses == [401, 401, 401, 200]
    assert opened == [200] * 4
    assert refused.headers["www-authenticate"] == "Bearer"
    assert refused.json()["error"]["code"] == "invalid_api_key"
    assert [line["key"] for line in served] == ["alice"]
