"""Parents that lend stake to children."""
