"""What the gallery shows of each answer."""

from dataclasses import dataclass

from taonet.markets.image.png import BadPicture, Pixels, decode_png
from taonet.markets.image.protocol import IMAGE_PROTOCOL, ImageAnswer, ImageTask
from taonet.neuron.market import Exchange
from taonet.neuron.messages import BadMessage
from taonet.neuron.record import Record, RecordedExchange, exchanges, latest_round, market_round, rounds, runs


class NoPictures(Exception):
    """A record holds nothing to show; the message says why."""


@dataclass(frozen=True)
class Card:
    """A task, who was asked, the picture that came, and what the validator thought of it; None if it did not judge."""

    round: int
    block: int
    uid: int
    hotkey: str
    prompt: str
    made_by: str
    seconds: float | None
    picture: Pixels | None
    png: bytes
    score: float | None
    reason: str
    cheated: bool


def read_cards(record: Record, newest: int) -> list[Card]:
    """Return the cards of the newest rounds of a record, oldest first; raise `NoPictures` if there are none."""
    others = {run.protocol for run in runs(record)} - {IMAGE_PROTOCOL.name}
    if others:
        raise NoPictures(f"{record.place} is a record of {', '.join(sorted(others))}, and not of {IMAGE_PROTOCOL.name}")
    latest = latest_round(record)
    if latest is None:
        raise NoPictures(f"{record.place} has no rounds yet")
    cards: list[Card] = []
    for asked in rounds(record, after=latest.number - newest):
        rows = exchanges(record, asked.number)
        try:
            played = market_round(IMAGE_PROTOCOL, asked, rows)
        except BadMessage as error:
            raise NoPictures(f"round {asked.number} of {record.place} cannot be read: {error}") from error
        for row, exchange in zip(rows, played.exchanges, strict=True):
            cards.append(_card(asked.number, asked.block, row, exchange))
    return cards


def _card(number: int, block: int, row: RecordedExchange, exchange: Exchange[ImageTask, ImageAnswer]) -> Card:
    made_by, picture, png = "", None, b""
    if exchange.reply is not None:
        answer = exchange.reply.answer
        made_by, png = f"{answer.model}, {answer.steps} steps", answer.png
        try:
            picture = decode_png(png, exchange.task.size)
        except BadPicture:
            png = b""  # a browser is shown nothing that we would not read
    return Card(
        number,
        block,
        row.uid,
        row.hotkey,
        exchange.task.prompt,
        made_by,
        row.seconds,
        picture,
        png,
        row.score,
        row.reason or row.failure,
        bool(row.cheated),
    )
