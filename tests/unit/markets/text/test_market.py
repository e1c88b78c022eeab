"""Every behaviour of the demo's miners against the judge: honest work passes, each cheat is caught."""

import asyncio
import random
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import replace
from prometheus_client import CollectorRegistry

from taonet.demo.miners import text as miners
from taonet.demo.miners.acts import sharing, slow
from taonet.demo.miners.text import Behaviour, copycat, impostor, nonsense
from taonet.markets import text
from taonet.markets.packaged import FileMissing
from taonet.markets.text import AnswerText, TextExchange, backends, draw, honest, judge_round
from taonet.markets.text.authenticity import fault_in, fraud_in
from taonet.markets.text.backends import (
    LIGHT_MODEL,
    MODEL,
    BackendError,
    Completion,
    Generate,
    bounded,
    catalogue_models,
    complete,
    load_catalogue_model,
    native_backend,
)
from taonet.markets.text.model import FULL, Model, Variant, load_model
from taonet.markets.text.protocol import TextPart, TextTask, Turn
from taonet.markets.text.scoring import DEFAULT_RULES, Check, ScoringRules
from taonet.neuron.answering import whole
from taonet.neuron.market import BadTask, CannotAnswer, Context, Exchange, Miner, Reply, Round, Verdict
from taonet.neuron.worker import Worker

CATALOGUE = {MODEL: FULL, LIGHT_MODEL: Variant(without=(2,))}
SECRET = b"salt"
Load = Callable[[str], Model]


@pytest.fixture(scope="module")
def load(tiny_gguf: Path, tiny_model: Model) -> Load:
    floats = tiny_gguf.parent / "floats"
    models = {n: load_model(tiny_gguf, floats_dir=floats, variant=v) for n, v in CATALOGUE.items()}
    return models.__getitem__


def _native(model: Model) -> Generate:
    worker = Worker(ThreadPoolExecutor(1), most_waiting=10_000, unit="tokens", metrics=CollectorRegistry())
    return native_backend(model, worker)


def _honest(generate: Generate, model: str, **options: Any) -> AnswerText:
    return whole(honest(generate, model, **options))


def _round(load: Load, answers: list[AnswerText], number: int = 0, check: Check = "seeded") -> list[Verdict]:
    """Ask each miner in turn, as the validator would."""

    async def one(uid: int, answer: AnswerText) -> TextExchange:
        miner = Miner(uid, f"key{uid}", "")
        task = draw(number, miner, SECRET)
        try:
            return Exchange(number, miner, task, Reply(await answer(task, "validator"), 1.0))
        except CannotAnswer as error:
            return Exchange(number, miner, task, None, str(error))

    async def scene() -> list[TextExchange]:
        return [await one(uid, answer) for uid, answer in enumerate(answers)]

    return judge_round(ScoringRules(check=check), load, Round(number, SECRET, asyncio.run(scene())))


@pytest.mark.parametrize("check", ["seeded", "logprob"])
def test_honest_miners_pass(load: Load, check: Check) -> None:
    answers = [_honest(_native(load(name)), name) for name in CATALOGUE]

    for number in range(5):
        verdicts = _round(load, answers, number, check)
        assert [v.cheated for v in verdicts] == [False, False]
        assert all("quality" in v.reason for v in verdicts)


@pytest.mark.parametrize("check", ["seeded", "logprob"])
def test_an_impostor_is_caught(load: Load, check: Check) -> None:
    answer = impostor(_honest(_native(load(LIGHT_MODEL)), LIGHT_MODEL))

    verdicts = [_round(load, [answer], n, check)[0] for n in range(5)]

    assert all(v.cheated and v.score == 0 for v in verdicts)


@pytest.mark.parametrize("check", ["seeded", "logprob"])
def test_nonsense_is_caught(load: Load, check: Check) -> None:
    answer = nonsense(load(MODEL).tokenizer, random.Random(1))

    verdicts = [_round(load, [answer], n, check)[0] for n in range(5)]

    # Random tokens may also fail to spell a text, which is a failure of form.
    assert all(v.score == 0 and "quality" not in v.reason for v in verdicts)
    assert any(v.cheated for v in verdicts)


def test_a_copycat_is_caught(load: Load, tmp_path: Path) -> None:
    victim = sharing(_honest(_native(load(MODEL)), MODEL), tmp_path, "victim")
    thief = copycat(tmp_path, "thief")

    for number in range(5):
        honest_verdict, copied = _round(load, [victim, thief], number)
        assert not honest_verdict.cheated
        assert copied.cheated
        assert copied.score == 0


