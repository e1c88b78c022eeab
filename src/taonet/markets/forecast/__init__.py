"""The forecast market: probabilistic price paths, on real prices."""
