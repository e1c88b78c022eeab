"""Who may decide, and with how much weight."""
