"""What a market's judge returns, checked where it comes in: nothing that is no verdict reaches an average.

A judge that returns other than one verdict for each exchange is a `JudgeFault`, and no miner's. A single verdict without
a number from 0 to 1 counts as zero, and the log names the miner.
"""

import math
from collections.abc import Sequence
from typing import Any, cast

from taonet.neuron.log import Log
from taonet.neuron.market import Exchange, Verdict
from taonet.neuron.messages import plain


class JudgeFault(Exception):
    """The market's judge did not do its part; the message says how, with the counts."""


def checked(exchanges: Sequence[Exchange[Any, Any]], returned: object, log: Log) -> list[Verdict]:
    """Return a judge's verdicts, each with a finite score from 0 to 1; raise `JudgeFault` if they are not one for each."""
    if not isinstance(returned, list | tuple):
        raise JudgeFault(f"the judge returned a {type(returned).__name__}, not a list of verdicts")
    given = cast("Sequence[object]", returned)
    if len(given) != len(exchanges):
        raise JudgeFault(f"the judge returned {len(given)} verdicts for {len(exchanges)} exchanges")
    return [_checked(exchange, verdict, log) for exchange, verdict in zip(exchanges, given, strict=True)]


def _checked(exchange: Exchange[Any, Any], verdict: object, log: Log) -> Verdict:
    fault = _fault_of(verdict)
    if fault is None:
        good = cast("Verdict", verdict)
        return Verdict(float(good.score), plain(good.reason), cheated=good.cheated)
    log("bad verdict", uid=exchange.miner.uid, hotkey=exchange.miner.hotkey, number=exchange.number, fault=fault)
    return Verdict(0.0, f"no valid verdict: {fault}")


def _fault_of(verdict: object) -> str | None:
    """Return what is wrong with a verdict, or None."""
    if not isinstance(verdict, Verdict):
        return f"a {type(verdict).__name__} is no Verdict"
    try:
        score = float(cast("Any", verdict.score))
    except Exception:  # noqa: BLE001  the value is the market's, and of any type
        return f"the score is a {type(verdict.score).__name__}, not a number"
    if not math.isfinite(score) or not 0 <= score <= 1:
        return f"the score is {score}, and must be from 0 to 1"
    for name, value, kind in (("reason", verdict.reason, str), ("cheated", verdict.cheated, bool)):
        if not isinstance(value, kind):  # pyright: ignore[reportUnnecessaryIsInstance]
            return f"{name} is a {type(value).__name__}, not a {kind.__name__}"
    return None


def combined(verdicts: Sequence[Verdict]) -> Verdict:
    """Return one verdict for several answers of a miner: the mean; one fraud is fraud for all."""
    frauds = [verdict for verdict in verdicts if verdict.cheated]
    if frauds:
        return frauds[0]
    if len(verdicts) == 1:
        return verdicts[0]
    mean = sum(verdict.score for verdict in verdicts) / len(verdicts)
    return Verdict(mean, "; ".join(verdict.reason for verdict in verdicts))


def by_miner(exchanges: Sequence[Exchange[Any, Any]], verdicts: Sequence[Verdict]) -> dict[int, Verdict]:
    """Return one verdict for each miner that was asked, by uid."""
    several: dict[int, list[Verdict]] = {}
    for exchange, verdict in zip(exchanges, verdicts, strict=True):
        several.setdefault(exchange.miner.uid, []).append(verdict)
    return {uid: combined(found) for uid, found in several.items()}
