"""How random tests draw: `gate` draws the same every time and decides whether a change lands, `fuzz` looks for luck."""

from hypothesis import settings

settings.register_profile("gate", derandomize=True, deadline=None)
settings.register_profile("fuzz", derandomize=False, deadline=None, print_blob=True)
settings.load_profile("gate")  # make fuzz says --hypothesis-profile fuzz
