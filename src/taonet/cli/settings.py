"""Where options come from besides the command line: environment variables and a configuration file. Pure but for reading it.

An option's value is the flag's, else the variable's, else the file's, else the default. `--block-time` of `taonet up` is
`TAONET_UP_BLOCK_TIME`, or `TAONET_BLOCK_TIME` for every command that has such an option; in the file `block-time` stands in the
table `[up]`, or above all tables for every command. Network and wallet are also taken from the official client's variables,
after ours.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, cast

import platformdirs

from taonet.environment import CONFIG, KEPT, OFFICIAL, PREFIX

NEAR: Final = 0.7
"""The least likeness (`difflib`) of a mistyped variable."""
MOST_WRONG: Final = 4
"""Letters too much or too few in a mistyped variable; long names that only begin alike are of different options."""


class BadSettings(Exception):
    """The configuration file cannot be used; says which key or line of it, and what was probably meant."""


def variables(words: Sequence[str], option: str) -> list[str]:
    """Return the environment variables of an option: that of the command, that of all commands, the official client's."""
    own = [PREFIX + "_".join((*of, option)).upper().replace("-", "_") for of in (words, ())]
    return [*own, *OFFICIAL.get(option, ())]


def mistyped(
    environment: Mapping[str, str], own: Collection[str], known: Callable[[], Collection[str]]
) -> dict[str, str]:
    """Return the variables that no command reads, each with the nearest that there is; one that is near to none may be another's.

    `own` are those that the command at hand has; all are asked for only where one of the environment is not among them.
    """
    ours = (CONFIG, *KEPT, *own)
    strange = [name for name, value in environment.items() if name.startswith(PREFIX) and value and name not in ours]
    names = (*known(), CONFIG) if strange else ()
    words = {one.removeprefix(PREFIX) for one in names if one.startswith(PREFIX)}
    found: dict[str, str] = {}
    for name in strange:
        word = name.removeprefix(PREFIX)
        likeness = max(NEAR, 1 - MOST_WRONG / (2 * len(word))) if word else 1
        near = get_close_matches(word, sorted(words), 1, likeness)
        if near and near[0] != word:
            found[name] = PREFIX + near[0]
    return found


def default_place() -> Path:
    """Return where the configuration file is looked for."""
    return Path(platformdirs.user_config_dir("taonet", appauthor=False)) / "config.toml"


def read_settings(path: Path) -> dict[str, Any]:
    """Return what a configuration file says; raises `BadSettings`, and `OSError` where it cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSettings(f"{path} is not TOML: {error}") from error


def settings_of(
    document: Mapping[str, Any],
    words: Sequence[str],
    options: Collection[str],
    all_options: Callable[[], Collection[str]],
    all_commands: Callable[[], Collection[str]],
) -> dict[str, Any]:
    """Return the values for a command's options; raises `BadSettings` for a key or table that means nothing.

    `words` are the command's, as in `["miner", "run"]`; commands are named as tables are, `miner.run`. All options and
    commands are asked for only where something in the document is not this command's own.
    """
    own = ".".join(words)
    tables = dict(_tables(document, ""))
    general, table = tables.pop(""), tables.pop(own, {})
    _refuse_unknown((key for key in general if key not in options), all_options, "key", "{}")
    _refuse_unknown((name for name, keys in tables.items() if keys or name.count(".")), all_commands, "table", "[{}]")
    _refuse_unknown(table, lambda: options, "key", f"{{}} in [{own}]")
    return {key: value for key, value in general.items() if key in options} | table


def _tables(table: Mapping[str, Any], name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every table of a document by its dotted name, with the keys that are no tables."""
    yield name, {key: value for key, value in table.items() if not isinstance(value, dict)}
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _tables(cast("dict[str, Any]", value), f"{name}.{key}" if name else key)


def _refuse_unknown(keys: Iterable[str], known: Callable[[], Collection[str]], kind: str, shown: str) -> None:
    for key in keys:
        names = known()
        if key not in names:
            near = get_close_matches(key, names, 1, 0)
            raise BadSettings(f"unknown {kind} {shown.format(key)}" + (f"; the nearest is {near[0]}" if near else ""))
