"""`taonet miner run MARKET` and `taonet validator run MARKET`: run a neuron of any market against a chain.

Each field of the neuron's settings and of the market's options is a flag, so
that the command line is complete only when MARKET is read: `run` takes the first
word, and a command made for that market takes the rest.
"""

import asyncio
import importlib
import importlib.util
import inspect
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import ModuleType, UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin, get_type_hints

import msgspec
import typer
from msgspec import NODEFAULT, Meta, Struct
from msgspec.structs import FieldInfo

from taonet.cli.app import Command, command_of, new_group
from taonet.cli.neuron_runner import run_neuron
from taonet.neuron.chain import Chain
from taonet.neuron.identity import Identity
from taonet.neuron.market import Market, OptionsT
from taonet.neuron.miner import MinerSettings, serve_miner
from taonet.neuron.record.store import default_place
from taonet.neuron.settings import ValidatorSettings
from taonet.neuron.validator import run_validator

miner_app = new_group("Run a miner.")
validator_app = new_group("Run a validator.")

_REST: Final = {"allow_extra_args": True, "allow_interspersed_args": False}
_HELP: Final = (
    "Python module or .py file that holds the market, e.g. taonet.markets.text or my_market.py. "
    "Add :NAME unless the value is called `market`."
)
_Market = Annotated[str, typer.Argument(metavar="MARKET", help=_HELP)]


@miner_app.callback()
def _miner_group() -> None:
    """Run a miner."""


@validator_app.callback()
def _validator_group() -> None:
    """Run a validator."""


@miner_app.command("run", cls=Command, context_settings=_REST)
def run_miner(context: typer.Context, address: _Market) -> None:
    """Answer the validators of a market. `taonet miner run MARKET --help` shows all its options."""
    market = load_market(address)

    async def mine(chain: Chain, identity: Identity, settings: MinerSettings, options: Struct) -> None:
        del identity
        async with serve_miner(chain, market, settings, options):
            await asyncio.Event().wait()

    _run(context, address, mine, MinerSettings, market.miner.options)


@validator_app.command("run", cls=Command, context_settings=_REST)
def run_validator_of(context: typer.Context, address: _Market) -> None:
    """Ask every miner of a market, score the answers, set weights. `… run MARKET --help` shows all its options."""
    market = load_market(address)

    async def validate(chain: Chain, identity: Identity, settings: ValidatorSettings, options: Struct) -> None:
        if settings.allow_local is None:
            settings = msgspec.structs.replace(settings, allow_local=identity.is_local)
        if settings.record is None:
            place = default_place(identity.network, identity.netuid, chain.signer.ss58_address)
            settings = msgspec.structs.replace(settings, record=str(place))
        await run_validator(chain, market, settings, options, address=address)

    _run(context, address, validate, ValidatorSettings, market.validator.options)


def load_market(address: str) -> Market[Any, Any]:
    """Return the market at `MODULE[:NAME]` or `FILE.py[:NAME]`; refuse with what is wrong."""
    place, _, name = address.partition(":")
    module = _module(place)
    found = getattr(module, name or "market", None)
    if found is None:
        raise _no_market(f"{place} has no {name or 'market'!r}; if the market has another name: {place}:NAME")
    if not isinstance(found, Market):
        raise _no_market(f"{place}:{name or 'market'} is a {type(found).__name__}, not a Market")
    return found  # pyright: ignore[reportUnknownVariableType]  # of whatever messages


def _no_market(text: str) -> typer.BadParameter:
    return typer.BadParameter(text, param_hint="'MARKET'")


def _module(place: str) -> ModuleType:
    if place.endswith(".py") and not Path(place).is_file():
        raise _no_market(f"there is no file {place}")
    try:
        return _file(Path(place)) if place.endswith(".py") else importlib.import_module(place)
    except Exception as error:  # a module may raise anything when it is imported
        if isinstance(error, ModuleNotFoundError) and error.name and f"{place}.".startswith(f"{error.name}."):
            raise _no_market(f"there is no module {place}; a file is named with its .py") from error
        raise _no_market(f"{place} cannot be imported: {type(error).__name__}: {error}") from error


