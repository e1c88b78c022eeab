"""The reference pages are what the code says."""

from tools.reference.__main__ import FOLDER, PAGES, stale


def test_the_reference_is_what_the_code_says() -> None:
    assert list(stale()) == [], "old pages. Run `make reference`, read the difference and commit it."


def test_every_page_is_made() -> None:
    assert {path.name for path in FOLDER.iterdir()} == PAGES.keys()
