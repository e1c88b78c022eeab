"""The schema of a record. Times are Unix seconds, hashes and messages are bytes as they were on the wire."""

from typing import Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Double,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

SCHEMA: Final = 1
"""The version of this schema; a record of another one is not touched."""

metadata: Final = MetaData()

schema: Final = Table("taonet_record", metadata, Column("version", Integer, primary_key=True))

runs: Final = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("began", Double, nullable=False),
    Column("version", Text, nullable=False),
    Column("protocol", Text, nullable=False),
    Column("market", Text, nullable=False),
    Column("options", JSON, nullable=False),
    Column("hotkey", Text, nullable=False),
    Column("netuid", Integer, nullable=False),
    Column("genesis", LargeBinary, nullable=False),
    Column("memory", Double, nullable=False),
)

rounds: Final = Table(
    "rounds",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("run", Integer, nullable=False),
    Column("block", BigInteger, nullable=False),
    Column("began", Double, nullable=False),
    Column("seconds", Double, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("beacon", LargeBinary, nullable=False),
    Column("beacon_block", BigInteger, nullable=False),
    Column("evidence", LargeBinary, nullable=False),
    Column("judged_in", BigInteger, index=True),
    Column("fault", Text, nullable=False),
    Column("bytes", BigInteger, nullable=False),
)

exchanges: Final = Table(
    "exchanges",
    metadata,
    Column("round", BigInteger, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),
    Column("uid", Integer, nullable=False),
    Column("hotkey", Text, nullable=False),
    Column("endpoint", Text, nullable=False),
    Column("task", LargeBinary, nullable=False),
    Column("answer", LargeBinary),
    Column("seconds", Double),
    Column("failure", Text, nullable=False),
    Column("nonce", Text),
    Column("headers", JSON),
    Column("score", Double),
    Column("reason", Text),
    Column("cheated", Boolean),
)

standings: Final = Table(
    "standings",
    metadata,
    Column("round", BigInteger, primary_key=True, autoincrement=False),
    Column("uid", Integer, primary_key=True, autoincrement=False),
    Column("hotkey", Text, nullable=False),
    Column("coldkey", Text, nullable=False),
    Column("endpoint", Text),
    Column("asked", Boolean, nullable=False),
    Column("average", Double, nullable=False),
    Column("rounds", Integer, nullable=False),
)

weights: Final = Table(
    "weights",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round", BigInteger, nullable=False, index=True),
    Column("block", BigInteger, nullable=False),
    Column("time", Double, nullable=False),
    Column("way", Text, nullable=False),
    Column("end", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("included", BigInteger),
    Column("weights", JSON, nullable=False),
    Column("uids", JSON),
    Column("values", JSON),
    Column("salt", JSON),
    Column("version_key", BigInteger),
    Column("most", Integer),
    Column("hash", LargeBinary),
)
