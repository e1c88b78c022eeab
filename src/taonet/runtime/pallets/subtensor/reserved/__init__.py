"""Names that wait for their rules: refusals and events that the chain numbers and nothing here raises or tells yet.

Clients look names up by position, so a list with gaps would give every later name to the wrong number. A name moves to its
slice together with the rule that uses it; `retired` holds those that nothing on the real chain uses any more either.
"""
