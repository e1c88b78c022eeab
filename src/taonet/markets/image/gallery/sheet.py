"""The gallery as one PNG: a row a task of a round, a column a miner, framed green by score and red for fraud."""

import itertools
from collections.abc import Sequence
from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from taonet.markets.image.gallery.cards import Card
from taonet.markets.image.png import Pixels

_TILE: Final = 96
_GAP: Final = 8
_FOOT: Final = 14
_PAPER: Final = (250, 250, 250)
_INK: Final = (40, 40, 45)
_FAINT: Final = (205, 205, 210)
_FRAUD: Final = (200, 30, 30)
MOST_ROWS: Final = 200


def sheet_of(cards: Sequence[Card]) -> Pixels | None:
    """Return the sheet's pixels, at most the newest 200 rows; None without cards."""
    rows = _rows(cards)[-MOST_ROWS:]
    columns = sorted({card.uid for row in rows for card in row})
    if not rows:
        return None
    width, height = _TILE + 2 * _GAP, _TILE + _FOOT + _GAP
    sheet = Image.new("RGB", (len(columns) * width + _GAP, len(rows) * height + _FOOT + _GAP), _PAPER)
    pen = ImageDraw.Draw(sheet)
    for column, uid in enumerate(columns):
        pen.text((column * width + 2 * _GAP, 2), f"miner {uid}", _INK)
    for y, row in enumerate(rows):
        for card in row:
            _tile(sheet, pen, card, columns.index(card.uid) * width + 2 * _GAP, y * height + _FOOT + _GAP)
    return _pixels(sheet)


def _rows(cards: Sequence[Card]) -> list[list[Card]]:
    """Return the cards in rows: the first task of every miner in a round, then the second, and so on."""
    rows: list[list[Card]] = []
    for _, group in itertools.groupby(cards, key=lambda card: card.round):
        by_miner: dict[int, list[Card]] = {}
        for card in group:
            by_miner.setdefault(card.uid, []).append(card)
        turns = itertools.zip_longest(*by_miner.values())
        rows.extend([card for card in turn if card is not None] for turn in turns)
    return rows


def _tile(sheet: Image.Image, pen: ImageDraw.ImageDraw, card: Card, x: int, y: int) -> None:
    score = card.score or 0.0
    frame = (
        _FRAUD
        if card.cheated
        else tuple(round(a + score * (b - a)) for a, b in zip(_FAINT, (30, 140, 70), strict=True))
    )
    pen.rectangle((x - 3, y - 3, x + _TILE + 2, y + _TILE + 2), fill=frame)
    if card.picture is None:
        pen.rectangle((x, y, x + _TILE - 1, y + _TILE - 1), fill=_PAPER)
        pen.line((x, y, x + _TILE - 1, y + _TILE - 1), fill=_FAINT)
    else:
        big = Image.fromarray(card.picture, "RGB").resize((_TILE, _TILE), Image.Resampling.NEAREST)
        sheet.paste(big, (x, y))
    said = "not judged" if card.score is None else "fraud" if card.cheated else f"{card.score:.2f}"
    pen.text((x, y + _TILE + 3), f"round {card.round}: {said}", _INK)


def _pixels(sheet: Image.Image) -> Pixels:
    return np.array(sheet)