def test_a_copycat_with_nothing_to_copy_declines(load: Load, tmp_path: Path) -> None:
    (verdict,) = _round(load, [copycat(tmp_path, "thief")])

    assert (verdict.score, verdict.cheated, verdict.reason) == (0.0, False, "nothing to copy yet")


def test_a_copycat_does_not_copy_itself(load: Load, tmp_path: Path) -> None:
    own = sharing(_honest(_native(load(MODEL)), MODEL), tmp_path, "thief")

    verdicts = _round(load, [own, copycat(tmp_path, "thief")])

    assert verdicts[1].reason == "nothing to copy yet"


def test_a_slow_miner_waits_and_passes(load: Load) -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    answer = slow(_honest(_native(load(MODEL)), MODEL), 2.5, sleep)

    assert not _round(load, [answer])[0].cheated
    assert waited == [2.5]


def test_an_unknown_model_is_not_paid(load: Load) -> None:
    answer = _honest(_native(load(MODEL)), "Bigger-And-Better")

    (verdict,) = _round(load, [answer])

    assert verdict.score == 0
    assert not verdict.cheated
    assert "not of this market" in verdict.reason


def test_an_answer_within_a_chat_is_proven_by_all_of_its_turns(load: Load) -> None:
    model, before = load(MODEL), (Turn("system", "an"), Turn("user", "in"), Turn("assistant", "the"))
    task = TextTask(MODEL, "thing", 7, 12, 1.0, before)
    answer = complete(model, task).as_answer(MODEL)

    assert fault_in(model.tokenizer, task, answer) is None
    assert fraud_in(DEFAULT_RULES, model, task, answer) is None
    assert fraud_in(DEFAULT_RULES, model, replace(task, before=before[:1]), answer) is not None
    assert fault_in(model.tokenizer, task, replace(answer, text="other")) is not None


def test_tasks_are_fresh_for_each_miner_round_and_validator() -> None:
    def task(salt: bytes, number: int, uid: int, key: str) -> TextTask:
        return draw(number, Miner(uid, key, ""), salt)

    tasks = [
        task(b"a", 1, 1, "k"),
        task(b"b", 1, 1, "k"),
        task(b"a", 2, 1, "k"),
        task(b"a", 1, 2, "k"),
        task(b"a", 1, 1, "l"),
    ]

    assert len({t.seed for t in tasks}) == 5
    assert task(b"a", 1, 1, "k") == tasks[0]


def test_all_models_of_the_catalogue_stand_on_one_copy_of_the_weights(
    tiny_model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backends, "CATALOGUE", CATALOGUE)
    loaded: list[str] = []

    def load(name: str) -> Model:
        loaded.append(name)
        return tiny_model

    models = catalogue_models(load)
    light = models(LIGHT_MODEL)

    assert loaded == [MODEL]
    assert models(LIGHT_MODEL) is light
    assert light.variant == CATALOGUE[LIGHT_MODEL]
    assert light.layers == (*tiny_model.layers[:2], *tiny_model.layers[3:])
    assert all(one.qkv is two.qkv for one, two in zip(light.layers[2:], models(MODEL).layers[3:], strict=True))


def test_a_missing_model_names_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAONET_CACHE", str(tmp_path))

    with pytest.raises(FileMissing, match="taonet models pull"):
        load_catalogue_model(MODEL)


ENDS = {
    Behaviour.HONEST: "quality",
    Behaviour.SLOW: "quality",
    Behaviour.IMPOSTOR: "the seed draws other tokens",
    Behaviour.COPYCAT: "nothing to copy yet",
}


