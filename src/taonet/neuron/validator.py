"""Run a validator: round after round, until cancelled.

The market decides what is asked and what an answer is worth; `rounds.py` is one round. The validator outlives its node,
a market's faults and a full disk: each is named in the log. When it starts again it goes on where its record ends. Time is
an argument, so tests do not wait.
"""

import time
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any, Final

import msgspec
from msgspec import Struct
from prometheus_client import CollectorRegistry

from taonet.neuron.chain import Chain, disconnect, genesis_of
from taonet.neuron.client import new_http_client
from taonet.neuron.market import AnswerT, Context, Exam, Market, NeuronFailure, TaskT
from taonet.neuron.metrics import registry_of, validator_metrics
from taonet.neuron.record.keeper import Keeper
from taonet.neuron.record.resuming import resume
from taonet.neuron.record.rows import Keep, Run
from taonet.neuron.record.store import IN_MEMORY, opened_for_writing
from taonet.neuron.record.writing import add_run
from taonet.neuron.rounds import run_round
from taonet.neuron.settings import ValidatorSettings, checked
from taonet.neuron.state import ValidatorState
from taonet.neuron.status import serving_status

STALE_ROUNDS: Final = 3
STALE_SECONDS: Final = 60.0
"""A validator is not well when no round ended for the time of so many, and this on top."""
IN_MEMORY_KEEP: Final = Keep(64, 64 << 20)
"""How much a validator without a record remembers."""


async def run_validator(
    chain: Chain,
    market: Market[TaskT, AnswerT],
    settings: ValidatorSettings,
    options: Struct | None = None,
    *,
    address: str = "",
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Start the market's validator and run rounds until cancelled (or `settings.rounds` are done).

    `options` are the market's own, its defaults if None; `address` is where others find the market, for the record.
    Without `settings.record` the record is kept in memory. Raises `ValueError` for settings beyond their bounds.
    """
    settings = checked(settings)
    registry = registry_of(chain)
    own = checked(market.validator.options() if options is None else options)
    context = Context(own, chain.signer.ss58_address, chain.log, registry)
    try:
        async with (
            _resumed(chain, market, settings, own, address, registry) as state,
            _status(chain, market.protocol.name, settings, state, registry),
            market.validator.start(context) as exam,
            new_http_client() as http,
        ):
            if not isinstance(exam, Exam):  # pyright: ignore[reportUnnecessaryIsInstance]
                raise NeuronFailure(f"the market's validator side yields a {type(exam).__name__}, not an Exam")
            chain.log("validator", protocol=market.protocol.name, hotkey=chain.signer.ss58_address)
            last = None if settings.rounds is None else state.round + settings.rounds
            while last is None or state.round < last:
                started = clock()
                await run_round(chain, market.protocol, exam, settings, http, state)
                rest = settings.round_seconds - (clock() - started)
                if rest > 0 and (last is None or state.round < last):
                    await chain.sleep(rest)
    finally:
        await disconnect(chain)


@asynccontextmanager
async def _resumed(
    chain: Chain,
    market: Market[Any, Any],
    settings: ValidatorSettings,
    own: Struct,
    address: str,
    registry: CollectorRegistry,
) -> AsyncGenerator[ValidatorState]:
    """Open the record and yield the state in which the validator was; a new start is noted there."""
    hotkey, protocol, genesis = chain.signer.ss58_address, market.protocol.name, await genesis_of(chain)
    with opened_for_writing(settings.record or IN_MEMORY, chain.log) as record:
        found = resume(record, hotkey, chain.netuid, protocol, genesis, chain.log)
        options = msgspec.to_builtins(own, enc_hook=str)
        run = Run(
            0,
            time.time(),
            version("taonet"),
            protocol,
            address,
            options,
            hotkey,
            chain.netuid,
            genesis,
            settings.memory,
        )
        number = add_run(record, run)
        if settings.record is not None:
            chain.log("record", place=record.place, rounds=found.round, waiting=len(found.waiting))
        keep = IN_MEMORY_KEEP if settings.record is None else Keep(settings.keep_rounds, settings.keep_megabytes << 20)
        keeper = Keeper(record, keep, chain.log)
        keeper.sealed = found.sealed
        yield ValidatorState(
            found.scores,
            found.round,
            found.weights_block,
            found.waiting,
            counts=validator_metrics(registry),
            keeper=keeper,
            run=number,
        )


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
