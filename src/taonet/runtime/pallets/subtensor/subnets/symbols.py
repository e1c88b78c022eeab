"""The symbols that tokens of subnets can have: one character each, numbered as subnets are.

The list is part of the rules: a new subnet gets the symbol of its number, or the first free one.
"""

from __future__ import annotations

from taonet.frame.state import State
from taonet.primitives.ids import NetUid
from taonet.runtime.pallets.subtensor.subnets.errors import SymbolAlreadyInUse, SymbolDoesNotExist
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets

# Code points in hexadecimal, a range of neighbours as first-last: Greek, Hebrew, Arabic, runes, Ogham, Georgian,
# Armenian, Cyrillic, Coptic, Brahmi, Sinhala, Glagolitic, Thai, Korean, Ethiopic, Devanagari, Katakana, Tifinagh.
_CODE_POINTS = (
    "3a4 3b1-3c1 3c3 74 3c5-3c9 5d0-5ea 627-628 62a-63a 641-648 64a 649 16a0 16a2 16a6 16a8 16b1 16b3 42b "
    "16c9 16d2 1680-1685 169b 10d0-10d5 531-536 55e 400-405 44a 2c80-2c85 11000-11003 11005 db1 db3-db7 "
    "2c00-2c20 e01-e23 e25 e27-e2e 3131 3134 3137 3139 3141-3142 3145 3147-3148 314a-3163 12a0-12a7 12c8-12ce "
    "12b0-12b6 1310-1312 1218 1314-1316 905-90b 90f-910 913-928 92a-930 932 935-939 30a2 30a4 30a6 30a8 "
    "30aa-30ab 30ad 30af 30b1 30b3 30b5 30b7 30b9 30bb 30bd 30bf 30c1 30c4 30c6 30c8 30ca-30cf 30d2 30d5 30d8 "
    "30db 30de-30e2 30e4 30e6 30e8-30ed 30ef 30f2-30f3 2d30-2d53 d85-d86 d89-d96 d9a-d9e da0-da4 da7 da5-da6 "
    "da9 da8 daa-db0 "
)


def _symbols() -> tuple[bytes, ...]:
    found: list[bytes] = []
    for part in _CODE_POINTS.split():
        first, _, last = part.partition("-")
        found += [chr(point).encode() for point in range(int(first, 16), int(last or first, 16) + 1)]
    return tuple(found)


SYMBOLS = _symbols()
DEFAULT_SYMBOL = SYMBOLS[0]
"""Root's symbol, and that of subnets beyond the list."""

_CHOICE = frozenset(SYMBOLS[1:])


def symbol_of(netuid: NetUid) -> bytes:
    """Return the symbol that belongs to a subnet's number."""
    return SYMBOLS[netuid] if netuid < len(SYMBOLS) else DEFAULT_SYMBOL


def free_symbol(s: State, netuid: NetUid) -> bytes:
    """Return the symbol of the subnet's number, else the first one nobody has, else the default."""
    used = {symbol for _, symbol in Subnets.TokenSymbol.items(s)}
    own = symbol_of(netuid)
    if own not in used:
        return own
    return next((symbol for symbol in SYMBOLS[1:] if symbol not in used), DEFAULT_SYMBOL)


def ensure_choosable(s: State, symbol: bytes) -> None:
    """Refuse a symbol that is not in the list, is root's, or is in use, even by the asking subnet."""
    if symbol not in _CHOICE:
        raise SymbolDoesNotExist
    if any(used == symbol for _, used in Subnets.TokenSymbol.items(s)):
        raise SymbolAlreadyInUse
