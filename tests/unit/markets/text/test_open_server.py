"""Any server with an OpenAI interface answers for an open market; what is wrong with it stays in the miner's log."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from taonet.cli.neurons import load_market, miner_app
from taonet.markets import text
from taonet.markets.text.model import Model
from taonet.markets.text.open import MinerOptions, draw, market, question_of
from taonet.markets.text.open.server import MAX_RESPONSE, served
from taonet.markets.text.protocol import TextAnswer, TextTask, Turn
from taonet.neuron.market import CannotAnswer, Miner
from taonet.neuron.messages import encode
from taonet.testing.neurons import play

TASK = TextTask("any", "What is 2 + 2?", 0, 64, 0.0, before=(Turn("system", "Be brief."),))
GOOD = {"choices": [{"message": {"content": "It is 4."}, "finish_reason": "stop"}], "usage": {}}


def ask(reply: Callable[[httpx.Request], httpx.Response], told: list[Any] | None = None) -> TextAnswer:
    async def scene() -> TextAnswer:
        def log(event: str, **facts: object) -> None:
            if told is not None:
                told.append((event, facts["reason"]))

        async with httpx.AsyncClient(transport=httpx.MockTransport(reply)) as http:
            answer = served(http, base_url="http://server/v1/", model="big", api_key="sk-1", log=log)
            return await answer(TASK, "5caller")

    return asyncio.run(scene())


def test_the_chat_is_sent_as_it_is_and_the_words_come_back_under_the_model_s_name() -> None:
    sent: list[httpx.Request] = []

    def reply(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json=GOOD)

    answer = ask(reply)

    assert answer == TextAnswer("big", "It is 4.", [], [], finished=True)
    assert encode(TextAnswer, answer, 10_000)
    assert str(sent[0].url) == "http://server/v1/chat/completions"
    assert sent[0].headers["authorization"] == "Bearer sk-1"
    assert json.loads(sent[0].content) == {
        "model": "big",
        "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "What is 2 + 2?"}],
        "max_tokens": 64,
        "temperature": 0.0,
    }


def test_an_answer_that_is_too_long_for_the_protocol_is_cut() -> None:
    long = {"choices": [{"message": {"content": "x" * 50_000}, "finish_reason": "length"}]}
    answer = ask(lambda _: httpx.Response(200, json=long))

    assert (len(answer.text), answer.finished) == (16_000, False)
    assert encode(TextAnswer, answer, 100_000)


def _unreachable(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("nobody listens")


BAD: dict[str, Callable[[httpx.Request], httpx.Response]] = {
    "answered 401": lambda _: httpx.Response(401, text="key sk-1 is spent"),
    "is no chat completion": lambda _: httpx.Response(200, text="<html>"),
    "list index out of range": lambda _: httpx.Response(200, json={"choices": []}),
    "more than": lambda _: httpx.Response(200, content=b"x" * (MAX_RESPONSE + 1)),
    "nobody listens": _unreachable,
}


@pytest.mark.parametrize("reason", BAD)
def test_a_server_that_fails_costs_one_answer_and_is_told_in_the_log_alone(reason: str) -> None:
    told: list[Any] = []
    with pytest.raises(CannotAnswer, match=r"^the backend failed$"):
        ask(BAD[reason], told)

    ((event, said),) = told
    assert event == "backend failed"
    assert reason in said
    assert said.startswith("http://server/v1/chat/completions: ")


@pytest.mark.parametrize(
    "words",
    [
        ("--base-url", "http://x/v1"),
        ("--served-model", "m"),
        ("--base-url", "ftp://x", "--served-model", "m"),
        ("--model", "y"),
    ],
)
def test_a_server_that_is_half_named_is_a_wrong_command_line(words: tuple[str, ...]) -> None:
    result = CliRunner().invoke(miner_app, ["run", "taonet.markets.text.open", *words])

    assert result.exit_code == 2


def test_the_market_is_found_under_its_name_and_pays_the_better_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    expected: dict[str, str] = {}

    def reply(request: httpx.Request) -> httpx.Response:
        asked = json.loads(request.content)
        right = asked["model"] == "right" and expected.get(asked["messages"][-1]["content"])
        return httpx.Response(200, json={"choices": [{"message": {"content": right or "I cannot say."}}]})

    def noted(number: int, miner: Miner, secret: bytes, most: int = 64) -> TextTask:
        task = draw(number, miner, secret, most)
        expected[task.prompt] = " ".join(question_of(number, miner, secret).expected)
        return task

    monkeypatch.setattr("taonet.markets.text.open.draw", noted)
    monkeypatch.setattr(
        "taonet.markets.text.open.new_http_client", lambda: httpx.AsyncClient(transport=httpx.MockTransport(reply))
    )
    assert load_market("taonet.markets.text.open") is market
    one = {name: MinerOptions(base_url="http://server/v1", served_model=name) for name in ("right", "wrong")}
    played = play(market, one, rounds=2, tasks=3)

    assert played.weights == {"right": 1.0}
    assert all("quality 1.00" in reason for reason in played.reasons["right"])


def test_without_a_server_the_text_market_s_own_model_answers(
    tiny_model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text, "load_catalogue_model", lambda _: tiny_model)

    played = play(market, {"small": None}, tasks=6)

    # Weights by chance know no answer, but they answer; a long question does not fit the tiny model's context.
    parts = [part for part in played.reasons["small"][0].split("; ") if "together more than" not in part]
    answered = [part.partition(",")[0] for part in parts if not part.startswith("refused with 422: the prompt has")]
    assert answered
    assert set(answered) == {"quality 0.00"}
    assert played.weights == {}
