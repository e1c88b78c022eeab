"""The market played whole, over real sockets, and judged again from what was said."""

import asyncio
import io
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec.structs import replace as changed
from PIL import Image

from taonet.demo.miners import image as players
from taonet.demo.miners.image import Behaviour
from taonet.markets import image
from taonet.markets.image import MinerOptions, ValidatorOptions
from taonet.markets.image.backends import draw_answer, foreign_answer
from taonet.markets.image.judging import ImageRound, judge_round
from taonet.markets.image.png import encode_png, to_rgb
from taonet.markets.image.protocol import IMAGE_PROTOCOL, MAX_STEPS, ImageAnswer, ImageTask
from taonet.markets.image.scoring import ScoringRules
from taonet.markets.image.tasks import draw_task
from taonet.markets.image.weights import CATALOGUE, MODEL, WEAK_MODEL, load_encoder, load_model
from taonet.neuron.market import BadTask, Context, Exchange, Miner, Reply, Round
from taonet.neuron.messages import decode, encode
from taonet.testing.neurons import play

SECRET = bytes(range(32))
ALICE, BOB = Miner(1, "alice", "127.0.0.2:1"), Miner(2, "bob", "127.0.0.2:2")


def judged(asked: ImageRound, check: str = "states") -> list[tuple[float, bool, str]]:
    verdicts = judge_round(ScoringRules(check=check), load_model, load_encoder, asked)  # type: ignore[arg-type]
    return [(verdict.score, verdict.cheated, verdict.reason) for verdict in verdicts]


def exchange(
    miner: Miner, number: int = 1, model: str = MODEL, task: ImageTask | None = None
) -> Exchange[ImageTask, ImageAnswer]:
    task = task or draw_task(number, miner, SECRET, 32)
    answer = draw_answer(load_model(model), model, task, task.steps)
    return Exchange(number, miner, task, Reply(answer, 1.0))


@pytest.fixture(scope="module")
def asked() -> ImageRound:
    return Round(1, SECRET, [exchange(ALICE), exchange(BOB, model=WEAK_MODEL)])


def test_honest_miners_earn_and_those_who_cheat_or_fail_get_nothing(tmp_path: Path) -> None:
    def runs(behaviour: Behaviour) -> players.MinerOptions:
        return players.MinerOptions(behaviour=behaviour, share_dir=tmp_path)

    played = play(
        players.market,
        {
            "honest": runs(Behaviour.HONEST),
            "impostor": runs(Behaviour.IMPOSTOR),
            "painter": runs(Behaviour.PAINTER),
            "nonsense": runs(Behaviour.NONSENSE),
            "copycat": runs(Behaviour.COPYCAT),
        },
        rounds=2,
    )

    assert played.weights == {"honest": pytest.approx(1)}
    frauds = [facts for facts in played.lab.of("judged") if facts["cheated"]]
    assert len(frauds) >= 7  # the copycat may have nothing to copy at first
    assert "noise" in played.reasons["copycat"][-1]


def test_the_verdict_follows_from_the_round_alone(asked: ImageRound) -> None:
    again = [
        decode(ImageAnswer, encode(ImageAnswer, e.reply.answer, 4 << 20), 4 << 20) for e in asked.exchanges if e.reply
    ]
    copy = replace(
        asked,
        exchanges=[replace(e, reply=Reply(answer, 1.0)) for e, answer in zip(asked.exchanges, again, strict=True)],
    )

    assert judged(copy) == judged(asked)
    assert all(not cheated and score > 0 for score, cheated, _ in judged(asked))


def test_a_failure_is_no_fraud(asked: ImageRound) -> None:
    good = asked.exchanges[0]
    assert good.reply is not None
    answer = good.reply.answer

    failures = [
        replace(good, reply=None, failure="no answer"),
        *(
            replace(good, reply=Reply(bad, 1.0))
            for bad in (
                changed(answer, png=answer.png + b"x"),
                changed(answer, png=b""),
                changed(answer, states=b""),
                changed(answer, steps=answer.steps - 1),
                changed(answer, steps=MAX_STEPS, states=answer.states + bytes(20 * 6144)),
                changed(answer, model="a model of my own"),
            )
        ),
    ]

    for score, cheated, reason in judged(replace(asked, exchanges=failures)):
        assert (score, cheated) == (0, False)
        assert reason


