"""The pallets, one package each."""
