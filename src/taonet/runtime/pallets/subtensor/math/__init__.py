"""Pure arithmetic of the pallet: integers and fixed point in, integers out. Nothing here knows the state."""
