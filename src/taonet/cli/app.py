"""What all commands share: how help is set, how a wrong command line is told.

The context is `Any` where a method of typer is replaced: the type that typer itself names there is private.
"""

from __future__ import annotations

import math
import os
import shutil
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import Any, Final, final

import typer
from typer.core import TyperCommand, TyperGroup

from taonet.cli.config import config_option, key_of, options_of, warn_of_mistyped, words_of
from taonet.cli.help import allowed, elsewhere, help_page, told
from taonet.cli.settings import variables

WIDEST: Final = 100
"""Columns beyond which help is not set wider: long lines read badly."""


@final
class Command(TyperCommand):
    """A command of `taonet`; typer asks a class for help and for the reading of words."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        if not self.allow_extra_args:  # then another command reads the options
            self.params.append(config_option())

    def get_help(self, ctx: Any) -> str:
        """Return the help page for this terminal's width."""
        page, width = help_page(self, ctx, _width()), _width()
        named = next((one for one in options_of(self) if one.name != "config"), None)
        return page if named is None else f"{page}\n\n{elsewhere(words_of(ctx), key_of(named), width)}"

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words of a command line; refuse with what is allowed."""
        words = words_of(ctx)
        for one in options_of(self):
            one.envvar = next((name for name in variables(words, key_of(one)) if os.environ.get(name)), None)
        with _readable_refusals(ctx):
            rest = super().parse_args(ctx, args)
            _refuse_infinite(self.params, ctx)
        if not (self.allow_extra_args or ctx.resilient_parsing):
            warn_of_mistyped(ctx)
        return rest


@final
class Group(TyperGroup):
    """A command with sub-commands."""

    def get_help(self, ctx: Any) -> str:
        """Return the help page for this terminal's width."""
        return help_page(self, ctx, _width())

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words of a command line; refuse with what is allowed."""
        with _readable_refusals(ctx):
            return super().parse_args(ctx, args)


def new_group(text: str, *, completion: bool = False) -> typer.Typer:
    """Return a group of commands, empty yet, described by `text`."""
    return typer.Typer(
        name="taonet",
        cls=Group,
        help=text,
        no_args_is_help=True,
        add_completion=completion,
        rich_markup_mode=None,  # its panels break values within words on 80 columns
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def add_command(group: typer.Typer, name: str, run: Callable[..., Any], **settings: Any) -> None:
    """Add a function as a command."""
    group.command(name, cls=Command, **settings)(run)


def command_of(run: Callable[..., Any]) -> Any:
    """Return the command that a function makes, outside of any group."""
    alone = typer.Typer(add_completion=False, rich_markup_mode=None)
    alone.command(cls=Command, context_settings={"help_option_names": ["-h", "--help"]})(run)
    return typer.main.get_command(alone)


def _refuse_infinite(parameters: Sequence[Any], context: typer.Context) -> None:
    """Refuse a number that is none, which every check of bounds from below lets pass."""
    for one in parameters:
        value = context.params.get(one.name)
        if isinstance(value, float) and not math.isfinite(value):
            raise typer.BadParameter(f"{value} is not {allowed(one)}.", ctx=context, param=one)


@contextmanager
def _readable_refusals(context: typer.Context) -> Generator[None]:
    try:
        yield
    except typer.BadParameter as error:
        error.message = told(error) + _origin(context, error.param)
        raise


def _origin(context: typer.Context, parameter: Any) -> str:
    """Name the file in which a refused value stood; typer itself names a variable."""
    source = context.get_parameter_source(parameter.name) if parameter is not None else None
    if source is not None and source.name == "DEFAULT_MAP":
        return f" (in {context.obj})"
    return ""


def _width() -> int:
    return min(shutil.get_terminal_size().columns, WIDEST)
