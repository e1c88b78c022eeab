"""Audit the record of a validator, one's own or another's: whether what it set follows from what it was answered.

`replay.py` goes through a record round by round and stops at the first difference; `checks.py` holds the steps, each a
function that returns what is wrong or None; `onchain.py` compares with a chain; `operators.py` tells who runs what.
"""
