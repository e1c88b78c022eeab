"""The fixed model of the text market, run in NumPy.

The market pays for answers of one known model, so the validator must be able to
say "this text came from that model with that seed". An engine whose arithmetic
we own makes the check exact: the same weights, the same float32 operations and
a counter-based random stream give the same tokens on both sides.
"""

from taonet.markets.text.model.engine import Generated, Rescored, generate, rescore
from taonet.markets.text.model.errors import ModelError
from taonet.markets.text.model.loader import FULL, Model, Variant, load_model, without_layers

__all__ = [
    "FULL",
    "Generated",
    "Model",
    "ModelError",
    "Rescored",
    "Variant",
    "generate",
    "load_model",
    "rescore",
    "without_layers",
]
