"""The reference pages in `docs/reference`, made from what the program declares."""
