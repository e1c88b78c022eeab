"""Open a record: a SQLite file, or any database by its URL."""

import itertools
import re
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, final

import platformdirs
from sqlalchemy import URL, Engine, create_engine, event, insert, inspect, select
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool, StaticPool

from taonet.neuron.log import Log
from taonet.neuron.market import NeuronFailure
from taonet.neuron.record.tables import SCHEMA, metadata, schema

IN_MEMORY: Final = "sqlite://"
BUSY_SECONDS: Final = 10
_BROKEN: Final = ("file is not a database", "malformed", "file is encrypted")


class RecordFailure(NeuronFailure):
    """A record cannot be opened, read or written; the message says why and what to do."""


class NoRecord(RecordFailure):
    """There is no record, or its validator has not begun to write it."""


@final
@dataclass(frozen=True)
class Record:
    """A database that holds a validator's record; `place` is for people and shows no password."""

    engine: Engine
    place: str


def default_place(network: str, netuid: int, hotkey: str) -> Path:
    """Return where the record of a hotkey on a subnet of a network is kept by default."""
    folder = Path(platformdirs.user_data_dir("taonet", appauthor=False)) / "records"
    return folder / re.sub(r"[^A-Za-z0-9.-]+", "-", network) / str(netuid) / f"{hotkey}.db"


@contextmanager
def opened_for_writing(place: str, log: Log) -> Generator[Record]:
    """Open a record, making it if there is none. A SQLite file that is none is set aside, and the log says so."""
    if not _is_url(place):
        _make_file(Path(place))
    record = _record(place)
    try:
        try:
            _prepare(record)
        except DatabaseError as error:
            if not any(words in str(error) for words in _BROKEN):
                raise
            record.engine.dispose()
            _set_aside(Path(place), reason_of(error), log)
            _make_file(Path(place))
            _prepare(record)
        yield record
    except SQLAlchemyError as error:
        raise RecordFailure(f"cannot write the record {record.place}: {reason_of(error)}") from error
    finally:
        record.engine.dispose()


@contextmanager
def opened_for_reading(place: str) -> Generator[Record]:
    """Open a record that exists, while its validator runs or not; raise `RecordFailure` if it cannot be read."""
    if not _is_url(place) and not Path(place).is_file():
        raise NoRecord(f"there is no record {place}")
    record = _record(place)
    try:
        version = _version(record)
        if version is None:
            raise NoRecord(f"{record.place} is no record of a validator")
        _refuse_others(record, version)
        yield record
    except SQLAlchemyError as error:
        raise RecordFailure(f"cannot read the record {record.place}: {reason_of(error)}") from error
    finally:
        record.engine.dispose()


def reason_of(error: SQLAlchemyError) -> str:
    """Return what the database itself said, in one line."""
    return " ".join(str(getattr(error, "orig", None) or error).split())


def _record(place: str) -> Record:
    if not _is_url(place):
        url = URL.create("sqlite", database=str(Path(place).expanduser()))
        engine = create_engine(url, poolclass=NullPool, connect_args=_SQLITE)
    else:
        engine = _of_url(place)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
    return Record(engine, str(engine.url) if _is_url(place) else str(engine.url.database))


_SQLITE: Final = {"check_same_thread": False, "timeout": BUSY_SECONDS}


def _is_url(place: str) -> bool:
    return re.match(r"[a-z][a-z0-9+]*://", place) is not None


def _of_url(url: str) -> Engine:
    try:
        if url == IN_MEMORY:
            return create_engine(url, poolclass=StaticPool, connect_args=_SQLITE)
        return create_engine(url, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError) as error:
        raise RecordFailure(f"{url!r} is no address of a database, e.g. postgresql+psycopg://user@host/name") from error
    except ImportError as error:
        raise RecordFailure(f"a driver is missing: {error}; `pip install 'taonet[postgres]'` brings psycopg") from error


def _set_pragmas(connection: Any, _: object) -> None:
    """Let others read while we write, and write each round through to the disk."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


def _prepare(record: Record) -> None:
    """Make the tables of a new record; refuse one of another version."""
    version = _version(record)
    if version is None:
        with record.engine.begin() as connection:
            metadata.create_all(connection)
            connection.execute(insert(schema).values(version=SCHEMA))
        return
    _refuse_others(record, version)


def _version(record: Record) -> int | None:
    if not inspect(record.engine).has_table(schema.name):
        return None
    with record.engine.connect() as connection:
        return connection.execute(select(schema.c.version)).scalar()


def _refuse_others(record: Record, version: int) -> None:
    if version != SCHEMA:
        raise RecordFailure(
            f"the record {record.place} has schema {version}, and this taonet has {SCHEMA}: "
            "name another file with --record, or use the taonet that wrote it"
        )


def _make_file(place: Path) -> None:
    """Make an empty file that only its owner reads, as it will hold weights that nobody may know yet."""
    place = place.expanduser()
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch(mode=0o600)
    except OSError as error:
        raise RecordFailure(f"cannot write the record {place}: {error.strerror}") from error


def _set_aside(place: Path, reason: str, log: Log) -> None:
    place = place.expanduser()
    aside = next(p for n in itertools.count(1) if not (p := place.with_name(f"{place.name}.broken-{n}")).exists())
    place.rename(aside)
    for suffix in ("-wal", "-shm"):
        place.with_name(place.name + suffix).unlink(missing_ok=True)
    log("record broken", file=str(place), reason=reason, kept_as=str(aside), now="all averages start at zero")
