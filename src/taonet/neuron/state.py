"""What changes while a validator runs."""

import time
from collections import deque
from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry

from taonet.neuron.metrics import ValidatorMetrics, validator_metrics
from taonet.neuron.patience import Peers
from taonet.neuron.record.keeper import Keeper
from taonet.neuron.scores import MinerScore, Scores


@dataclass
class ValidatorState:
    """The averages, where the validator stands in time, what waits, what is counted, and the record of it all."""

    scores: Scores = field(default_factory=dict[int, MinerScore])
    round: int = 0
    weights_block: int | None = None
    waiting: deque[int] = field(default_factory=deque[int])
    """The rounds that are not judged yet, oldest first."""
    last_block: int | None = None
    """Where the last round began."""
    last_step: float = field(default_factory=time.monotonic)
    """When the last round ended, or the validator started (monotonic)."""
    counts: ValidatorMetrics = field(default_factory=lambda: validator_metrics(CollectorRegistry()))
    keeper: Keeper = field(default_factory=Keeper)
    peers: Peers = field(default_factory=Peers)
    run: int = 0
    """The number of this start in the record."""
