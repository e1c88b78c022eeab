"""The record: every task, answer, verdict, average and weight of a validator, in a database.

`tables.py` is the schema, `rows.py` what is read of it, `store.py` opens it, `writing.py` and `reading.py` are the two ways
through it; `keeper.py` is how a running validator writes: off its event loop, and going on when the disk does not.

    with opened_for_reading("validator.db") as record:
        for asked in rounds(record):
            for exchange in exchanges(record, asked.number):
                ...
"""

from taonet.neuron.record.reading import (
    exchanges,
    latest_round,
    market_round,
    round_at,
    rounds,
    run_of,
    runs,
    standings,
    verdicts,
    weights,
    weights_of_round,
)
from taonet.neuron.record.rows import RecordedExchange, RecordedRound, RecordedWeights, Run, Standing
from taonet.neuron.record.store import NoRecord, Record, RecordFailure, default_place, opened_for_reading

__all__ = [
    "NoRecord", "Record", "RecordFailure", "RecordedExchange", "RecordedRound", "RecordedWeights", "Run", "Standing",
    "default_place", "exchanges", "latest_round", "market_round", "opened_for_reading", "round_at", "rounds", "run_of",
    "runs", "standings", "verdicts", "weights", "weights_of_round",
]  # fmt: skip
