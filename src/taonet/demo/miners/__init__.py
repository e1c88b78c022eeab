"""The demo's miners, a module a market; `acts.py` is what all of them can do wrong.

They are here so that a market's checks can be watched and tested against real attempts.
"""
