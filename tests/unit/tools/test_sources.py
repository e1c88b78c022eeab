"""Rules name where they come from, in one form."""

import ast
from pathlib import Path

import pytest
from tools import sources

RULE = "def rule() -> None: ...\n"


def module(docstring: str, body: str = RULE) -> ast.Module:
    return ast.parse(f'"""{docstring}"""\n{body}')


@pytest.mark.parametrize(
    "line",
    [
        "Source: coinbase/block_step.rs block_step",
        "Source: pallet/impls.rs do_swap, swap_inner",
        "Source: subnets/collateral.rs pay_registration @00d2eb9",
        "Source: spec 475",
    ],
)
def test_a_file_that_names_its_source_is_good(line: str) -> None:
    assert sources.fault(module(f"A rule.\n\n{line}\n"), "pallets/x/rule") is None


@pytest.mark.parametrize("line", ["Source: block_step.rs", "Source: pallet x", "Source: a.rs f and g"])
def test_another_form_is_refused(line: str) -> None:
    assert "form" in (sources.fault(module(f"A rule.\n\n{line}\n"), "pallets/x/rule") or "")


def test_only_files_with_rules_need_one() -> None:
    assert sources.fault(module("A rule."), "pallets/x/rule") is not None
    assert sources.fault(module("A rule.", "LIMIT = 3\n"), "pallets/x/rule") is None
    for name in ("pallets/x/storage", "pallets/x/invariants", "pallets/x/events", "api/stake"):
        assert sources.fault(module("A rule."), name) is None


def test_debt_may_only_shrink(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "old.py").write_text(f'"""A rule."""\n{RULE}')
    assert sources.main([str(tmp_path)]) == (0 if "" in sources.DEBT else 1)

    monkeypatch.setattr(sources, "DEBT", ("old",))
    assert sources.main([str(tmp_path)]) == 0

    monkeypatch.setattr(sources, "DEBT", ("old", "paid"))
    assert sources.main([str(tmp_path)]) == 1
    assert "paid owes no source any more" in capsys.readouterr().out

    monkeypatch.setattr(sources, "DEBT", ())
    assert sources.main([str(tmp_path)]) == 1
