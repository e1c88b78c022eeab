"""The tables of `docs/referenda.md` are what the code says."""

from __future__ import annotations

import re
from pathlib import Path

from taonet.primitives.amounts import RAO_PER_TAO
from taonet.primitives.ids import NetUid
from taonet.primitives.perbill import percent, ratio
from taonet.runtime.construct import VOTES
from taonet.runtime.origins import RawRoot
from taonet.runtime.pallets.origins.types import ReferendumKiller, Subnet, WishForChange
from taonet.runtime.pallets.referenda.curves import Reciprocal, threshold
from taonet.runtime.pallets.referenda.tracks import DAY, FIRST_SUBNET_TRACK, HOUR, MINUTE, TRACKS

PAGE = (Path(__file__).parents[2] / "docs" / "referenda.md").read_text(encoding="utf-8")
UNITS = {"d": DAY, "h": HOUR, "min": MINUTE}
MEANT = {"in a line to 5 %": (1, 1, 5), "in a line to 50 % after 61 %": (17, 28, 50), "80 % after a seventh, toward 50 %": (1, 7, 80),
         "2 % after 43 %, toward 1 %": (12, 28, 2), "15 % after a third, toward 5 %": (1, 3, 15)}  # fmt: skip


def rows() -> dict[str, list[str]]:
    """Return the rows of the table of tracks by name."""
    section = PAGE.split("## Tracks")[1].split("\n- ")[0]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line[:1] == "|"]
    return {row[1]: row for row in cells[2:]}


def blocks(text: str) -> int:
    """Return how many blocks a time is."""
    number, unit = text.split()
    return int(number) * UNITS[unit]


def test_the_table_of_tracks_is_the_constant() -> None:
    table = rows()
    names = {rules.name: (track, rules) for track, rules in TRACKS if track <= FIRST_SUBNET_TRACK}
    names["subnet_n"] = (FIRST_SUBNET_TRACK, dict(TRACKS)[FIRST_SUBNET_TRACK + 1])
    assert table.keys() == names.keys()
    for name, row in table.items():
        track, rules = names[name]
        assert int(row[0].split()[0]) == track
        assert int(row[2].removesuffix(" TAO")) * RAO_PER_TAO == rules.decision_deposit
        assert int(row[3]) == rules.max_deciding
        periods = (rules.prepare_period, rules.decision_period, rules.confirm_period, rules.min_enactment_period)
        assert tuple(map(blocks, row[4:8])) == periods
        for curve, text in ((rules.min_approval, row[8]), (rules.min_support, row[9])):
            part, whole, level = MEANT[text]
            assert abs(threshold(curve, ratio(part, whole)) - percent(level)) < 1_000
            assert isinstance(curve, Reciprocal) == ("toward" in text)


def test_origins_have_the_bytes_that_the_page_tells() -> None:
    told = re.findall(r"`0x([0-9a-f]+)`", PAGE.split("| origin in `submit` | bytes |")[1])
    meant = (RawRoot(), WishForChange(), ReferendumKiller(), Subnet(NetUid(3), 9))

    assert told == [VOTES.origin_codec.encode(origin).hex() for origin in meant]
