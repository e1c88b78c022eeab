"""Every rao of a chain, and all alpha, back to a mint, a burn or a recycle. Read `run` first.

Blocks come from a running node (`live`), a chain on disk (`stored`) or an exported file (`filed`). Each is executed again and
must come to its header, and what a store keeps of it must be what that wrote; what it did to the supply is then explained
from its events and from the schedule, by rules that are not the runtime's own (`tao`, `alpha`).
"""
