"""A market whose answers come word by word, and that neurons of SDK 9 and 10 know as well."""

from collections.abc import AsyncGenerator

from msgspec import Struct

from taonet.subnet import Exam, Market, Miner, Protocol, Round, Streaming, Synapse, Verdict, ready


class Poem(Struct, frozen=True, forbid_unknown_fields=True):
    """The task: a text to recite."""

    text: str


class Word(Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the answer."""

    word: str


class Recital(Struct, frozen=True, forbid_unknown_fields=True):
    """The answer."""

    text: str


async def recite(poem: Poem, caller: str) -> AsyncGenerator[Struct]:
    """Say word by word, then give the whole."""
    for word in poem.text.split():
        yield Word(word)
    yield Recital(poem.text)


OLDER = Synapse("PoemSynapse", task={"text": "poem"}, answer={"text": "recital"}, hashed=("poem",))
POEMS = Protocol("poem/1", Poem, Recital, part=Word, synapse=OLDER)


def draw(number: int, miner: Miner, secret: bytes) -> Poem:
    """Make the task of one miner."""
    return Poem(f"{number} little words for miner {miner.uid}")


async def judge(asked: Round[Poem, Recital]) -> list[Verdict]:
    """Pay for a poem that was said whole."""
    return [
        Verdict(float(one.reply.answer.text == one.task.text), "recited") if one.reply else Verdict(0.0, one.failure)
        for one in asked.exchanges
    ]


market = Market(POEMS, miner=ready(Streaming(recite)), validator=ready(Exam(draw, judge)))
