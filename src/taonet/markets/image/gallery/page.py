"""The gallery as one page of HTML: pictures are inside it, nothing is fetched, and all text from outside is escaped."""

import base64
import itertools
from collections.abc import Sequence
from html import escape
from typing import Final

from taonet.markets.image.gallery.cards import Card

_STYLE: Final = """
:root { color-scheme: light dark; --line: light-dark(#d8d8de, #3a3a42); --soft: light-dark(#66666f, #a5a5b0);
  --good: light-dark(#17803d, #4ade80); --bad: light-dark(#b91c1c, #f87171); --card: light-dark(#fff, #1d1d22); }
body { font: 15px/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 1200px; padding: 24px;
  background: light-dark(#f6f6f8, #131316); color: light-dark(#17171c, #ececf1); }
h1 { font-size: 24px; margin: 0 0 4px; } h2 { font-size: 16px; margin: 32px 0 12px; }
p { color: var(--soft); margin: 0; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(210px, 1fr)); gap: 14px; }
article { background: var(--card); border: 1px solid var(--line); border-radius: 10px; overflow: hidden; }
article.cheated { border-color: var(--bad); }
img, .none { display: block; width: 100%; aspect-ratio: 1; image-rendering: pixelated; }
.none { display: grid; place-items: center; color: var(--soft); border-bottom: 1px solid var(--line); }
.text { padding: 10px 12px 12px; } .prompt { font-weight: 600; } small { color: var(--soft); display: block; }
.bar { height: 6px; border-radius: 3px; background: var(--line); margin: 8px 0 4px; }
.bar i { display: block; height: 100%; border-radius: 3px; background: var(--good); }
.cheated .score { color: var(--bad); }
"""


def page_of(cards: Sequence[Card], place: str) -> str:
    """Return the page for cards in the order of their rounds."""
    rounds = [_round(list(group)) for _, group in itertools.groupby(cards, key=lambda card: card.round)]
    said = f"{len(cards)} tasks of {len(rounds)} rounds, from {escape(place)}"
    return (
        '<!doctype html>\n<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Pictures of the image market</title><style>{_STYLE}</style>"
        f"<h1>Pictures of the image market</h1><p>{said}</p>\n{''.join(rounds)}</html>\n"
    )


def _round(cards: list[Card]) -> str:
    first = cards[0]
    shown = "\n".join(_article(card) for card in cards)
    return f'<h2>Round {first.round}, block {first.block}</h2>\n<section class="cards">\n{shown}\n</section>\n'


def _article(card: Card) -> str:
    if card.png:
        source = base64.b64encode(card.png).decode()
        picture = f'<img alt="{escape(card.prompt)}" src="data:image/png;base64,{source}">'
    else:
        picture = '<div class="none">no picture</div>'
    score = "not judged" if card.score is None else f"{'fraud, ' if card.cheated else ''}score {card.score:.2f}"
    kind = ' class="cheated"' if card.cheated else ""
    made = ", ".join(part for part in (card.made_by, "" if card.seconds is None else f"{card.seconds:.2f} s") if part)
    return (
        f"<article{kind}>{picture}"
        f'<div class="text"><span class="prompt">{escape(card.prompt)}</span>'
        f'<div class="bar"><i style="width:{100 * (card.score or 0):.0f}%"></i></div><span class="score">{score}</span>'
        f"<small>miner {card.uid}, <span title={_quoted(card.hotkey)}>{escape(card.hotkey[:8])}…</span></small>"
        f"<small>{escape(made)}</small><small>{escape(card.reason)}</small></div></article>"
    )


def _quoted(text: str) -> str:
    return f'"{escape(text)}"'
