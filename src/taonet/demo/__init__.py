"""The network that `make demo` shows: a node, two validators and five miners, each a process of its own.

`run.py` is the way from top to bottom, `figures.py` what is read from the chain, `story.py` what is told of it.
"""
