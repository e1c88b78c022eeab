"""Questions with known answers, made fresh from a seed.

Every miner gets its own question in every round, so nothing can be looked up,
shared or prepared. The kinds are chosen so that a small model is right often
enough to be measured, and a worse one is right less often.
"""

import hashlib
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

MAX_TOKENS: Final = 20
TEMPERATURE: Final = 0.3  # sampled, so that the seed shows; low, so that answers stay right


@dataclass(frozen=True)
class Question:
    """A prompt and the words that a right answer holds, in order."""

    kind: str
    prompt: str
    expected: tuple[str, ...]


def make_question(rng: random.Random, kind: str | None = None) -> Question:
    """Draw a question, of a kind of `KINDS` if one is named; the same state of `rng` gives the same one."""
    return _MAKERS[rng.choice(KINDS) if kind is None else kind](rng)


def kind_of(number: int, secret: bytes, kinds: Sequence[str] | None = None) -> str:
    """Return the kind of the questions of a number: every kind once in as many numbers as there are, in a secret order.

    All miners get the same kind at a time, so that nobody is worth less for having drawn the hard ones.
    """
    kinds = KINDS if kinds is None else kinds
    block, place = divmod(number, len(kinds))
    digest = hashlib.blake2b(f"kinds {block}".encode(), key=secret, digest_size=16).digest()
    return random.Random(digest).sample(kinds, len(kinds))[place]  # noqa: S311  the secret is in the digest


def quality(question: Question, text: str) -> float:
    """Return how right an answer is, 0 to 1.

    The share of expected words found in the right order. A word counts once and
    only as a whole word, so listing many guesses earns little: a text with more
    words of the expected sort than asked for is scaled down by the excess.
    """
    wanted = [word.lower() for word in question.expected]
    words = _words(text)
    found = _in_order(wanted, words) / len(wanted)
    if all(word.isdigit() for word in wanted):
        asked = set(_words(question.prompt)) - set(wanted)
        guesses = [word for word in words if word.isdigit() and word not in asked]
        excess = max(0, len(guesses) - 2 * len(wanted))
        return found / (1 + excess)
    return found


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+|\d+", text.lower())


def _in_order(wanted: list[str], words: list[str]) -> int:
    """Length of the longest common subsequence."""
    row = [0] * (len(wanted) + 1)
    for word in words:
        previous = 0
        for i, target in enumerate(wanted, start=1):
            above = row[i]
            row[i] = previous + 1 if word == target else max(above, row[i - 1])
            previous = above
    return row[-1]


def _capital(rng: random.Random) -> Question:
    country, capital = rng.choice(CAPITALS)
    form = rng.choice(("What is the capital of {}?", "Name the capital city of {}."))
    return Question("capital", form.format(country), tuple(_words(capital)))


def _language(rng: random.Random) -> Question:
    country, language = rng.choice(LANGUAGES)
    return Question("language", f"Which language is spoken in {country}?", (language.lower(),))


def _facts(rng: random.Random) -> Question:
    name, city, job = rng.choice(NAMES), rng.choice(CAPITALS)[1], rng.choice(JOBS)
    age = rng.randint(20, 79)
    story = f"{name} is a {job}. {name} is {age} years old. {name} lives in {city}."
    asked, expected = rng.choice(
        (
            (f"Where does {name} live?", tuple(_words(city))),
            (f"How old is {name}?", (str(age),)),
            (f"What is the job of {name}?", (job,)),
        )
    )
    return Question("facts", f"{story} {asked}", expected)


def _recall(rng: random.Random) -> Question:
    name, code = rng.choice(NAMES), str(rng.randint(1000, 9999))
    story = f"Remember this: the door code of {name} is {code}."
    return Question("recall", f"{story} What is the door code of {name}?", (code,))


def _needle(rng: random.Random) -> Question:
    name, other = rng.sample(NAMES, 2)
    code, wrong = (str(rng.randint(1000, 9999)) for _ in range(2))
    story = f"The door code of {name} is {code}. The door code of {other} is {wrong}."
    return Question("needle", f"{story} What is the door code of {name}?", (code,))


