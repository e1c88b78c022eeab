"""Refuse a Python that is too old, in words, before anything is installed."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  this runs before the requirement is checked
    sys.exit(f"taonet needs Python 3.11 or newer, this is {sys.version.split()[0]}. Try: make PYTHON=python3.11")
