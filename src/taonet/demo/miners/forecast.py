"""The forecast market's miners of the demo: honest ones with any forecaster, and a late, an inventing and a copying one."""

import asyncio
import itertools
import secrets
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import numpy as np
from msgspec import Meta, Struct

from taonet.demo.miners.acts import copied, sharing, slow
from taonet.markets import forecast
from taonet.markets.forecast.arrays import from_bytes, to_bytes
from taonet.markets.forecast.form import known_prices
from taonet.markets.forecast.models import MODELS
from taonet.markets.forecast.protocol import FORECAST_PROTOCOL, ForecastAnswer, ForecastTask
from taonet.neuron.market import CannotAnswer, Context, Market, Role


class Behaviour(StrEnum):
    """The ways a miner of the demo can act."""

    HONEST = "honest"  # draws what its forecaster says
    SLOW = "slow"  # honest, but late every second time
    NONSENSE = "nonsense"  # draws paths out of nothing
    COPYCAT = "copycat"  # hands in what another miner answered, moved to its own prices


class MinerOptions(Struct, frozen=True, kw_only=True):
    """How a miner of the demo acts."""

    behaviour: Annotated[Behaviour, Meta(description="How the miner acts.")] = Behaviour.HONEST
    model: Annotated[str, Meta(description=f"Its forecaster: {', '.join(MODELS)}.")] = "har"
    scale: Annotated[float, Meta(ge=0.01, le=100, description="Multiply every step by this.")] = 1.0
    slow_seconds: Annotated[float, Meta(ge=0, le=60, description="Delay of behaviour slow.")] = 8.0
    share_dir: Annotated[Path | None, Meta(description="Folder where answers are left; a copycat reads it.")] = None

    def __post_init__(self) -> None:
        forecast.MinerOptions(model=self.model, scale=self.scale)
        if self.behaviour is Behaviour.COPYCAT and self.share_dir is None:
            raise ValueError("--behaviour copycat needs a --share-dir to copy from")


@asynccontextmanager
async def mine(context: Context[MinerOptions]) -> AsyncGenerator[forecast.AnswerForecast]:
    """Start a miner that behaves as its options say."""
    options = context.options
    rng = np.random.default_rng(secrets.randbits(128))
    match options.behaviour:
        case Behaviour.COPYCAT if options.share_dir is not None:
            yield copycat(options.share_dir, context.hotkey)
        case Behaviour.NONSENSE:
            yield nonsense(rng)
        case _:
            own = forecast.MinerOptions(model=options.model, scale=options.scale)
            async with forecast.mine(Context(own, context.hotkey, context.log)) as answer:
                yield _behave(options, context.hotkey, answer)


market = Market(FORECAST_PROTOCOL, miner=Role(mine, MinerOptions), validator=forecast.market.validator)


def _behave(options: MinerOptions, name: str, answer: forecast.AnswerForecast) -> forecast.AnswerForecast:
    if options.behaviour is Behaviour.SLOW:
        return every_second_late(answer, options.slow_seconds)
    return answer if options.share_dir is None else sharing(answer, options.share_dir, name)


def every_second_late(
    inner: forecast.AnswerForecast, seconds: float, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> forecast.AnswerForecast:
    """Answer like `inner`, every second time later."""
    late, turns = slow(inner, seconds, sleep), itertools.cycle((False, True))

    async def answer(task: ForecastTask, caller: str) -> ForecastAnswer:
        return await (late if next(turns) else inner)(task, caller)

    return answer


def nonsense(rng: np.random.Generator) -> forecast.AnswerForecast:
    """Answer at once with prices that are drawn anew at every step."""

    async def answer(task: ForecastTask, caller: str) -> ForecastAnswer:
        del caller
        steps = rng.normal(0, 0.2, (len(task.series), task.paths, task.horizon + 1))
        steps[:, :, 0] = 0
        paths = [to_bytes(known[-1] * np.exp(own)) for known, own in zip(known_prices(task), steps, strict=True)]
        return ForecastAnswer("nonsense", paths)

    return answer


def copycat(folder: Path, name: str) -> forecast.AnswerForecast:
    """Answer with the newest answer that another miner left in the folder, moved to where the own prices stand."""

    async def answer(task: ForecastTask, caller: str) -> ForecastAnswer:
        del caller
        found = copied(ForecastAnswer, folder, name, FORECAST_PROTOCOL.max_answer_bytes)
        return ForecastAnswer(found.model, moved(task, found.paths))

    return answer


def moved(task: ForecastTask, ensembles: Sequence[bytes]) -> list[bytes]:
    """Return paths of other prices as if they were of a task's; raise `CannotAnswer` for those of another shape."""
    shape = (task.paths, task.horizon + 1)
    try:
        others = [from_bytes(data).reshape(shape) for data in ensembles]
    except ValueError as error:
        raise CannotAnswer(f"cannot copy: {error}") from error
    known = known_prices(task)
    return [to_bytes(prices[-1] * one / one[:, :1]) for prices, one in zip(known, others, strict=False)]
