"""The real prices that replays are made of: twenty US stocks, daily, 1990 to 2022, out of a package.

`taonet models pull us-stocks` puts the file into the cache, checked by its hash; the package itself is never installed
or imported. Where it comes from and under which licence stands in NOTICE.
"""

import csv
import gzip
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np

from taonet.markets.forecast.arrays import Doubles, log_returns
from taonet.markets.packaged import PackagedFile, PackagedFileError

US_STOCKS: Final = PackagedFile(
    name="us-stocks",
    package="skfolio",
    version="1.12.2",
    member="skfolio/datasets/data/sp500_dataset.csv.gz",
    wheel_sha256="2d324c62a4188dc0b62a713f8d5cea177e208a5b45987e3d3f204dd56d3a669b",
    wheel_bytes=1_465_874,
    file_sha256="ee21cac28befb1d0a739a9ceb22184f995394726aa0cfde9a21941d1ac04ac0d",
    file_bytes=426_065,
    licence="BSD-3-Clause",
    folder="prices",
)
FIRST_DAY: Final = date(1998, 1, 2)
"""Earlier prices are adjusted down to so few cents that one cent is a large step."""
LEAST_PRICE: Final = 1.0
"""The same for later ones: a day counts only if the price was at least this for the whole context."""
_MOST_BYTES: Final = 16 << 20


@dataclass(frozen=True)
class Prices:
    """Closing prices: names, days (ISO dates), and an array of (names, days)."""

    names: Sequence[str]
    days: Sequence[str]
    closes: Doubles

    @property
    def returns(self) -> Doubles:
        """Return the logarithmic returns, (names, days - 1)."""
        return log_returns(self.closes)


def read_prices(path: Path, first: date = FIRST_DAY) -> Prices:
    """Read a compressed CSV file of a date column and one column a name, from a day on."""
    with gzip.open(path) as file:
        text = file.read(_MOST_BYTES + 1)
    if len(text) > _MOST_BYTES:
        raise PackagedFileError(f"{path} holds more than {_MOST_BYTES >> 20} MB of prices")
    header, *rows = csv.reader(io.StringIO(text.decode()))
    kept = [row for row in rows if row[0] >= first.isoformat()]
    closes = np.array([[float(value) for value in row[1:]] for row in kept]).T
    return Prices(header[1:], [row[0] for row in kept], np.ascontiguousarray(closes))
