"""Sets help as plain text, whose words are never broken, and says what a refused value may be. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Any, Final

import typer

from taonet.cli.settings import variables

INDENT: Final = 2
LONGEST_NAME: Final = 28
"""Columns for an option and its value; the meaning of a longer one begins on the next line."""


def help_page(command: Any, context: typer.Context, width: int) -> str:
    """Return a command's help: usage, what it does, arguments, options, sub-commands."""
    parameters: list[Any] = command.get_params(context)
    kinds = {"argument": "Arguments:", "option": "Options:"}
    lines = _hanging("Usage: ", " ".join((context.command_path, *command.collect_usage_pieces(context))), width)
    for paragraph in (command.help or "").replace("\f", "\n\n").split("\n\n"):
        lines += ["", *_wrapped(" ".join(paragraph.split()), width - INDENT, " " * INDENT)]
    for kind, title in kinds.items():
        rows = [_names(one, context) for one in parameters if one.param_type_name == kind]
        lines += _section(title, [row for row in rows if row is not None], width)
    inner: dict[str, Any] = getattr(command, "commands", {})
    lines += _section("Commands:", [(name, _first_sentence(one)) for name, one in inner.items()], width)
    return "\n".join(lines)


def elsewhere(words: Sequence[str], option: str, width: int) -> str:
    """Say where else than on the command line options may stand, with one of them as the example."""
    own, every = variables(words, option)[:2]
    text = (
        f"Options may also come from the environment (--{option}: {own}, or {every} for every command that has it) and from "
        f"a TOML file (key {option}, in the table [{'.'.join(words)}] or above all tables). A flag counts before a variable, "
        "a variable before the file."
    )
    return "\n".join(_wrapped(text, width, ""))


def told(error: typer.BadParameter) -> str:
    """Return what a refusal of a value says: the value, and what is allowed."""
    details: Any = getattr(error.__cause__, "errors", None)
    parameter: Any = error.param
    if details is None or parameter is None:
        return error.message
    return f"{details()[0]['input']!r} is not {allowed(parameter)}."


def allowed(parameter: Any) -> str:
    """Say in words what values a parameter takes."""
    choices: Sequence[Any] | None = parameter.type_descriptor.choices
    if choices is not None:
        words = [str(one.value if isinstance(one, Enum) else one) for one in choices]
        return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
    annotation: Any = parameter.type_descriptor.annotation
    kind = {"int": "a whole number", "float": "a number", "bool": "yes or no", "Path": "a path"}.get(
        getattr(annotation, "__name__", ""), "text"
    )
    least, most = getattr(parameter, "min", None), getattr(parameter, "max", None)
    if least is not None and most is not None:
        return f"{kind} from {least} to {most}"
    if least is not None:
        return f"{kind} of {least} or more"
    return kind if most is None else f"{kind} of {most} or less"


def _names(parameter: Any, context: typer.Context) -> tuple[str, str] | None:
    """Return what stands left and right of an option or argument; None for a hidden one."""
    record: tuple[str, str] | None = parameter.get_help_record(context)
    # Typer says `<int range>` where the range itself stands beside the default.
    return record and (record[0].replace(" range>", ">"), record[1])


def _first_sentence(command: Any) -> str:
    return (command.help or "").strip().split("\n\n")[0].replace("\n", " ")


def _section(title: str, rows: Sequence[tuple[str, str]], width: int) -> Iterator[str]:
    if not rows:
        return
    yield from ("", title)
    column = min(max(len(name) for name, _ in rows), LONGEST_NAME) + 2 * INDENT
    for name, text in rows:
        lines = _wrapped(text, width - column, "")
        if len(name) + 2 * INDENT <= column:
            yield f"{'':{INDENT}}{name:{column - INDENT}}{lines.pop(0) if lines else ''}".rstrip()
        else:
            yield f"{'':{INDENT}}{name}"
        yield from (f"{'':{column}}{line}" for line in lines)


def _hanging(first: str, text: str, width: int) -> list[str]:
    return textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent=" " * len(first), break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip


def _wrapped(text: str, width: int, indent: str) -> list[str]:
    return textwrap.wrap(
        text, width + len(indent), initial_indent=indent, subsequent_indent=indent, break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip
