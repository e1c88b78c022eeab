"""Names for amounts of the two kinds of token.

Both are u64 on the wire and have nine decimals. Mixing them is an error that the type checker reports.
"""

from typing import NewType

Tao = NewType("Tao", int)
"""An amount of TAO in rao, u64."""

Alpha = NewType("Alpha", int)
"""An amount of one subnet's token in its smallest unit (1e-9 alpha), u64."""

RAO_PER_TAO = 1_000_000_000
TAO_CAP = Tao(21_000_000 * RAO_PER_TAO)
"""Supply that is never exceeded; each alpha token has the same cap."""
