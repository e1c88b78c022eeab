"""A miner on a real llama.cpp server with the market's weights: found, probed, streamed, and believed by the validator."""

import asyncio
import random
from collections.abc import Iterator
from typing import Any

import pytest
import xllamacpp

from taonet.markets import text
from taonet.markets.packaged import place_of
from taonet.markets.text import MinerOptions, ValidatorOptions
from taonet.markets.text import open as open_market
from taonet.markets.text.backends import MODEL
from taonet.markets.text.model.errors import ModelError
from taonet.markets.text.model_files import SMOLLM2
from taonet.markets.text.protocol import TextAnswer, TextPart, TextTask, Turn
from taonet.markets.text.tasks import make_question
from taonet.neuron.answering import whole
from taonet.neuron.market import CannotAnswer, Context, Exchange, Miner, Reply, Round, Verdict
from taonet.testing.neurons import Lab, play

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not place_of(SMOLLM2).is_file(), reason="the model is not in the cache"),
]
KEY = "a-key-of-a-server"
LLAMA: Any = xllamacpp  # its types are in a compiled module


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A llama.cpp server with a key, as `llama-server -m … --api-key …` starts it."""
    parameters = LLAMA.CommonParams()
    parameters.model.path = str(place_of(SMOLLM2))
    parameters.n_ctx = 2_048
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = 1
    parameters.model_alias = ["smol"]
    parameters.api_keys = [KEY]
    running = LLAMA.Server(parameters)  # ends when it is forgotten
    yield f"{running.listening_address}/v1"
    del running


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)


def _all(options: MinerOptions, *tasks: TextTask, lab: Lab | None = None) -> list[list[Any]]:
    """Return all that a miner says to each task."""

    async def scene() -> list[list[Any]]:
        async with text.mine(Context(options, log=(lab or Lab()).log)) as miner:
            return [[one async for one in miner.answer(task, "validator")] for task in tasks]

    return asyncio.run(scene())


@pytest.mark.parametrize("api", ["completions", "chat"])
def test_its_answers_come_in_parts_and_the_validator_believes_them(server: str, api: Any) -> None:
    lab, questions = Lab(), [make_question(random.Random(n)) for n in range(4)]
    tasks = [TextTask(MODEL, one.prompt, 7 + n, 20, 0.3) for n, one in enumerate(questions)]
    chat = (Turn("system", "Answer in one word."), Turn("user", "Hello."), Turn("assistant", "Hello!"))
    tasks.append(TextTask(MODEL, "What is the capital of Italy?", 3, 20, 0.3, chat))
    said = _all(MinerOptions(backend="llama.cpp", base_url=server, api=api), *tasks, lab=lab)

    async def judged() -> list[Verdict]:
        async with text.examine(Context(ValidatorOptions(check="logprob"))) as exam:
            miner = Miner(1, "key", "")
            exchanges = [
                Exchange(n, miner, task, Reply(one[-1], 1.0))
                for n, (task, one) in enumerate(zip(tasks, said, strict=True))
            ]
            return list(await exam.judge(Round(0, b"secret", exchanges, 0, b"0" * 32)))

    for *parts, answer in said:
        assert isinstance(answer, TextAnswer)
        assert all(isinstance(part, TextPart) for part in parts)
        assert "".join(part.text for part in parts) == answer.text
    assert sum(len(parts) for *parts, _ in said) > 12
    assert [verdict.reason for verdict in asyncio.run(judged()) if verdict.cheated] == []
    (found,) = lab.of("server")
    assert found["model"] == "smol"
    assert float(str(found["logprob_error"])) < 0.12


def test_a_character_of_several_tokens_is_not_guessed_at(server: str) -> None:
    lab = Lab()
    task = TextTask(MODEL, "Repeat exactly: 😀🎉日本語😀🎉", 1, 24, 0.0)
    with pytest.raises(CannotAnswer):
        _all(MinerOptions(backend="llama.cpp", base_url=server), task, lab=lab)

    assert "one log-probability for the several tokens" in str(lab.of("backend failed")[0]["reason"])


def test_what_is_wrong_with_the_server_is_told_at_the_start(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModelError, match=r"serves smol: it does not serve .other. with --served-model"):
        _all(MinerOptions(backend="llama.cpp", base_url=server, served_model="other"))
    with pytest.raises(ModelError, match=r"no server answers at http://127\.0\.0\.1:9/v1"):
        _all(MinerOptions(backend="llama.cpp", base_url="http://127.0.0.1:9/v1"))
    monkeypatch.delenv("OPENAI_API_KEY")
    with pytest.raises(ModelError, match="put its key into OPENAI_API_KEY"):
        _all(MinerOptions(backend="llama.cpp", base_url=server))


def test_its_work_ends_when_the_caller_leaves(server: str) -> None:
    async def scene() -> TextAnswer:
        async with text.mine(Context(MinerOptions(backend="llama.cpp", base_url=server))) as miner:
            parts = miner.answer(TextTask(MODEL, "Tell a long story.", 1, 256, 1.0), "validator")
            assert isinstance(await anext(parts), TextPart)
            await parts.aclose()
            return await whole(miner)(TextTask(MODEL, "What is 1 + 1?", 1, 8, 0.0), "validator")

    assert asyncio.run(scene()).model == MODEL


def test_any_model_on_it_answers_for_the_open_market(server: str) -> None:
    options = open_market.MinerOptions(base_url=server, served_model="smol")
    played = play(open_market.market, {"served": options}, tasks=3, deadline_seconds=60)
    judged = played.lab.of("judged")

    assert len(judged) == 3
    assert all(str(facts["reason"]).startswith("quality ") for facts in judged), judged
    assert all(facts["answer"] for facts in judged)
