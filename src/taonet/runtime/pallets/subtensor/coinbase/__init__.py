"""What each block creates and where it goes."""
