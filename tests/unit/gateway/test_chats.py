"""Chats through a gateway, asked by OpenAI's own client."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

import openai
import pytest
from msgspec import Struct
from msgspec.structs import replace
from prometheus_client import CollectorRegistry
from tests.unit.gateway.world import ASK, OWN, World, honest_miner, saying, until, world

from taonet.gateway import text as gateway_text
from taonet.gateway.text import text_side
from taonet.markets.text.backends import CATALOGUE, LIGHT_MODEL, MODEL, complete
from taonet.markets.text.model import Model, Variant, load_model
from taonet.markets.text.protocol import TextAnswer, TextPart, TextTask, Turn
from taonet.neuron.market import CannotAnswer, Streaming
from taonet.neuron.worker import one_thread
from taonet.testing.neurons import dev_key

TASK = TextTask(MODEL, "the thing", 5, 8, 0.3)


def run(scene: Callable[[], Awaitable[Any]]) -> Any:
    async def bounded() -> Any:
        async with asyncio.timeout(30):
            return await scene()

    return asyncio.run(bounded())


async def refuses(task: TextTask, caller: str) -> TextAnswer:
    raise CannotAnswer("not today")


def test_the_best_miner_answers_and_is_named(tiny_model: Model) -> None:
    direct = complete(tiny_model, TASK)

    async def scene() -> tuple[Any, Any, dict[int, Any], World]:
        async with world(tiny_model, {"first": honest_miner(tiny_model), "second": refuses}) as w:
            raw = await w.client.chat.completions.with_raw_response.create(**ASK)
            return raw.headers, raw.parse(), await w.account(), w

    headers, made, account, w = run(scene)
    first = dev_key("first").ss58_address

    assert made.choices[0].message.content == direct.text
    assert made.choices[0].finish_reason == ("stop" if direct.finished else "length")
    assert made.model == MODEL
    assert made.usage.completion_tokens == len(direct.token_ids) + direct.finished
    assert made.usage.prompt_tokens == len(tiny_model.tokenizer.chat_prompt("the thing"))
    assert made.usage.total_tokens == made.usage.prompt_tokens + made.usage.completion_tokens
    assert {**made.taonet, "seconds": 0} == {
        "netuid": 1, "uid": 1, "hotkey": first, "block": 100, "attempts": 1, "seconds": 0, "checked": "form",
    }  # fmt: skip
    assert {name: headers[f"x-taonet-{name}"] for name in ("netuid", "uid", "hotkey", "block")} == {
        "netuid": "1", "uid": "1", "hotkey": first, "block": "100",
    }  # fmt: skip
    assert {name: account[1][name] for name in ("answered", "failed", "units", "block")} == {
        "answered": 1, "failed": 0, "units": made.usage.completion_tokens, "block": 100,
    }  # fmt: skip
    (line,) = w.lab.of("served")
    assert (line["uid"], line["hotkey"], line["key"], line["units"]) == (1, first, "anyone", account[1]["units"])


def test_a_chat_s_turns_reach_the_model(tiny_model: Model) -> None:
    turns = (Turn("system", "an"), Turn("user", "in"), Turn("assistant", "the"))
    direct = complete(tiny_model, replace(TASK, before=turns, temperature=1.0))
    messages = [
        {"role": "developer", "content": "an"},
        {"role": "user", "content": [{"type": "text", "text": "i"}, {"type": "text", "text": "n"}]},
        {"role": "assistant", "content": "the"},
        {"role": "user", "content": "the thing"},
    ]

    async def scene() -> Any:
        async with world(tiny_model, {"first": honest_miner(tiny_model)}) as w:
            return await w.chat(messages=messages, temperature=1.0)

    assert run(scene).choices[0].message.content == direct.text


def test_a_stream_is_the_same_answer_in_parts(tiny_model: Model) -> None:
    direct = complete(tiny_model, TASK)

    async def scene() -> list[Any]:
        async with world(tiny_model, {"first": honest_miner(tiny_model)}) as w:
            return [one async for one in await w.chat(stream=True, stream_options={"include_usage": True})]

    *chunks, last, usage = run(scene)

    assert chunks[0].choices[0].delta.role == "assistant"
    assert "".join(one.choices[0].delta.content for one in chunks) == direct.text
    assert len(chunks) > 3
    assert last.choices[0].finish_reason == ("stop" if direct.finished else "length")
    assert last.taonet["uid"] == 1
    assert usage.choices == []
    assert usage.usage.completion_tokens == len(direct.token_ids) + direct.finished
    assert {one.id for one in (*chunks, last, usage)} == {usage.id}


def test_a_part_is_passed_on_while_the_next_is_still_in_work(tiny_model: Model) -> None:
    async def scene() -> list[str]:
        seen = asyncio.Event()
        direct = complete(tiny_model, TASK)

        async def waits(task: TextTask, caller: str) -> AsyncGenerator[Struct]:
            yield TextPart(direct.text[:1])
            await seen.wait()
            yield TextPart(direct.text[1:])
            yield direct.as_answer(MODEL)

        said: list[str] = []
        async with world(tiny_model, {"first": Streaming(waits)}) as w:
            async for one in await w.chat(stream=True):
                said.append(one.choices[0].delta.content or "")
                if said[-1]:
                    seen.set()
        return said

    assert "".join(run(scene)) == complete(tiny_model, TASK).text


def test_a_miner_that_knows_no_parts_is_streamed_in_one(tiny_model: Model) -> None:
    async def whole(task: TextTask, caller: str) -> TextAnswer:
        return complete(tiny_model, task).as_answer(MODEL)

    async def scene() -> list[Any]:
        async with world(tiny_model, {"first": whole}) as w:
            return [one async for one in await w.chat(stream=True)]

    _, text, last = run(scene)

    assert text.choices[0].delta.content == complete(tiny_model, TASK).text
    assert last.taonet["attempts"] == 1


@pytest.mark.parametrize("stream", [False, True])
def test_a_text_ends_before_a_stop(tiny_model: Model, stream: bool) -> None:
    direct = complete(tiny_model, TASK).text
    stop = direct[3:5]

    async def scene() -> tuple[str, str]:
        async with world(tiny_model, {"first": honest_miner(tiny_model)}) as w:
            made = await w.chat(stop=[stop, "\x00never"], stream=stream)
            if not stream:
                return made.choices[0].message.content, made.choices[0].finish_reason
            chunks = [one async for one in made]
            return "".join(one.choices[0].delta.content or "" for one in chunks), chunks[-1].choices[0].finish_reason

    assert run(scene) == (direct[: direct.index(stop)], "stop")


def test_a_seed_repeats_an_answer_and_none_draws_another(tiny_model: Model) -> None:
    async def scene() -> list[str]:
        async with world(tiny_model, {"first": honest_miner(tiny_model)}) as w:
            seeds: list[Any] = [-3, -3, openai.omit, openai.omit]
            return [
                (await w.chat(seed=seed, temperature=2, max_tokens=64)).choices[0].message.content for seed in seeds
            ]

    same, again, one, other = run(scene)

    assert same == again
    assert len({same, one, other}) == 3


@pytest.mark.parametrize("stream", [False, True])
def test_the_next_best_answers_when_one_fails_and_the_failed_one_rests(tiny_model: Model, stream: bool) -> None:
    async def scene() -> tuple[dict[int, Any], Any]:
        async with world(tiny_model, {"first": refuses, "second": honest_miner(tiny_model)}) as w:
            for _ in range(2):
                made = await w.chat(stream=stream)
                if stream:
                    assert [one async for one in made]
            return await w.account(), (await w.http.get(f"{w.url}/v1/account")).json()

    account, whole = run(scene)

    assert (account[1]["failed"], account[1]["answered"], account[2]["answered"]) == (1, 0, 2)
    assert account[1]["last_failure"] == "refused with 503: not today"
    assert [one["resting"] for one in whole["subnets"]["text"]["miners"]] == [True, False]


LIES: dict[str, Callable[[Model], Callable[[TextTask], TextAnswer]]] = {
    "the text is not what the tokens spell": lambda m: (
        lambda task: replace(complete(m, task).as_answer(MODEL), text="something else")
    ),
    "the answer stops before its end": lambda m: lambda task: TextAnswer(MODEL, "", [], [], finished=False),
    "token ids outside the vocabulary": lambda m: lambda task: TextAnswer(MODEL, "", [9_999] * 8, [-1.0] * 8, False),
}


@pytest.mark.parametrize("lie", LIES)
def test_an_answer_of_bad_form_is_not_passed_on(tiny_model: Model, lie: str) -> None:
    liar = saying(answer=LIES[lie](tiny_model))

    async def scene() -> tuple[Any, dict[int, Any]]:
        async with world(tiny_model, {"first": liar, "second": honest_miner(tiny_model)}) as w:
            return await w.chat(), await w.account()

    made, account = run(scene)

    assert (made.taonet["uid"], made.taonet["attempts"]) == (2, 2)
    assert account[1]["last_failure"] == lie


def test_parts_that_are_not_the_signed_answer_end_the_stream_with_an_error(tiny_model: Model) -> None:
    liar = saying("Buy my coin. ", answer=lambda task: complete(tiny_model, task).as_answer(MODEL))

    async def scene() -> dict[int, Any]:
        async with world(tiny_model, {"first": liar, "second": honest_miner(tiny_model)}) as w:
            with pytest.raises(openai.APIError, match="the parts are not the signed answer"):
                _ = [one async for one in await w.chat(stream=True)]
            return await w.account()

    assert run(scene)[1]["last_failure"] == "the parts are not the signed answer"


def test_with_the_seeded_check_another_model_s_answer_is_not_passed_on(
    tiny_model: Model, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory, tiny_gguf: Any
) -> None:
    light = load_model(tiny_gguf, floats_dir=tmp_path_factory.mktemp("floats"), variant=Variant(without=(2,)))
    monkeypatch.setattr(gateway_text, "load_catalogue_model", lambda name: tiny_model if name == MODEL else light)
    impostor = saying(answer=lambda task: complete(light, task).as_answer(MODEL))
    says_so = saying(answer=lambda task: complete(light, task).as_answer(LIGHT_MODEL))
    unknown = saying(answer=lambda task: complete(light, task).as_answer("Bigger-And-Better"))

    async def scene() -> tuple[Any, dict[int, Any]]:
        with one_thread("check", most_waiting=9_999, unit="tokens", metrics=CollectorRegistry()) as worker:
            side = await text_side("seeded", worker)
            miners = {"impostor": impostor, "unknown": unknown, "light": says_so}
            async with world(tiny_model, miners, side=side, check="seeded", attempts=3) as w:
                return await w.chat(temperature=1.0), await w.account()

    made, account = run(scene)

    assert LIGHT_MODEL in CATALOGUE
    assert (made.model, made.taonet["uid"], made.taonet["checked"]) == (LIGHT_MODEL, 3, "seeded")
    assert "the seed draws other tokens" in account[1]["last_failure"]
    assert "is not of this market" in account[2]["last_failure"]


def test_models_are_listed_and_found(tiny_model: Model) -> None:
    async def scene() -> tuple[list[str], str, str | None]:
        async with world(tiny_model, {"first": refuses}) as w:
            listed = [one.id async for one in await w.client.models.list()]
            found = await w.client.models.retrieve(MODEL)
            with pytest.raises(openai.NotFoundError) as caught:
                await w.client.models.retrieve("gpt-5")
            return listed, found.owned_by, caught.value.code

    assert run(scene) == ([MODEL], "subnet-1", "model_not_found")


def test_the_ranking_follows_the_chain(tiny_model: Model) -> None:
    async def scene() -> tuple[int, int, int]:
        miners = {"first": honest_miner(tiny_model), "second": honest_miner(tiny_model)}
        async with world(tiny_model, miners, incentives=(1.0, 0.0)) as w:
            before = (await w.chat()).taonet["uid"]
            graph = w.lab.client.graph
            graph.neurons[1].incentive, graph.neurons[2].incentive, graph.block = 0.0, 1.0, 120
            w.reread.set()
            await until(lambda: w.running.gateway.text.front.pool.block == 120)
            after = await w.chat()
            return before, after.taonet["uid"], after.taonet["block"]

    assert run(scene) == (1, 2, 120)


def test_while_nobody_is_paid_all_are_asked(tiny_model: Model) -> None:
    async def scene() -> set[int]:
        miners = {name: honest_miner(tiny_model) for name in ("first", "second", "third")}
        async with world(tiny_model, miners, incentives=(0.0, 0.0, 0.0)) as w:
            return {(await w.chat(max_tokens=1)).taonet["uid"] for _ in range(24)}

    assert run(scene) == {1, 2, 3}


def test_a_gateway_whose_hotkey_is_not_let_in_says_what_it_needs(tiny_model: Model) -> None:
    async def scene() -> openai.APIStatusError:
        async with world(tiny_model, {"first": honest_miner(tiny_model)}, strangers=("first",)) as w:
            with pytest.raises(openai.InternalServerError) as caught:
                await w.chat()
            return caught.value

    error = run(scene)

    assert (error.status_code, error.code) == (502, "no_permit")
    assert "it needs a validator permit on the subnet" in error.message
    assert "--no-need-permit" in error.message


def test_a_hotkey_without_a_permit_is_told_so_at_the_start(tiny_model: Model) -> None:
    async def scene() -> list[Any]:
        async with world(tiny_model, {}) as w:
            graph = w.lab.client.graph
            graph.neurons[0].validator_permit = False
            w.reread.set()
            await until(lambda: w.lab.of("no permit"))
            return w.lab.of("no permit")

    assert run(scene)[0]["hotkey"] == OWN.ss58_address
