"""Programs for those who work on this repository; never installed."""
