"""The supply of a token: the schedule on which it is issued, and years of it in minutes."""
