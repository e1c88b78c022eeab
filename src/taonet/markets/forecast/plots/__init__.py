"""Look at forecasts: fans against what came, and calibration, from a validator's record.

`miners.py` gathers what each miner said and how it fared, `svg.py` draws it, `page.py` makes a page of it, `terminal.py`
lines of text.
"""
