"""How weights are made that ship with the package; nothing here is needed to run it."""
