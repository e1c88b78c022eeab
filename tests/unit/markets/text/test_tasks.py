import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.markets.text.tasks import KINDS, Question, kind_of, make_question, quality

CODE = Question("needle", "The code of Anna is 1234. The code of Boris is 5678.", ("1234",))
WORDS = Question("repeat", "Repeat these words exactly: egg, lamp, key.", ("egg", "lamp", "key"))


@settings(max_examples=100, deadline=None)
@given(st.integers())
def test_every_question_can_be_answered_in_full(seed: int) -> None:
    question = make_question(random.Random(seed))

    assert quality(question, f"It is {', '.join(question.expected)}.") == 1.0
    assert quality(question, "") == 0.0
    assert 10 < len(question.prompt) < 300


def test_the_same_seed_gives_the_same_question() -> None:
    assert make_question(random.Random(4)) == make_question(random.Random(4))


def test_questions_differ_and_cover_all_kinds() -> None:
    questions = [make_question(random.Random(seed)) for seed in range(300)]

    assert len({q.kind for q in questions}) == 9
    assert len({q.prompt for q in questions}) > 200


def test_every_kind_comes_once_in_as_many_numbers_in_an_order_that_is_secret() -> None:
    rows = [[kind_of(number, secret) for number in range(2 * len(KINDS))] for secret in (b"a", b"b")]

    for row in rows:
        assert sorted(row[: len(KINDS)]) == sorted(row[len(KINDS) :]) == sorted(KINDS)
    assert rows[0] != rows[1]
    assert rows[0][: len(KINDS)] != rows[0][len(KINDS) :]
    assert {make_question(random.Random(n), "recall").kind for n in range(20)} == {"recall"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("egg, lamp, key", 1.0),
        ("EGG LAMP KEY!", 1.0),
        ("egg, key", 2 / 3),
        ("key, lamp, egg", 1 / 3),
        ("eggs lamps keys", 0.0),
    ],
)
def test_partial_answers_get_partial_credit(text: str, expected: float) -> None:
    assert quality(WORDS, text) == pytest.approx(expected)


def test_a_number_must_be_the_whole_number() -> None:
    assert quality(CODE, "The code is 1234.") == 1.0
    assert quality(CODE, "The code is 12345.") == 0.0


def test_listing_many_numbers_earns_little() -> None:
    assert quality(CODE, "1 2 3 4 5 6 7 8 9 10 1234") < 0.15
