"""The image market's cast: what it calls quality is what the pixels show."""

import asyncio
from dataclasses import replace

import pytest

from taonet.demo.casts.image import cast
from taonet.demo.miners.image import painter
from taonet.markets.image import ImageRound
from taonet.markets.image.tasks import draw_task
from taonet.neuron.market import Exchange, Miner, Reply, Round

MINER, SECRET = Miner(1, "miner", ""), bytes(32)


def drawn(of: int) -> ImageRound:
    """A round in which the tasks are answered with what was asked so many numbers later."""
    exchanges = [
        Exchange(
            number,
            MINER,
            draw_task(number, MINER, SECRET, 32),
            Reply(asyncio.run(painter(draw_task(number + of, MINER, SECRET, 32), "")), 1.0),
        )
        for number in range(8)
    ]
    return Round(1, SECRET, exchanges)


def test_quality_is_what_the_pixels_show_and_not_what_a_verdict_says() -> None:
    right, wrong = drawn(0), drawn(1)

    assert cast.quality([right]) > 0.95
    assert cast.quality([wrong]) < 0.2
    assert cast.quality([right, wrong]) == pytest.approx((cast.quality([right]) + cast.quality([wrong])) / 2)


def test_an_unanswered_task_says_nothing_about_quality() -> None:
    right = drawn(0)
    gone = replace(right, exchanges=[replace(right.exchanges[0], reply=None, failure="away")])

    assert cast.quality([right, gone]) == cast.quality([right])


def test_a_question_and_an_answer_are_told_in_a_line() -> None:
    one = drawn(0).exchanges[0]
    assert one.reply is not None

    assert cast.question(one.task) == one.task.prompt
    assert cast.answer(one.task, one.reply.answer) == (
        "a picture by scenes-32: background 100%, colour 100%, shape 100%, place 100%"
    )
