"""Yuma consensus as pure functions: `reference` is the rule in plain steps, `fast` the same on arrays.

`types` names what goes in and comes out; the other files are the steps.
"""