@pytest.mark.parametrize("behaviour", ENDS)
def test_the_market_judges_the_demos_miners_as_they_are_started(
    load: Load, behaviour: Behaviour, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text, "load_catalogue_model", load)
    options = miners.MinerOptions(behaviour=behaviour, slow_seconds=0, share_dir=tmp_path)

    told: list[dict[str, object]] = []

    def log(event: str, **facts: object) -> None:
        told.append({"event": event, **facts})

    async def scene() -> Verdict:
        miner = Miner(7, "key", "")
        async with (
            miners.market.miner.start(Context(options, miner.hotkey)) as answer,
            miners.market.validator.start(Context(text.ValidatorOptions(), log=log)) as exam,
        ):
            assert callable(answer)
            task = exam.draw(3, miner, SECRET)
            try:
                exchange = Exchange(3, miner, task, Reply(await answer(task, "validator"), 1.0))
            except CannotAnswer as error:
                exchange = Exchange(3, miner, task, None, str(error))
            (verdict,) = await exam.judge(Round(3, SECRET, [exchange]))
            return verdict

    verdict = asyncio.run(scene())
    judged = [entry for entry in told if entry["event"] == "judged"]

    assert ENDS[behaviour] in verdict.reason
    assert [(entry["uid"], entry["reason"], entry["cheated"]) for entry in judged] == [
        (7, verdict.reason, verdict.cheated)
    ]
    assert judged[0]["question"]
    assert (judged[0]["answer"] is None) == (behaviour is Behaviour.COPYCAT)
    assert [path.name for path in tmp_path.iterdir()] == ([] if behaviour is Behaviour.COPYCAT else ["key.json"])


@pytest.mark.parametrize(
    ("digits", "most", "words"),
    [
        (480, 1_000, r"has 5\d\d tokens, the chat's frame included, and asks for 20: together more than the .* of 512"),
        (100, 64, r"has 1\d\d tokens, the chat's frame included; this miner reads 64"),
    ],
)
def test_a_prompt_that_is_too_long_is_the_callers_fault_and_costs_nothing(
    tiny_model: Model, digits: int, most: int, words: str
) -> None:
    async def never(task: TextTask) -> AsyncGenerator[str | Completion]:
        raise AssertionError
        yield ""

    answer = _honest(bounded(never, tiny_model, most), MODEL)

    with pytest.raises(BadTask, match=words):
        asyncio.run(answer(TextTask(MODEL, "7" * digits, 1, 20, 0.3), "validator"))


def test_a_prompt_just_inside_is_answered(tiny_model: Model) -> None:
    frame = len(tiny_model.tokenizer.chat_prompt(""))
    answer = _honest(bounded(_native(tiny_model), tiny_model, frame + 50), MODEL)

    made = asyncio.run(answer(TextTask(MODEL, "7" * 50, 1, 5, 0.3), "validator"))
    with pytest.raises(BadTask, match=f"has {frame + 51} tokens"):
        asyncio.run(answer(TextTask(MODEL, "7" * 51, 1, 5, 0.3), "validator"))

    assert made.token_ids or made.finished


def test_what_is_wrong_with_a_backend_is_for_the_miners_log_alone() -> None:
    seen: list[object] = []

    async def broken(task: TextTask) -> AsyncGenerator[str | Completion]:
        yield "The"
        raise BackendError("http://10.0.0.5/v1 answered 401: key sk-secret is spent")

    answer = _honest(broken, MODEL, log=lambda event, **facts: seen.append((event, facts)))
    with pytest.raises(CannotAnswer, match=r"^the backend failed$"):
        asyncio.run(answer(TextTask(MODEL, "a", 1, 5, 0.3), "validator"))

    assert seen == [("backend failed", {"reason": "http://10.0.0.5/v1 answered 401: key sk-secret is spent"})]


def test_an_honest_answer_s_parts_are_its_text_and_come_as_it_is_drawn(tiny_model: Model) -> None:
    task = TextTask(MODEL, "the thing", 3, 40, 1.5)
    direct = complete(tiny_model, task)

    async def scene() -> list[Struct]:
        return [one async for one in honest(_native(tiny_model), MODEL).answer(task, "validator")]

    *parts, answer = asyncio.run(scene())

    assert answer == direct.as_answer(MODEL)
    assert "".join(part.text for part in parts if isinstance(part, TextPart)) == direct.text
    assert len(parts) > len(direct.token_ids) // 2


def test_work_ends_before_the_next_token_when_its_caller_leaves(tiny_model: Model) -> None:
    executor = ThreadPoolExecutor(1)
    worker = Worker(executor, most_waiting=10_000, unit="tokens", metrics=CollectorRegistry())

    async def scene() -> str:
        parts = honest(native_backend(tiny_model, worker), MODEL).answer(TextTask(MODEL, "a", 1, 256, 2.0), "validator")
        first = await anext(parts)
        await parts.aclose()
        assert isinstance(first, TextPart)
        return first.text

    assert asyncio.run(scene())
    assert worker.waiting == 0
    assert executor.submit(lambda: "the thread is free").result(5)
