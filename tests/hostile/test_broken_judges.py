"""A validator as a process whose market is broken: it says what, lives, and pays when all is well again."""

import sys
from pathlib import Path

import bittensor as bt
import pytest
from tests.e2e.accounts import BOB, CHARLIE, Market
from tests.hostile.broken_market import GOOD
from tests.hostile.neurons import start

from taonet.neuron.record import opened_for_reading, standings


@pytest.mark.timeout(180)
def test_a_validator_outlives_its_market_and_its_record(
    subnet: Market, wallets: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", ":".join([str(Path(__file__).parents[2]), *sys.path]))
    place = tmp_path / "record.db"
    place.write_text("no database" * 1_000)
    honest = start("miner", "charlie", subnet.node, subnet.netuid, wallets, "--port", "0", "--no-need-permit")
    try:
        honest.wait_for("published")
        validator = start(
            "validator", "bob", subnet.node, subnet.netuid, wallets, "--rounds", str(GOOD + 1), "--tasks", "1",
            "--round-seconds", "0", "--weights-every", "1", "--record", str(place), market="tests.hostile.broken_market",
        )  # fmt: skip

        assert validator.process.wait(90) == 0, validator.log.read_text()
    finally:
        assert honest.stop() == 0

    # Another test may have left an endpoint of Alice's, at which nobody answers.
    asked = validator.events("round")[0]["asked"]
    undrawn = [str(facts["error"]) for facts in validator.events("draw failed") if facts["hotkey"] == CHARLIE.hot]
    assert [facts["file"] for facts in validator.events("record broken")] == [str(place)]
    assert undrawn == [
        "LookupError: no more questions",
        "it cannot be sent: the message has 10033 bytes; the limit is 4000",
    ]
    assert CHARLIE.hot in {facts["hotkey"] for facts in validator.events("bad verdict")}
    assert [str(facts["error"]) for facts in validator.events("judge failed")] == [
        f"the judge returned {asked + 1} verdicts for {asked} exchanges",
        "the judge returned a dict, not a list of verdicts",
        f"the judge raised RecursionError over {asked} exchanges: round and round",
    ]
    assert [facts["number"] for facts in validator.events("round")] == list(range(GOOD + 1))
    with opened_for_reading(str(place)) as record:
        averages = {row.hotkey: row.average for row in standings(record, GOOD)}
    assert averages[CHARLIE.hot] == pytest.approx(0.2)
    graph = subnet.client.subnets.metagraph(netuid=subnet.netuid)
    assert graph is not None
    uids = {neuron.hotkey: neuron.uid for neuron in graph.neurons}
    weights = subnet.client.query(bt.storage.SubtensorModule.Weights, [subnet.netuid, uids[BOB.hot]])
    assert weights == [(uids[CHARLIE.hot], 65_535)]
