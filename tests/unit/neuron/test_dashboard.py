"""The dashboard of neurons asks for numbers that neurons have, and shows all of their own."""

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final, cast

from prometheus_client import CollectorRegistry

from taonet.neuron.chain import Chain
from taonet.neuron.metrics import miner_metrics, registry_of, validator_metrics

DASHBOARD: Final = Path(__file__).parents[3] / "deploy/grafana/neurons.json"
SUFFIXES: Final = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "info": ("_info",)}
OF_PROMETHEUS: Final = {"up"}
UNSHOWN: Final = {"taonet_build"}


def _families(registry: CollectorRegistry) -> dict[str, str]:
    return {family.name: family.type for family in registry.collect()}


def _neurons() -> dict[str, str]:
    chain = SimpleNamespace(client=None, errors=0, netuid=1, signer=SimpleNamespace(ss58_address="5F"))
    miner, validator = registry_of(cast("Chain", chain)), registry_of(cast("Chain", chain))
    miner_metrics(miner)
    validator_metrics(validator)
    return _families(miner) | _families(validator)


def _panels() -> list[dict[str, Any]]:
    return json.loads(DASHBOARD.read_text())["panels"]


def _asked() -> set[str]:
    text = "\n".join(target["expr"] for panel in _panels() for target in panel.get("targets", ()))
    return set(re.findall(r"\b([a-z_]+)\{", text))


def test_the_dashboard_asks_for_numbers_that_there_are() -> None:
    there = {name + suffix for name, kind in _neurons().items() for suffix in SUFFIXES.get(kind, ("",))}

    assert _asked() - OF_PROMETHEUS <= there


def test_the_dashboard_shows_all_that_neurons_count() -> None:
    own = {name for name in _neurons() if name.startswith("taonet_")} - UNSHOWN

    assert {name for name in own if any(asked.startswith(name) for asked in _asked())} == own


def test_panels_have_names_of_their_own_and_do_not_overlap() -> None:
    panels = _panels()
    places = [
        (x, y)
        for panel in panels
        for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
    ]

    assert len({panel["title"] for panel in panels}) == len(panels)
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert len(set(places)) == len(places)
    assert max(x for x, _ in places) == 23
