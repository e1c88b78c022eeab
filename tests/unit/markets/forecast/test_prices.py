import gzip
from datetime import date
from pathlib import Path

import pytest

from taonet.markets.forecast import prices
from taonet.markets.forecast.prices import read_prices
from taonet.markets.packaged import PackagedFileError

ROWS = "Date,AAA,BBB\n1997-12-31,1.0,2.0\n1998-01-02,1.5,3.0\n1998-01-05,3.0,3.0\n"


def _packed(path: Path, text: str) -> Path:
    path.write_bytes(gzip.compress(text.encode()))
    return path


def test_reads_names_days_and_closes_from_a_day_on(tmp_path: Path) -> None:
    read = read_prices(_packed(tmp_path / "x.csv.gz", ROWS), date(1998, 1, 2))

    assert (list(read.names), list(read.days)) == (["AAA", "BBB"], ["1998-01-02", "1998-01-05"])
    assert read.closes.tolist() == [[1.5, 3.0], [3.0, 3.0]]
    assert read.returns.round(4).tolist() == [[0.6931], [0.0]]


def test_a_file_that_unpacks_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prices, "_MOST_BYTES", 1 << 10)

    with pytest.raises(PackagedFileError, match="more than"):
        read_prices(_packed(tmp_path / "x.csv.gz", "0" * (1 << 20)))
