"""Weights that validators give, at once or committed first and revealed later."""