def _plural(rng: random.Random) -> Question:
    thing = rng.choice(THINGS)
    plural = thing + ("es" if thing.endswith("ch") else "s")
    return Question("plural", f'What is the plural of "{thing}"?', (plural,))


def _repeat(rng: random.Random) -> Question:
    words = rng.sample(THINGS, 3)
    return Question("repeat", f"Repeat these words exactly: {', '.join(words)}.", tuple(words))


def _difference(rng: random.Random) -> Question:
    a = rng.randint(5, 19)
    b = rng.randint(1, a - 1)
    return Question("difference", f"What is {a} - {b}?", (str(a - b),))


def _opposite(rng: random.Random) -> Question:
    pair = rng.choice(OPPOSITES)
    word, other = rng.sample(pair, 2)
    return Question("opposite", f'What is the opposite of "{word}"?', (other,))


_MAKERS: Final[dict[str, Callable[[random.Random], Question]]] = {
    "capital": _capital,
    "language": _language,
    "facts": _facts,
    "recall": _recall,
    "needle": _needle,
    "plural": _plural,
    "repeat": _repeat,
    "difference": _difference,
    "opposite": _opposite,
}
KINDS: Final = tuple(_MAKERS)

CAPITALS: Final = (
    ("France", "Paris"), ("Japan", "Tokyo"), ("Italy", "Rome"), ("Spain", "Madrid"),
    ("Germany", "Berlin"), ("Russia", "Moscow"), ("China", "Beijing"), ("Egypt", "Cairo"),
    ("Greece", "Athens"), ("Portugal", "Lisbon"), ("Austria", "Vienna"), ("Poland", "Warsaw"),
    ("Norway", "Oslo"), ("Sweden", "Stockholm"), ("Finland", "Helsinki"), ("Ireland", "Dublin"),
    ("Hungary", "Budapest"), ("Cuba", "Havana"), ("Peru", "Lima"), ("Canada", "Ottawa"),
    ("Thailand", "Bangkok"), ("South Korea", "Seoul"), ("Kenya", "Nairobi"), ("Turkey", "Ankara"),
    ("Argentina", "Buenos Aires"), ("Denmark", "Copenhagen"), ("Belgium", "Brussels"),
    ("Iran", "Tehran"), ("Iraq", "Baghdad"), ("Mexico", "Mexico City"), ("Chile", "Santiago"),
    ("India", "New Delhi"), ("Australia", "Canberra"), ("Indonesia", "Jakarta"),
)  # fmt: skip
LANGUAGES: Final = (
    ("France", "French"), ("Germany", "German"), ("Japan", "Japanese"), ("Italy", "Italian"),
    ("Russia", "Russian"), ("Brazil", "Portuguese"), ("Mexico", "Spanish"), ("Greece", "Greek"),
    ("Poland", "Polish"), ("Turkey", "Turkish"), ("Norway", "Norwegian"), ("Sweden", "Swedish"),
    ("Thailand", "Thai"), ("Hungary", "Hungarian"), ("Denmark", "Danish"), ("Korea", "Korean"),
)  # fmt: skip
JOBS: Final = ("doctor", "teacher", "baker", "farmer", "pilot", "nurse", "painter", "lawyer")
THINGS: Final = (
    "apple", "bottle", "candle", "drum", "egg", "feather", "guitar", "hammer", "key", "lamp",
    "map", "needle", "orange", "pencil", "ring", "spoon", "ticket", "umbrella", "violin", "watch",
)  # fmt: skip
NAMES: Final = ("Anna", "Boris", "Clara", "David", "Emma", "Frank", "Grace", "Henry", "Irene")
OPPOSITES: Final = (
    ("hot", "cold"), ("big", "small"), ("up", "down"), ("light", "dark"), ("old", "new"),
    ("fast", "slow"), ("happy", "sad"), ("rich", "poor"), ("open", "closed"), ("day", "night"),
    ("left", "right"), ("good", "bad"), ("hard", "soft"), ("wet", "dry"), ("strong", "weak"),
)  # fmt: skip
