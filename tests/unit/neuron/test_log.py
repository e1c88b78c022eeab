"""A neuron's log tells as much as it is asked to."""

import io
import json

import pytest

from taonet.lines import Level
from taonet.neuron.log import from_level, json_log

EVENTS = ["error", "node away", "backend failed", "judge failed", "listening", "round", "judged", "refused", "answered"]


@pytest.mark.parametrize(("level", "count"), [(Level.error, 1), (Level.warning, 4), (Level.info, 8), (Level.debug, 9)])
def test_a_level_bounds_what_a_neuron_tells(level: Level, count: int) -> None:
    out = io.StringIO()
    log = from_level(json_log(out), level)
    log("error", message="no hotkey")
    log("node away", reason="refused", retry=1)
    log("backend failed", reason="what a market says")
    log("judge failed", error="KeyError: 1")
    log("listening", port=1)
    log("round", number=1)
    log("judged", score=0.0, reason="no answer")
    log("refused", caller="5F", status=401, reason="not signed")
    log("answered", caller="5F", ms=3)

    assert [json.loads(line)["event"] for line in out.getvalue().splitlines()] == EVENTS[:count]
