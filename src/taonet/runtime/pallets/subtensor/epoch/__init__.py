"""The epoch of a subnet as pure functions: Yuma consensus, Null consensus, mechanisms.

Nothing here reads or writes chain state. `types` names what goes in and comes out,
`reference` is the rule in plain steps, `fast` the same function on arrays, `null` the other
consensus, and `mechanisms` splits and joins several epochs of one subnet.
"""
