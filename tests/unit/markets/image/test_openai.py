"""The OpenAI images backend: against a server of that API that draws with our own model, and against bad ones."""

import asyncio
import base64
import io
import json
from collections.abc import Callable
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from taonet.http import listen, running
from taonet.markets import image
from taonet.markets.image import MinerOptions
from taonet.markets.image.authenticity import to_pixels
from taonet.markets.image.backends import BackendError
from taonet.markets.image.model import draw
from taonet.markets.image.openai import MAX_RESPONSE, openai_backend
from taonet.markets.image.png import decode_png, encode_png
from taonet.markets.image.protocol import ImageAnswer, ImageTask
from taonet.markets.image.rules import look
from taonet.markets.image.scenes import parse_caption
from taonet.markets.image.weights import MODEL, load_model
from taonet.markets.image.words import word_ids
from taonet.neuron.market import CannotAnswer, Context

TASK = ImageTask("any", "a large red square on a white background", 3, 8, 64)
PICTURE = base64.b64encode(encode_png(np.full((96, 96, 3), 90, np.uint8))).decode()


def serving_our_model(seen: list[dict[str, Any]]) -> Starlette:
    """A server of the images API with our own model behind it, which draws as large as it is asked to."""
    model = load_model(MODEL)

    async def generate(request: Request) -> JSONResponse:
        body = await request.json()
        seen.append({**body, "key": request.headers.get("authorization")})
        if "response_format" in body and body["model"] == "new":
            return JSONResponse({"error": {"message": "Unknown parameter: 'response_format'."}}, 400)
        side = int(body["size"].split("x")[0])
        states = draw(model, word_ids(body["prompt"]), seed=1, steps=8)
        big = Image.fromarray(to_pixels(states[-1]), "RGB").resize((side, side), Image.Resampling.NEAREST)
        out = io.BytesIO()
        big.save(out, "WEBP", lossless=True)
        return JSONResponse({"created": 1, "data": [{"b64_json": base64.b64encode(out.getvalue()).decode()}]})

    return Starlette(routes=[Route("/v1/images/generations", generate, methods=["POST"])])


@pytest.mark.parametrize("served", ["new", "old"])
def test_a_miner_with_a_server_hands_in_what_the_server_drew(monkeypatch: pytest.MonkeyPatch, served: str) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "key")
    seen: list[dict[str, Any]] = []

    async def scene() -> list[ImageAnswer]:
        listener = listen("127.0.0.1", 0)
        async with running(serving_our_model(seen), listener):
            url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1/"
            options = MinerOptions(base_url=url, served_model=served, served_size="256x256")
            async with image.mine(Context(options)) as answer:
                return [await answer(TASK, "caller") for _ in range(2)]

    first, second = asyncio.run(scene())
    scene_asked = parse_caption(TASK.prompt)

    assert first == second
    assert (first.model, first.steps, first.states) == (served, 1, b"")
    pixels = decode_png(first.png, 64)
    small = np.array(Image.fromarray(pixels, "RGB").resize((32, 32), Image.Resampling.BOX), np.uint8)
    assert scene_asked is not None
    assert look(small, scene_asked).background > 0.8
    assert [("response_format" in body) for body in seen] == ([True, False, False] if served == "new" else [True, True])
    assert seen[-1] | {"response_format": 0} == {
        "model": served,
        "prompt": TASK.prompt,
        "n": 1,
        "size": "256x256",
        "key": "Bearer key",
        "response_format": 0,
    }


def ask(handler: Callable[[httpx.Request], httpx.Response]) -> ImageAnswer:
    async def scene() -> ImageAnswer:
        async with httpx.AsyncClient(transport=httpx.MockTransport(handler)) as http:
            backend = openai_backend(http, base_url="http://server/v1", model="m", size="96x96", timeout_seconds=0.2)
            return await backend(TASK)

    return asyncio.run(scene())


def replying(body: object, status: int = 200) -> Callable[[httpx.Request], httpx.Response]:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return lambda _: httpx.Response(status, content=content)


def test_a_picture_of_another_size_is_brought_to_the_asked_one() -> None:
    assert (decode_png(ask(replying({"data": [{"b64_json": PICTURE}]})).png, 64) == 90).all()


BAD = {
    "an error": (replying({"error": "no credit"}, 429), "429.*no credit"),
    "no JSON": (replying(b"<html>"), "images API"),
    "no pictures": (replying({"data": []}), "images API"),
    "an address": (replying({"data": [{"url": "http://elsewhere/x.png"}]}), "b64_json"),
    "no base64": (replying({"data": [{"b64_json": "!"}]}), "images API"),
    "no picture": (replying({"data": [{"b64_json": base64.b64encode(b"hello").decode()}]}), "no picture"),
    "far too much": (replying(b"x" * (MAX_RESPONSE + 1)), "more than"),
}


@pytest.mark.parametrize("name", list(BAD))
def test_a_bad_reply_is_told_with_its_reason(name: str) -> None:
    handler, said = BAD[name]

    with pytest.raises(BackendError, match=said):
        ask(handler)


def test_a_server_that_is_away_or_too_late_is_told() -> None:
    def away(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nobody there")

    async def never(_: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    with pytest.raises(BackendError, match=r"cannot reach .*nobody there"):
        ask(away)
    with pytest.raises(BackendError, match="no answer within"):
        ask(never)  # type: ignore[arg-type]


def test_what_is_wrong_with_a_server_stays_in_the_miners_log() -> None:
    events: list[tuple[str, dict[str, object]]] = []

    async def scene() -> None:
        options = MinerOptions(base_url="http://127.0.0.1:9/v1")
        async with image.mine(Context(options, log=lambda event, **facts: events.append((event, facts)))) as answer:
            with pytest.raises(CannotAnswer, match=r"^the backend failed$"):
                await answer(TASK, "caller")

    asyncio.run(scene())

    assert [event for event, _ in events] == ["backend failed"]
    assert "127.0.0.1:9" in str(events[0][1]["reason"])
