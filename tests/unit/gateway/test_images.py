"""Pictures through a gateway, asked by OpenAI's own client."""

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any

import openai
import pytest
from msgspec.structs import replace
from tests.unit.gateway.world import World, world

from taonet.markets.image.backends import draw_answer
from taonet.markets.image.model import Model as Drawing
from taonet.markets.image.png import decode_png
from taonet.markets.image.protocol import IMAGE_PROTOCOL, ImageAnswer, ImageTask
from taonet.markets.image.shapes import SIDE
from taonet.markets.image.weights import MODEL, load_model
from taonet.markets.text.model import Model
from taonet.markets.threads import limit_threads
from taonet.neuron.market import CannotAnswer

ASK: dict[str, Any] = {"model": MODEL, "prompt": "a red circle", "extra_body": {"seed": 7, "steps": 2}}


@cache
def _load(name: str) -> Drawing:
    limit_threads(1)
    return load_model(name)


async def honest(task: ImageTask, caller: str) -> ImageAnswer:
    return draw_answer(_load(MODEL), MODEL, task, task.steps)


async def refuses(task: ImageTask, caller: str) -> ImageAnswer:
    raise CannotAnswer("not today")


async def no_picture(task: ImageTask, caller: str) -> ImageAnswer:
    return replace(await honest(task, caller), png=b"no picture")


async def painter(task: ImageTask, caller: str) -> ImageAnswer:
    """Hand in another seed's picture."""
    return await honest(replace(task, seed=task.seed + 1), caller)


def asked(model: Model, miners: dict[str, Any], question: Callable[[World], Awaitable[Any]], **settings: Any) -> Any:
    async def scene() -> Any:
        async with (
            asyncio.timeout(30),
            world(model, miners, protocol=IMAGE_PROTOCOL, **{"market": "image", **settings}) as w,
        ):
            return await question(w)

    return asyncio.run(scene())


def test_pictures_come_as_png_with_who_drew_them(tiny_model: Model) -> None:
    task = ImageTask(MODEL, "a red circle", 7, 2)

    async def question(w: World) -> tuple[Any, Any, Any]:
        raw = await w.client.images.with_raw_response.generate(**ASK, n=2, response_format="b64_json", size="auto")
        listed = [(one.id, one.owned_by) async for one in await w.client.models.list()]
        return raw.headers, raw.parse(), (listed, w.lab.of("served"))

    headers, made, (listed, served) = asked(tiny_model, {"first": refuses, "second": honest}, question)
    first, second = (base64.b64decode(one.b64_json) for one in made.data)

    assert first == draw_answer(_load(MODEL), MODEL, task, 2).png
    assert second == draw_answer(_load(MODEL), MODEL, replace(task, seed=8), 2).png
    assert decode_png(second, SIDE).shape == (SIDE, SIDE, 3)
    assert [(one["uid"], one["model"]) for one in made.taonet] == [(2, MODEL)] * 2
    assert headers["x-taonet-uid"] == "2, 2"
    assert listed == [(MODEL, "subnet-1")]
    assert [(line["uid"], line["units"]) for line in served] == [(2, 1)] * 2


@pytest.mark.parametrize(("liar", "check", "words"), [
    (no_picture, "form", "the picture is no PNG"),
    (painter, "seeded", "the first state is not the seed's noise"),
])  # fmt: skip
def test_a_picture_that_is_not_what_was_asked_for_is_not_passed_on(
    tiny_model: Model, liar: Any, check: str, words: str
) -> None:
    async def question(w: World) -> tuple[Any, Any]:
        made = await w.client.images.generate(**ASK)
        account = (await w.http.get(f"{w.url}/v1/account")).json()["subnets"]["image"]["account"]
        return made.taonet, {line["uid"]: line for line in account}

    by, account = asked(tiny_model, {"first": liar, "second": honest}, question, check=check)

    assert [(one["uid"], one["attempts"], one["checked"]) for one in by] == [(2, 2, check)]
    assert account[1]["last_failure"] == words


BODIES: dict[str, tuple[int, str, dict[str, object]]] = {
    "no prompt": (400, "invalid_value", {"prompt": ""}),
    "a long prompt": (400, "invalid_value", {"prompt": "x" * 1_001}),
    "too many": (400, "invalid_value", {"n": 5}),
    "too many steps": (400, "invalid_value", {"steps": 33}),
    "an address": (400, "unsupported_parameter", {"response_format": "url"}),
    "another size": (400, "unsupported_parameter", {"size": "1024x1024"}),
    "a stream": (400, "unsupported_parameter", {"stream": True}),
    "another format": (400, "unsupported_parameter", {"output_format": "webp"}),
    "another model": (404, "model_not_found", {"model": "dall-e-3"}),
}


@pytest.mark.parametrize("body", BODIES)
def test_a_bad_request_is_refused_in_openai_s_form(tiny_model: Model, body: str) -> None:
    status, code, changes = BODIES[body]

    async def question(w: World) -> Any:
        sent = json.dumps({"prompt": "a red circle", **changes}).encode()
        headers = {"content-type": "application/json"}
        return await w.http.post(f"{w.url}/v1/images/generations", content=sent, headers=headers)

    refused = asked(tiny_model, {"first": honest}, question)

    assert (refused.status_code, refused.json()["error"]["code"]) == (status, code)


def test_pictures_of_a_request_fail_together_with_the_reason(tiny_model: Model) -> None:
    async def question(w: World) -> openai.InternalServerError:
        with pytest.raises(openai.InternalServerError) as caught:
            await w.client.images.generate(**ASK, n=3)
        assert w.running.gateway.in_work == 0
        return caught.value

    error = asked(tiny_model, {"first": refuses, "second": no_picture}, question)

    assert (error.status_code, error.code) == (502, "no_answer")


@pytest.mark.parametrize(
    ("market", "words"),
    [("text", "start it with --image-netuid, or with --market image"), ("image", "its subnet trades images")],
)
def test_a_gateway_of_one_market_says_what_it_does_not_serve(tiny_model: Model, market: str, words: str) -> None:
    async def question(w: World) -> str:
        with pytest.raises(openai.NotFoundError) as caught:
            await (w.client.images.generate(prompt="a") if market == "text" else w.chat())
        return caught.value.message

    assert asked(tiny_model, {}, question, market=market).endswith(words)


def test_two_subnets_stand_behind_one_gateway(tiny_model: Model) -> None:
    async def question(w: World) -> dict[str, str]:
        return {one.id: one.owned_by async for one in await w.client.models.list()}

    found = asked(tiny_model, {"first": honest}, question, market="text", image_netuid=3)

    assert found == {"SmolLM2-135M-Instruct": "subnet-1", MODEL: "subnet-3"}


@pytest.mark.parametrize("settings", [{"market": "image", "image_netuid": 3}, {"market": "image", "check": "logprob"}])
def test_settings_that_contradict_each_other_are_refused(tiny_model: Model, settings: dict[str, Any]) -> None:
    async def question(w: World) -> None:
        raise AssertionError

    with pytest.raises(ValueError, match=r"--market image|is of text"):
        asked(tiny_model, {}, question, **settings)
