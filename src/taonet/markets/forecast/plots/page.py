"""The page: one row a miner, with its fans and its calibration. One file, no script, nothing fetched."""

import html
from collections.abc import Sequence
from typing import Final

from taonet.markets.forecast.plots.miners import Plotted
from taonet.markets.forecast.plots.svg import fan_svg, histogram_svg

STYLE: Final = """
:root { color-scheme: light dark; --ink: #223; --paper: #fff; --blue: #2563ab; --red: #c2410c; --grey: #8a8f98; }
@media (prefers-color-scheme: dark) { :root { --ink: #dde; --paper: #15171c; --blue: #6fa8e8; --red: #ff9258; } }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem;
       color: var(--ink); background: var(--paper); }
section { border-top: 1px solid var(--grey); padding: .6rem 0 1rem; }
h2 { font-size: 1.05rem; margin: .2rem 0; } p { margin: .2rem 0 .6rem; }
div { display: flex; flex-wrap: wrap; gap: 1rem; } svg { font-size: 11px; } text { fill: var(--ink); }
polyline { fill: none; stroke-width: 1.3; } .past { stroke: var(--ink); } .came { stroke: var(--red); }
.median { stroke: var(--blue); } .wide { fill: var(--blue); opacity: .18; } .half { fill: var(--blue); opacity: .3; }
.bar { fill: var(--blue); opacity: .7; } .even { stroke: var(--grey); stroke-dasharray: 4 3; }
"""
LEGEND: Final = (
    "Black: what was known. Blue: where the miner's paths lie, 90 % and 50 % of them, and their median. Orange: what came. "
    "The bars show where outcomes fell among the paths: level with the dashed line when the forecast is as sure as it should be."
)


def page_of(miners: Sequence[Plotted], place: str, rounds: int) -> str:
    """Return the page of a record's miners; all that others wrote is escaped."""
    rows = "\n".join(_row(miner) for miner in miners)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Forecasts</title>'
        '<meta name="viewport" content="width=device-width"><meta http-equiv="Content-Security-Policy" '
        f"content=\"default-src 'none'; style-src 'unsafe-inline'\"><style>{STYLE}</style></head><body>\n"
        f"<h1>Forecasts</h1>\n<p>{html.escape(place)}, {rounds} rounds. {LEGEND}</p>\n{rows}\n</body></html>\n"
    )


def _row(miner: Plotted) -> str:
    drawings = "".join([*(fan_svg(fan) for fan in miner.fans), histogram_svg(miner) if miner.answered else ""])
    facts = (
        f"score {miner.score:.2f}, skill {miner.skill:+.3f}, {miner.answered} of {miner.asked} tasks answered, "
        f"hotkey {html.escape(miner.hotkey)}"
    )
    return f"<section><h2>{miner.uid}: {html.escape(miner.model)}</h2><p>{facts}</p><div>{drawings}</div></section>"