def _file(path: Path) -> ModuleType:
    """Import a file as Python imports a script: what lies beside it can be imported too."""
    sys.path.insert(0, str(path.resolve().parent))
    spec = importlib.util.spec_from_file_location(f"market_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ImportError("not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where the types of its messages are looked up
    spec.loader.exec_module(module)
    return module


def _run(
    context: typer.Context,
    address: str,
    work: Callable[..., Awaitable[None]],
    settings: type[Struct],
    own: type[Struct],
) -> None:
    """Run a neuron with the rest of the command line."""
    command = neuron_command(address, work, settings, own, (context.command.help or "").partition(" `")[0])
    with command.make_context(f"{context.info_name} {address}", list(context.args), parent=context.parent) as inner:
        command.invoke(inner)


def neuron_command(
    address: str, work: Callable[..., Awaitable[None]], settings: type[Struct], own: type[Struct], text: str
) -> Any:
    """Return the command that runs a neuron of a market: its flags are those of identity, settings and own options."""
    return command_of(neuron_function(address, work, settings, own, text))


def neuron_function(
    address: str, work: Callable[..., Awaitable[None]], settings: type[Struct], own: type[Struct], text: str
) -> Callable[..., None]:
    """Return the function that typer makes the command of."""

    def run(**values: Any) -> None:
        identity, filled, options = _filled(Identity, values), _filled(settings, values), _filled(own, values)
        if isinstance(filled, MinerSettings):
            _refuse_unreachable(identity, filled)
        run_neuron(identity, lambda chain: work(chain, identity, filled, options))

    try:
        signature = inspect.Signature([*_parameters(own), *_parameters(settings), *_parameters(Identity)])
    except ValueError as error:  # two of one name
        raise _no_market(f"{address} has an option with the name of one that all neurons have: {error}") from error
    run.__signature__ = signature  # pyright: ignore[reportFunctionMemberAccess]  # what typer reads
    run.__doc__ = text
    return run


def _refuse_unreachable(identity: Identity, settings: MinerSettings) -> None:
    """Refuse to publish an address at which no validator of this network could call."""
    if not settings.reached_from(this_machine=identity.is_local, internet=identity.is_public):
        raise typer.BadParameter(
            f"validators of {identity.network} cannot reach {settings.published_ip}: listen with --host 0.0.0.0 and say with "
            "--external-ip (and --external-port) where this machine is seen from outside",
            param_hint=f"'{settings.address_flag}'",
        )


def _parameters(kind: type[Struct]) -> list[inspect.Parameter]:
    hints = get_type_hints(kind, include_extras=True)
    return [
        inspect.Parameter(
            field.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=_default(field),
            annotation=_as_option(hints[field.name]),
        )
        for field in msgspec.structs.fields(kind)
    ]


def _default(field: FieldInfo) -> Any:
    if field.default_factory is not NODEFAULT:
        return field.default_factory()
    return inspect.Parameter.empty if field.default is NODEFAULT else field.default


def _as_option(hint: Any) -> Any:
    """Turn `Annotated[int, Meta(ge=1, description="…")]`, or such a type `| None`, into what typer calls an option."""
    parts = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    split = [get_args(part) if get_origin(part) is Annotated else (part,) for part in parts]
    meta = next((extra for _, *extras in split for extra in extras if isinstance(extra, Meta)), Meta())
    base = Union[tuple(part for part, *_ in split)]  # noqa: UP007  made of a list
    return Annotated[base, typer.Option(help=meta.description, min=meta.ge, max=meta.le)]


def _filled(kind: type[OptionsT], values: dict[str, Any]) -> OptionsT:
    own = {field.name: values[field.name] for field in msgspec.structs.fields(kind)}
    try:
        return msgspec.convert(own, kind)
    except msgspec.ValidationError as error:
        text, _, place = str(error).partition(" - at `$.")
        flag = place.strip("`").replace("_", "-")
        raise typer.BadParameter(text, param_hint=f"'--{flag}'" if flag else None) from error


def bare_commands() -> dict[str, Any]:
    """Return the commands by dotted name with the options that neurons of all markets have."""

    async def nothing(*_: Any) -> None:
        """Stand for the work of a neuron."""

    return {
        name: neuron_command("", nothing, settings, Struct, "")
        for name, settings in (("miner.run", MinerSettings), ("validator.run", ValidatorSettings))
    }
