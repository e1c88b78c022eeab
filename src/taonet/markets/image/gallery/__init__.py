"""Pictures of a validator's record, to look at: a page of HTML that needs nothing else, and a sheet as PNG."""

from taonet.markets.image.gallery.cards import Card, NoPictures, read_cards
from taonet.markets.image.gallery.page import page_of
from taonet.markets.image.gallery.sheet import sheet_of

__all__ = ["Card", "NoPictures", "page_of", "read_cards", "sheet_of"]
