"""Run a validator: round after round, until cancelled.

The market decides what is asked and what an answer is worth; `rounds.py` is one round. The validator outlives its node,
a market's faults and a full disk: each is named in the log. Time is an argument, so tests do not wait.
"""

import time
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from msgspec import Struct
from prometheus_client import CollectorRegistry

from taonet.neuron.chain import Chain, disconnect
from taonet.neuron.client import new_http_client
from taonet.neuron.market import AnswerT, Context, Exam, Market, NeuronFailure, TaskT
from taonet.neuron.metrics import registry_of, validator_metrics
from taonet.neuron.rounds import ValidatorState, run_round
from taonet.neuron.scores import load_scores, save_scores
from taonet.neuron.settings import ValidatorSettings, checked
from taonet.neuron.status import serving_status

STALE_ROUNDS: Final = 3
STALE_SECONDS: Final = 60.0
"""A validator is not well when no round ended for the time of so many, and this on top."""


async def run_validator(
    chain: Chain,
    market: Market[TaskT, AnswerT],
    settings: ValidatorSettings,
    options: Struct | None = None,
    *,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Start the market's validator and run rounds until cancelled (or `settings.rounds` are done).

    `options` are the market's own, its defaults if None. Raises `ValueError` for settings beyond their bounds.
    """
    settings = checked(settings)
    registry = registry_of(chain)
    state = ValidatorState(counts=validator_metrics(registry))
    if settings.state_file is not None:
        state.scores = load_scores(settings.state_file, chain.log)
    own = checked(market.validator.options() if options is None else options)
    context = Context(own, chain.signer.ss58_address, chain.log, registry)
    try:
        async with (
            _status(chain, market.protocol.name, settings, state, registry),
            market.validator.start(context) as exam,
            new_http_client() as http,
        ):
            if not isinstance(exam, Exam):  # pyright: ignore[reportUnnecessaryIsInstance]
                raise NeuronFailure(f"the market's validator side yields a {type(exam).__name__}, not an Exam")
            chain.log("validator", protocol=market.protocol.name, hotkey=chain.signer.ss58_address)
            while settings.rounds is None or state.round < settings.rounds:
                started = clock()
                await run_round(chain, market.protocol, exam, settings, http, state)
                if settings.state_file is not None:
                    _save(chain, settings.state_file, state)
                rest = settings.round_seconds - (clock() - started)
                if rest > 0 and (settings.rounds is None or state.round < settings.rounds):
                    await chain.sleep(rest)
    finally:
        await disconnect(chain)


@asynccontextmanager
async def _status(
    chain: Chain, protocol: str, settings: ValidatorSettings, state: ValidatorState, registry: CollectorRegistry
) -> AsyncGenerator[None]:
    """Serve metrics and health while the block runs, if they are wanted."""
    if settings.metrics_port is None:
        yield
        return
    longest = settings.round_seconds + settings.tasks * settings.deadline_seconds + settings.judge_seconds

    def health() -> tuple[bool, Mapping[str, object]]:
        """Tell whether rounds end."""
        age = round(time.monotonic() - state.last_step, 1)
        facts = {
            "hotkey": chain.signer.ss58_address,
            "protocol": protocol,
            "rounds": state.round,
            "last_step_age_seconds": age,
            "weights_block": state.weights_block,
            "chain_connected": chain.client is not None,
        }
        return age < STALE_ROUNDS * longest + STALE_SECONDS, facts

    async with serving_status(settings.metrics_host, settings.metrics_port, registry, health) as (host, port):
        chain.log("metrics", host=host, port=port)
        yield


def _save(chain: Chain, path: Path, state: ValidatorState) -> None:
    """Write the averages; a disk that takes nothing costs their memory over a restart, not the validator."""
    try:
        save_scores(path, state.scores)
    except OSError as error:
        chain.log("not saved", file=str(path), reason=error.strerror or str(error))
