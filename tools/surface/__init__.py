"""How much of the real chain's surface the runtime declares, and whether what it declares is equal."""
