"""What `taonet gov` shows people: pages of at most so many columns. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any, Final

from taonet.chart import Chart, Line, Mark, as_text
from taonet.gov.curves import sampled
from taonet.gov.referenda import Deposit, Referendum, Standing
from taonet.gov.tracks import Track, days
from taonet.gov.votes import FACTORS, Position, Vote
from taonet.primitives.perbill import ONE
from taonet.scale.described.writing import amount

LABEL: Final = 9
_TRACK: Final = "{:>5}  {:<20} {:>8} {:>8} {:>8} {:>8} {:>8} {:>7}"


def entry(label: str, text: str, width: int) -> list[str]:
    """Return a labelled paragraph; a word longer than a line is broken, and a long label has a line of its own."""
    if len(label) >= LABEL:
        return [label, *entry("", text, width)]
    lines = textwrap.wrap(text, max(width - LABEL, 20), break_on_hyphens=False) or [""]
    return [f"{head:{LABEL}}{line}" for head, line in zip([label, *[""] * len(lines)], lines, strict=False)]


def preview_page(told: dict[str, Any], width: int) -> list[str]:
    """Return what a call would do."""
    refusal = told["refusal"]
    lines = [
        *entry("call", told["call"], width),
        *entry("hash", told["callHash"], width),
        *entry("as", told["origin"], width),
    ]
    if refusal is None:
        but = ", but not all that it holds: see the events" if swallowed(told) else ""
        lines += entry("outcome", f"in the block after #{told['number']:,} it would succeed{but}", width)
    else:
        why = ": ".join(part for part in (refusal["name"], refusal["docs"]) if part)
        lines += entry("outcome", f"in the block after #{told['number']:,} it would be refused: {why}", width)
    for number, one in enumerate(told["changes"]):
        lines += entry("" if number else "changes", one["item"], width)
        for part in one["parts"] or [{"field": "", **one}]:
            name = f"{part['field']}: " if part["field"] else ""
            lines += entry("", f"{name}{_value(part['before'])} → {_value(part['after'])}", width)
    if not told["changes"]:
        lines += entry("changes", "none", width)
    for number, one in enumerate(told["events"]):
        refused = f" ← refused: {', '.join(one['refusals'])}" if one["refusals"] else ""
        lines += entry("" if number else "events", one["text"] + refused, width)
    if told["leftOut"]:
        lines += entry("", f"and {told['leftOut']:,} more", width)
    return lines


def swallowed(told: dict[str, Any]) -> list[str]:
    """Return the refusals that a call would leave in its events alone, as a batch does with those of its parts."""
    return list(dict.fromkeys(refusal for one in told["events"] for refusal in one["refusals"]))


def _value(text: str | None) -> str:
    return "nothing" if text is None else text


def tracks_page(found: Sequence[Track]) -> list[str]:
    """Return a table of tracks in 80 columns."""
    head = _TRACK.format("track", "name", "deposit", "prepare", "decide", "confirm", "enact", "at once")
    return [head, *(_track_row(one) for one in found)]


def _track_row(track: Track) -> str:
    periods = (track.prepare_period, track.decision_period, track.confirm_period, track.min_enactment_period)
    return _TRACK.format(
        track.id, track.name, amount(track.decision_deposit), *(days(one) for one in periods), track.max_deciding
    )


def list_page(found: Sequence[Referendum], width: int) -> list[str]:
    """Return a line or two for each referendum."""
    if not found:
        return ["no referendum is open"]
    lines: list[str] = []
    for one in found:
        track = "" if one.track is None else f" on {one.track.name}"
        lines += entry(f"#{one.index}", f"{one.state}{track}{_until(one)}", width)
        if one.proposal is not None:
            lines += entry("", _short(one.proposal.call or f"a call with the hash {one.proposal.hash}", width), width)
        if one.standing is not None:
            lines += entry("", _short_standing(one.standing), width)
    return lines


def _short(text: str, width: int) -> str:
    room = max(width - LABEL, 20)
    return text if len(text) <= room else f"{text[: room - 1]}…"


def _until(one: Referendum) -> str:
    if one.until is None:
        return ""
    if one.ongoing:
        return f" until #{one.until:,}"
    return f" in #{one.until:,}" + ("" if one.enacted_at is None else f", to be carried out in #{one.enacted_at:,}")


def _short_standing(one: Standing) -> str:
    return (
        f"approval {percent(one.approval)} of {percent(one.approval_needed)} needed, "
        f"support {percent(one.support_share)} of {percent(one.support_needed)}"
    )


def referendum_page(one: Referendum, width: int) -> list[str]:
    """Return all that the chain says of a referendum, with the curves that it has to meet."""
    lines = entry(f"#{one.index}", f"{one.state}{_until(one)}", width)
    if one.track is not None:
        lines += entry("track", f"{one.track.name} ({one.track.id}), as {one.origin}", width)
    if one.proposal is not None:
        lines += entry("call", one.proposal.call or "the chain does not have its bytes", width)
        lines += entry("hash", one.proposal.hash, width)
    if one.submitted is not None:
        lines += entry("since", f"#{one.submitted:,}; to be carried out {one.enactment}", width)
    lines += [
        *_deposit_lines("proposal", one.submission_deposit, width),
        *_deposit_lines("decision", one.decision_deposit, width),
    ]
    for share in one.shares:
        lines += entry("share", f"{amount(share.amount)} by {share.who}", width)
    if one.ongoing and one.decision_deposit is None and one.track is not None:
        missing = one.track.decision_deposit - sum(share.amount for share in one.shares)
        due = f"a deposit of {amount(missing)} is missing before it can be decided"
        lines += entry("decision", due, width)
    if one.forecast is not None:
        lines += entry("ends", f"{one.forecast.ending} in #{one.forecast.block:,} if no vote changes", width)
    if one.standing is not None and one.track is not None:
        lines += [*_standing_lines(one.standing, one.track, width), "", *curves_page(one.track, one.standing, width)]
    return lines


def _deposit_lines(label: str, found: Deposit | None, width: int) -> list[str]:
    return [] if found is None else entry(label, f"{amount(found.amount)} by {found.who}", width)


def _standing_lines(one: Standing, track: Track, width: int) -> Iterator[str]:
    unit = "tao" if track.netuid is None else "alpha"
    yield from entry("ayes", f"{amount(one.ayes, unit)} with conviction, nays {amount(one.nays, unit)}", width)
    yield from entry("support", f"{amount(one.support, unit)} of {amount(one.base, unit)} that could vote", width)
    yield from entry("now", f"{_short_standing(one)}: {'passing' if one.passing else 'not passing'}", width)


def curves_page(track: Track, standing: Standing | None, width: int) -> list[str]:
    """Return the curves of a track as a plot, with where a referendum stands."""
    span = track.decision_period * 12 / 86_400
    lines = [
        Line(name, [(x / 100 * span, y) for x, y in sampled(curve)])
        for name, curve in (("approval needed", track.approval), ("support needed", track.support))
    ]
    marks: list[Mark] = []
    if standing is not None:
        at = standing.passed / ONE * span
        marks = [
            Mark("A", f"approval now, {percent(standing.approval)}", at, 100 * standing.approval / ONE),
            Mark("S", f"support now, {percent(standing.support_share)}", at, 100 * standing.support_share / ONE),
        ]
    return as_text(Chart(f"{track.name}: percent needed", "days of deciding", lines, 100.0, marks), width, 10)


def account_page(found: Sequence[Position], names: dict[int, str], number: int, width: int) -> list[str]:
    """Return the votes of an account."""
    if not found:
        return ["no votes, no delegations, and nothing locked by voting"]
    lines: list[str] = []
    for one in found:
        unit = "tao" if one.track < 1_000 else "alpha"
        lines += entry(names.get(one.track, str(one.track)), f"locked {amount(one.locked, unit)}", width)
        if one.delegation is not None:
            given = one.delegation
            text = f"delegates {amount(given.amount, unit)} at {FACTORS[given.conviction]}x to {given.to}"
            lines += entry("", text, width)
        for vote in one.votes:
            lines += entry("", f"#{vote.index}: {vote_text(vote, unit)}", width)
        if one.received_capital:
            lines += entry("", f"votes with {amount(one.received_capital, unit)} of others", width)
        if one.prior_amount and one.prior_until > number:
            lines += entry("", f"{amount(one.prior_amount, unit)} stay locked until #{one.prior_until:,}", width)
    return lines


def vote_text(vote: Vote, unit: str) -> str:
    """Return a vote in words."""
    if vote.conviction is not None:
        return f"{vote.side} with {amount(vote.aye + vote.nay, unit)} at {FACTORS[vote.conviction]}x"
    parts = ((vote.aye, "aye"), (vote.nay, "nay"), (vote.abstain, "abstain"))
    return ", ".join(f"{amount(one, unit)} {side}" for one, side in parts if one) or "nothing"


def percent(share: int) -> str:
    """Return a part of a billion in percent."""
    return f"{100 * share / ONE:.4g} %"