def test_the_largest_answer_fits_the_protocol() -> None:
    largest = ImageAnswer("m" * 100, MAX_STEPS, bytes(2 << 20), bytes((MAX_STEPS + 1) * 6144))

    assert len(encode(ImageAnswer, largest, IMAGE_PROTOCOL.max_answer_bytes)) <= IMAGE_PROTOCOL.max_answer_bytes


def test_with_the_check_off_any_picture_is_paid_by_what_it_shows_and_copies_are_found() -> None:
    number = 1
    tasks = {miner: draw_task(number, miner, SECRET, 64) for miner in (ALICE, BOB)}

    def answered(miner: Miner, drawn_for: ImageTask) -> Exchange[ImageTask, ImageAnswer]:

        small = asyncio.run(players.painter(drawn_for, "")).png
        big = encode_png(to_rgb(Image.open(io.BytesIO(small)), 64))
        return Exchange(number, miner, tasks[miner], Reply(foreign_answer(tasks[miner], "mine", big), 1.0))

    honest, copier = judged(Round(1, SECRET, [answered(ALICE, tasks[ALICE]), answered(BOB, tasks[ALICE])]), "off")

    assert honest[0] > 0.8
    assert not honest[1]
    assert copier[0] == 0
    assert copier[1]
    assert "a copy of the picture that miner 1 drew" in copier[2]


def test_no_two_miners_and_no_two_numbers_share_a_task() -> None:
    tasks = [draw_task(number, miner, SECRET, 32) for number in range(20) for miner in (ALICE, BOB)]

    assert len({(task.prompt, task.seed) for task in tasks}) == 40
    assert len({task.seed for task in tasks}) == 40
    assert tasks[0] == draw_task(0, ALICE, SECRET, 32)
    assert tasks[0] != draw_task(0, ALICE, SECRET[::-1], 32)


def test_a_size_that_the_model_cannot_draw_is_refused_with_the_one_it_can() -> None:
    async def scene() -> None:
        async with image.mine(Context(MinerOptions())) as answer:
            with pytest.raises(BadTask, match="32 x 32"):
                await answer(ImageTask(MODEL, "a ring", 1, 2, 64), "")

    asyncio.run(scene())


def test_a_miner_takes_no_more_steps_than_its_options_and_says_how_many() -> None:
    async def scene() -> ImageAnswer:
        async with image.mine(Context(MinerOptions(steps=3))) as answer:
            return await answer(draw_task(1, ALICE, SECRET, 32), "")

    answer = asyncio.run(scene())
    task = draw_task(1, ALICE, SECRET, 32)

    assert answer.steps == 3
    ((score, cheated, _),) = judged(Round(1, SECRET, [Exchange(1, ALICE, task, Reply(answer, 1.0))]))
    assert score > 0
    assert not cheated


@pytest.mark.parametrize(
    "options",
    [
        {"model": "of my own"},
        {"base_url": "http://127.0.0.1/v1", "diffusers": "x"},
        {"base_url": "127.0.0.1:80"},
        {"served_size": "big"},
        {"served_size": "1x1"},
        {"diffusers": "x", "served_size": "512x256"},
    ],
)
def test_contradictions_of_a_miners_options_are_refused(options: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="--"):
        MinerOptions(**options)  # type: ignore[arg-type]


def test_contradictions_of_a_validators_options_are_refused() -> None:
    for options in ({"size": 64}, {"size": 100, "check": "off"}):
        with pytest.raises(ValueError, match="--size"):
            ValidatorOptions(**options)  # type: ignore[arg-type]
    assert ValidatorOptions(size=512, check="off").size == 512


def test_the_market_names_its_models() -> None:
    assert MODEL in CATALOGUE
    assert len(CATALOGUE) == len(set(CATALOGUE)) == 3
